// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts } from '../../api/endpoints.ts';
import { codeOf, fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { openAccount, deviceStore } from './lifecycle.ts';
import { forgetSignInKey, holdSignInKey, signInSilently } from './held-sign-in-key.ts';
import { connectionState } from '../exchange/connectivity.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { newKeyWaits } from '../keys/rotation-plan.ts';
import { saltOf } from '../keys/salts.ts';
import { openedWithSentKey } from './sent-key.ts';
import { signIn } from './signing-in.ts';

/**
 * Open the journal, with or without a connection.
 *
 * What unlocks it is cached here. If the login had ended, the password just typed signs
 * in again by itself as soon as the server answers.
 * @throws Fault `wrong_password`, `mistyped_code`, `wrong_code`, `damaged`, `password_changed`, `other_key`,
 *   `new_key_undecided`, `new_key_not_arrived`
 */
export async function unlock(by: { password: string } | { code: string }): Promise<void> {
  await withFaults(() => ('password' in by ? unlockWithPassword(by.password) : unlockWithCode(by.code)));
}

async function unlockWithPassword(password: string): Promise<void> {
  const { accountId, login, slots } = requireAccount();
  if ((await (await deviceStore()).account())?.over === true) {
    // Even with the same salt: only the server said that the password is outdated, and it may have lied.
    if (await openedOtherwise(password, { sameSalt: true })) return;
    throw fault('password_changed');
  }
  try {
    await holdSignInKey({ login, password, slots });
    await runtime.vault().unlockWithPassword({ accountId, login, password, slots });
  } catch (error) {
    forgetSignInKey();
    if (codeOf(error) === 'wrong_password' && (await openedOtherwise(password))) return;
    throw error;
  }
  await refuseOldPassword();
  await opened();
}

/**
 * A password that opens nothing here may be newer than what this phone knows: of a new key sent from here, or of
 * another device.
 */
async function openedOtherwise(password: string, even = { sameSalt: false }): Promise<boolean> {
  const { login } = requireAccount();
  if (!(await openedWithSentKey({ login, password }))) return openedWithNewer(password, even);
  await opened();
  return true;
}

async function opened(): Promise<void> {
  newKeyWaits.value = false;
  await openAccount();
}

async function unlockWithCode(code: string): Promise<void> {
  const { accountId, slots } = requireAccount();
  await runtime.vault().unlockWithRecoveryCode({ accountId, code, slots });
  await opened();
}

/** Perhaps it is the new password of another device. Only another salt can mean that, so a mistyped one is not sent. */
async function openedWithNewer(password: string, even: { sameSalt: boolean }): Promise<boolean> {
  const { login, slots } = requireAccount();
  try {
    if (!even.sameSalt && (await accounts.prelogin(login)).salt16 === saltOf(slots)) return false;
    await signIn({ login, password });
    return true;
  } catch (error) {
    if (codeOf(error) === 'other_key') throw error;
    return false;
  }
}

/**
 * A login known to have ended is begun anew before a word is shown: its password may be an old one. Without a connection it
 * opens.
 */
async function refuseOldPassword(): Promise<void> {
  if (connectionState.value.state !== 'signed_out') return;
  await signInSilently().catch(async (error: unknown) => {
    if (codeOf(error) !== 'password_changed') return;
    await runtime.vault().lock();
    throw error;
  });
}
