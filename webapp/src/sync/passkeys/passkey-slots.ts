// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts, type Slot } from '../../api/endpoints.ts';
import { changeAccount } from '../unlocking/account-row.ts';
import { accountState } from '../runtime/current-account.ts';

/** The unlock whose passkey slots were asked for already. */
let askedFor: unknown = null;

/**
 * Which passkeys open the journal, as the server has it now: those added on another device open it here too, those
 * removed there open nothing here any more.
 *
 * Only passkey slots are taken on its word. The password and the code on this phone stay what they are, so a server
 * that lies takes away a convenience, never the journal; where the password is over, not even that.
 */
export function takePasskeySlots(told: readonly Slot[]): Promise<void> {
  const theirs = told.filter(({ type }) => type === 'passkey');
  return changeAccount((row) => {
    const whole = told.some(({ type }) => type === 'recovery');
    if (row.over === true || !whole || sameSlots(theirs, row.slots)) return row;
    return { ...row, slots: [...row.slots.filter(({ type }) => type !== 'passkey'), ...theirs] };
  });
}

const sameSlots = (theirs: readonly Slot[], ours: readonly Slot[]): boolean =>
  ids(theirs).join() === ids(ours.filter(({ type }) => type === 'passkey')).join();

const ids = (slots: readonly Slot[]): string[] => slots.map((slot) => slot.slot_id + slot.envelope).sort();

/** Once after each unlock, when the server has answered. Never rejects. */
export async function renewPasskeySlots(): Promise<void> {
  const now = accountState.peek();
  if (now.step !== 'open' || askedFor === now) return;
  askedFor = now;
  await accounts
    .slots()
    .then(({ slots }) => takePasskeySlots(slots))
    .catch(() => undefined);
}
