// SPDX-License-Identifier: AGPL-3.0-or-later
/** Other ways to unlock the same account key: a new password, a new code, and the proof of the password. */
import { toBase64 } from '../primitives/encoding.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { authKey, canonicalLogin, passwordKek, passwordParams, recoveryAuth, recoveryKek, rootOf } from './keys.ts';
import { equalBytes, type Random } from '../primitives/primitives.ts';
import { writeRecoveryCode } from './recovery-code.ts';
import { opened, rowOf, slotOf, type SlotRow } from './slot-rows.ts';
import { makeSlot, RECOVERY_PARAMS, saltOf } from './slots.ts';

/** An unlocked account, or a copy of its key that outlives a lock. */
export interface HeldKey {
  accountId: string;
  ak: Uint8Array;
}

/** What changes with the password (or the name that goes into it): two values that belong together (PROTOCOL §6). */
export interface PasswordCredential {
  authKey64: string;
  slot: SlotRow;
}
/** A code, shown once, and what the server keeps of it. */
export interface RecoveryCredential {
  recoveryAuth64: string;
  recoveryCode: string;
  slot: SlotRow;
}

/** A new salt, a new slot, the same account key. @throws CryptoFault `bad_input` */
export async function makePasswordCredential(
  account: HeldKey,
  typed: { login: string; password: string },
  random: Random,
): Promise<PasswordCredential> {
  const login = canonicalLogin(typed.login);
  const salt16 = random(16);
  const root = await rootOf(typed.password, login, salt16);
  const slot = makeSlot(passwordKek(root), account.accountId, 'password', passwordParams(salt16), account.ak, random);
  const way = { authKey64: toBase64(authKey(root, login)), slot: rowOf(slot) };
  root.fill(0);
  return way;
}

export function makeRecoveryCredential(account: HeldKey, random: Random): RecoveryCredential {
  const code = random(16);
  const slot = makeSlot(recoveryKek(code), account.accountId, 'recovery', RECOVERY_PARAMS, account.ak, random);
  return { recoveryAuth64: toBase64(recoveryAuth(code)), recoveryCode: writeRecoveryCode(code), slot: rowOf(slot) };
}

/**
 * The sign-in key of a password that opens this very account, checked here before anybody is asked.
 * @throws CryptoFault `wrong_password`, or `damaged` when there is no password slot of this protocol
 */
export async function proofOf(
  account: HeldKey,
  typed: { login: string; password: string; slots: readonly SlotRow[] },
): Promise<string> {
  const login = canonicalLogin(typed.login);
  const slot = slotOf(typed.slots, 'password');
  const root = await rootOf(typed.password, login, saltOf(slot.params));
  const ak = opened(passwordKek(root), account.accountId, slot, 'wrong_password');
  if (!equalBytes(ak, account.ak)) throw new CryptoFault('damaged', 'a slot of another account key');
  ak.fill(0);
  const key = toBase64(authKey(root, login));
  root.fill(0);
  return key;
}
