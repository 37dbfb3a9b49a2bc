// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import { accounts, type ProofBody } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import { changeAccount, keptSlots } from '../unlocking/account-row.ts';
import { asFault, codeOf, fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { eraseHere } from '../unlocking/erasure.ts';
import { requireOpenAccount, currentAccount, requireAccount } from '../runtime/current-account.ts';
import { withLock } from '../runtime/tabs.ts';
import { timeline } from '../entries/timeline.ts';

/**
 * The server was asked to delete the account and the answer never came here.
 *
 * [Note: a server's word] That an account is gone is only ever said by the server, and a server may lie. Nothing on
 * this
 * phone is removed by its word: either this phone was open, asked, and got its answer, or the person says so here.
 */
export const leavingUnfinished = computed(() => currentAccount.value?.leaving === true && !putOff.value);

/** She wants to look at her journal first; asked again at the next start. */
const putOff = signal(false);

/**
 * Who has opened how many of the copies that are shared now. Withdrawn copies are not counted, whether or not they were
 * read.
 */
export const readByOthers = computed<{ name: string; opened: number }[]>(() => {
  const copies = new Map(timeline.value.flatMap(({ shares }) => shares).map((copy) => [copy.shareId, copy]));
  const names = new Map<string, number>();
  for (const { name, openedAt, earlierOpenedAt } of copies.values())
    names.set(name, (names.get(name) ?? 0) + (openedAt === null && earlierOpenedAt === null ? 0 : 1));
  return [...names].map(([name, opened]) => ({ name, opened }));
});

/**
 * Delete the account on the server, then everything on this phone.
 *
 * @throws Fault `wrong_password`, `mistyped_code`; `nothing_deleted` without a connection; `leaving_unknown` when the server
 *   was
 *   asked and did not answer; whatever it refuses with. In all of them this phone keeps what it has
 */
export function leaveForGood(typed: { password: string } | { code: string }): Promise<void> {
  return withFaults(async () => {
    const { accountId } = requireOpenAccount();
    const proof = await proofBy(typed);
    // No exchange of any tab may meet an account that is just being deleted.
    await withLock(`exchange-${accountId}`, async () => {
      await serverAnswers();
      await deleteThere(proof);
      await eraseHere('deleted');
    });
  });
}

/** What the server says of an account whose deletion was cut off: `unknown` when it does not answer. */
export async function askWhatIsLeft(): Promise<'there' | 'gone' | 'unknown'> {
  try {
    return (await accounts.account()).account_id === requireAccount().accountId ? 'there' : 'gone';
  } catch (error) {
    return error instanceof ApiFault && [401, 403].includes(error.status) ? 'gone' : 'unknown';
  }
}

/** The person's decision: the journal leaves this phone too. @throws Fault `no_storage` */
export function removeFromThisPhone(): Promise<void> {
  return withFaults(() => eraseHere('deleted'));
}

/** The person's decision: the journal stays here, sealed, whether or not the account exists. */
export async function keepOnThisPhone(): Promise<void> {
  await withFaults(() => changeAccount((row) => ({ ...row, leaving: false })));
}

/** Not decided yet: to the journal, and asked again at the next start. */
export function decideLater(): void {
  putOff.value = true;
}

async function proofBy(typed: { password: string } | { code: string }): Promise<ProofBody> {
  const { login } = requireAccount();
  if ('code' in typed) return { recovery_auth: await runtime.vault().recoveryAuth({ code: typed.code }) };
  return { auth_key: await runtime.vault().proofOf({ login, password: typed.password, slots: await keptSlots() }) };
}

/** Called first, so that "nothing was deleted" is certain when there is no connection. @throws Fault */
async function serverAnswers(): Promise<void> {
  const told = await accounts.account().catch((error: unknown) => {
    throw codeOf(error) === 'offline' ? fault('nothing_deleted', error) : error;
  });
  if (told.account_id !== requireAccount().accountId) throw fault('not_signed_in');
}

async function deleteThere(proof: ProofBody): Promise<void> {
  await changeAccount((row) => ({ ...row, leaving: true }));
  try {
    await accounts.remove(proof);
  } catch (error) {
    if (!isRefusal(error)) throw fault('leaving_unknown', error);
    await changeAccount((row) => ({ ...row, leaving: false }));
    throw asFault(error);
  }
}

/** The server answered and refused: the account is unchanged. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ApiFault && error.status >= 400 && error.status < 500 && error.code !== 'nonsense';
