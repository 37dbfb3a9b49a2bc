import { accounts } from '../../api/endpoints.ts';
import { codeOf, fault, spoken } from '../faults.ts';
import { ground } from '../runtime/runtime.ts';
import { openDoor, theDevice } from './lifecycle.ts';
import { forgetKey, keptKey, signInSilently } from './held-sign-in-key.ts';
import { line } from '../exchange/connectivity.ts';
import { theOwner } from '../runtime/current-account.ts';
import { newKeyWaits } from '../keys/rotation-plan.ts';
import { saltOf } from '../keys/salts.ts';
import { openedWithSentKey } from './sent-key.ts';
import { signIn } from './signing-in.ts';

/**
 * Open the journal, with or without a line.
 *
 * What unlocks it is cached here. If the login had ended, the password just typed signs
 * in again by itself as soon as the server answers.
 * @throws Fault `wrong_password`, `mistyped_code`, `wrong_code`, `damaged`, `password_changed`, `other_key`,
 *   `new_key_undecided`, `new_key_not_arrived`
 */
export async function unlock(by: { password: string } | { code: string }): Promise<void> {
  await spoken(() => ('password' in by ? unlockWithPassword(by.password) : unlockWithCode(by.code)));
}

async function unlockWithPassword(password: string): Promise<void> {
  const { accountId, login, slots } = theOwner();
  if ((await (await theDevice()).account())?.over === true) {
    // Whatever the salt: that the password is over was the server's word, and it may have lied.
    if (await openedOtherwise(password, { sameSalt: true })) return;
    throw fault('password_changed');
  }
  try {
    await keptKey({ login, password, slots });
    await ground.vault().unlockWithPassword({ accountId, login, password, slots });
  } catch (error) {
    forgetKey();
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
  const { login } = theOwner();
  if (!(await openedWithSentKey({ login, password }))) return openedWithNewer(password, even);
  await opened();
  return true;
}

async function opened(): Promise<void> {
  newKeyWaits.value = false;
  await openDoor();
}

async function unlockWithCode(code: string): Promise<void> {
  const { accountId, slots } = theOwner();
  await ground.vault().unlockWithRecoveryCode({ accountId, code, slots });
  await opened();
}

/** Perhaps it is the new password of another device. Only another salt can mean that, so a mistyped one is not sent. */
async function openedWithNewer(password: string, even: { sameSalt: boolean }): Promise<boolean> {
  const { login, slots } = theOwner();
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
 * A login known to have ended is begun anew before a word is shown: its password may be an old one. Without a line it
 * opens.
 */
async function refuseOldPassword(): Promise<void> {
  if (line.value.state !== 'signed_out') return;
  await signInSilently().catch(async (error: unknown) => {
    if (codeOf(error) !== 'password_changed') return;
    await ground.vault().lock();
    throw error;
  });
}
