// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { accounts, type NewKeysBody, type ProofBody } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import { toBase64url } from '../../api/wire.ts';
import type { NewAccountKey } from '../../crypto/vault/vault.ts';
import type { CarriedKey, NewKeyRow } from '../../store/rows.ts';
import { carriedFor, refuseTooMany } from '../keys/carried-keys.ts';
import { deviceStore } from '../runtime/device.ts';
import { readEntries } from '../exchange/exchange.ts';
import { codeOf, fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { closeAccount, openAccount, reloadAccount } from '../unlocking/lifecycle.ts';
import { forgetSignInKey } from '../unlocking/held-sign-in-key.ts';
import { requireOpenAccount, requireAccount } from '../runtime/current-account.ts';
import { people, type Person } from '../pairing/pairings.ts';
import { proven, type Proof } from '../unlocking/proofs.ts';
import { adopt, hasArrived, keepSent, newKeyWaits, sentKey } from '../keys/rotation-plan.ts';
import { saltOf } from '../keys/salts.ts';
import { resealRetired, underRetired } from '../entries/reseal-entries.ts';
import { exchangeNow } from '../exchange/schedule.ts';
import { ofKind, openedEntries, openedEntriesReady } from '../entries/opened-entries.ts';
import { withLock } from '../runtime/tabs.ts';
import { pendingKeys } from '../runtime/pending-changes.ts';
import { writeEntries } from '../entries/writing.ts';

/** A key made in memory, until its code was typed back and it is sent. */
let made: (NewAccountKey & { password: string }) | null = null;

/**
 * Make a new account key with a new password and a new code, in memory. Nothing is sent or stored.
 * @throws Fault `bad_input` for a password that cannot be, `earlier_moves`
 */
export function prepareNewKey(a: { password: string }): Promise<{ recoveryCode: string }> {
  return withFaults(async () => {
    refuseTooMany(ofKind('retired_key').filter(({ underRetired }) => !underRetired).length);
    made = {
      ...(await runtime.vault().rotate({ login: requireOpenAccount().login, password: a.password })),
      password: a.password,
    };
    return { recoveryCode: made.recoveryCode };
  });
}

/** Discard the prepared key. */
export function forgetNewKey(): void {
  made = null;
}

/**
 * Put the prepared key in the place of the old one: one request, all or nothing.
 *
 * Afterwards every other device is signed out, all passkeys and pairings are over, and what
 * was written is sealed again (`move`). Keys of earlier moves that were not ended go along, so the feed
 * is read first. After a lost answer the same call finds out first whether the key has arrived already.
 * @throws Fault `not_prepared`, `wrong_password` / `wrong_code` for the proof, `new_key_undecided` without an answer,
 *   `offline`
 *   before it was sent, `earlier_moves`, `key_moved_elsewhere` when another device was first with an earlier key
 */
export function makeNewKey(proof: Proof): Promise<void> {
  return withFaults(async () => {
    if (made === null) throw fault('not_prepared');
    const { accountId, login } = requireOpenAccount();
    const key = made;
    await withLock(`exchange-${accountId}`, async () => sent(key, await proven(proof, requireAccount().slots)));
    made = null;
    await unlockAnew(login, key.password);
  });
}

async function sent(key: NewAccountKey, proof: ProofBody): Promise<void> {
  const before = await sentKey();
  const isThis = before !== null && saltOf(before.slots) === saltOf(key.slots);
  const plan = isThis ? before : await planned(key);
  if (!isThis || !(await arrivedBefore(plan)))
    await accounts
      .replaceKeys(bodyOf(key, plan.carried ?? [], proof))
      .catch((error: unknown) => settled(plan, error, proof));
  await adopt(plan);
}

async function planned(key: NewAccountKey): Promise<NewKeyRow> {
  await readEntries();
  return keepSent(key, await carriedFor(key));
}

/** @throws Fault `new_key_undecided` as long as nobody answers: it was sent once */
function arrivedBefore(plan: NewKeyRow): Promise<boolean> {
  return hasArrived(plan).catch((error: unknown) => {
    throw fault('new_key_undecided', error);
  });
}

/** Earlier keys come first: whoever reads the feed upwards then already has the keys that open each one. */
function bodyOf(
  { authKey64, recoveryAuth64, slots, retiredKey }: NewAccountKey,
  carried: readonly CarriedKey[],
  proof: ProofBody,
): NewKeysBody {
  const entries = [...carried, { ...retiredKey, revision: 1, replaces: 0 }].map(
    ({ entryId, revision, replaces, envelope }) => ({
      entry_id: entryId,
      revision,
      replaces,
      envelope: toBase64url(envelope),
      deleted: false,
    }),
  );
  return { proof, auth_key: authKey64, recovery_auth: recoveryAuth64, slots, entries, end_passkeys: true };
}

/** Ask the server even after a refusal: it may answer a duplicate of a request that had already succeeded. */
async function settled(plan: NewKeyRow, error: unknown, proof: ProofBody): Promise<void> {
  const arrived = await hasArrived(plan).catch(() => null);
  if (arrived === true) return;
  if (!isRefusal(error)) throw fault('new_key_undecided', error);
  await (await deviceStore()).forgetNewKey();
  if (codeOf(error) === 'proof_refused') throw fault('recovery_auth' in proof ? 'wrong_code' : 'wrong_password', error);
  throw codeOf(error) === 'stale_revision' ? fault('key_moved_elsewhere', error) : error;
}

const isRefusal = (error: unknown): boolean => error instanceof ApiFault && error.status >= 400 && error.status < 500;

/** The key is in force, and this device is the one that stays signed in. */
async function unlockAnew(login: string, password: string): Promise<void> {
  forgetSignInKey();
  await reloadAccount();
  const { accountId, slots } = requireAccount();
  await runtime
    .vault()
    .unlockWithPassword({ accountId, login, password, slots })
    .catch(async (error: unknown) => {
      await closeAccount();
      throw error;
    });
  newKeyWaits.value = false;
  await openAccount();
}

/**
 * How far the move to a new key is. `sealing`: done of all; `sending`: the server lacks some
 * of it still; `sealed`: the move can be ended. `people`: pairings that were over by it.
 */
export interface Move {
  step: 'none' | 'sealing' | 'sending' | 'sealed';
  done: number;
  of: number;
  people: readonly Person[];
}

const NONE: Move = { step: 'none', done: 0, of: 0, people: [] };

export const move = computed<Move>(() => {
  const retired = ofKind('retired_key', openedEntries.value);
  if (retired.length === 0) return NONE;
  const of = openedEntries.value.size;
  const done = of - underRetired.value.length;
  const sending = [...pendingKeys.value].some((key) => key.startsWith('entry/'));
  const step = done < of || !openedEntriesReady.value ? 'sealing' : sending ? 'sending' : 'sealed';
  return {
    step,
    done,
    of,
    people: overBy(
      retired
        .map(({ keptAt }) => keptAt)
        .sort()
        .at(-1) ?? '',
    ),
  };
});

/** People whose pairing ended since then, and who are not paired again. */
function overBy(since: string): Person[] {
  const live = new Set(people.value.filter(({ state }) => state !== 'ended').map(({ accountId }) => accountId));
  return people.value.filter(
    ({ state, endedAt, accountId }) =>
      state === 'ended' && endedAt !== null && endedAt >= since && !live.has(accountId),
  );
}

/**
 * "I am done on all my devices": the retired key is destroyed, and nothing under it is accepted any more.
 * @throws Fault `move_not_done` while anything is not sealed again or not at the server
 */
export function endMove(): Promise<void> {
  return withFaults(async () => {
    requireOpenAccount();
    await resealRetired();
    await exchangeNow();
    if (move.value.step !== 'sealed' || !(await nothingIsLeft())) throw fault('move_not_done');
    await writeEntries(ofKind('retired_key').map(({ id }) => ({ id, make: () => ({ v: 1, kind: 'deleted' }) })));
    await runtime.vault().forgetRetiredKeys();
    await (await deviceStore()).keepRetiredKeys([]);
  });
}

const AT_ONCE = 250;

/** Checks the stored rows of this phone, not the entries opened earlier. */
async function nothingIsLeft(): Promise<boolean> {
  const rows = await requireAccount().database.read(['entries'], (at) => at.objectStore('entries').getAll());
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const asked = rows
      .slice(from, from + AT_ONCE)
      .map(({ id, revision, envelope }) => ({ entryId: id, revision, envelope }));
    if ((await runtime.vault().openEntries(asked)).some((one) => 'underRetired' in one)) return false;
  }
  return true;
}
