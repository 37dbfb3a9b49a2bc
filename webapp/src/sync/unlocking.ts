import { accounts } from '../api/doors.ts';
import { codeOf, fault, spoken } from './faults.ts';
import { ground } from './ground.ts';
import { openDoor, theDevice } from './house.ts';
import { forgetKey, keptKey, saltOf, signInSilently } from './keys-in-hand.ts';
import { line } from './line.ts';
import { theOwner } from './owner.ts';
import { signIn } from './signing-in.ts';

/**
 * Open the journal, with or without a line.
 *
 * What unlocks it is cached here. If the login had ended, the password just typed signs
 * in again by itself as soon as the server answers.
 * @throws Fault `wrong_password`, `mistyped_code`, `wrong_code`, `damaged`, `password_changed`
 */
export async function unlock(by: { password: string } | { code: string }): Promise<void> {
  await spoken(() => ('password' in by ? unlockWithPassword(by.password) : unlockWithCode(by.code)));
}

async function unlockWithPassword(password: string): Promise<void> {
  if ((await (await theDevice()).account())?.over === true) throw fault('password_changed');
  const { accountId, login, slots } = theOwner();
  try {
    await keptKey({ login, password, slots });
    await ground.vault().unlockWithPassword({ accountId, login, password, slots });
  } catch (error) {
    forgetKey();
    if (codeOf(error) === 'wrong_password' && await openedWithNewer(password)) return;
    throw error;
  }
  await refuseOldPassword();
  openDoor();
}

async function unlockWithCode(code: string): Promise<void> {
  const { accountId, slots } = theOwner();
  await ground.vault().unlockWithRecoveryCode({ accountId, code, slots });
  openDoor();
}

/** Perhaps it is the new password of another device. Only another salt can mean that, so a mistyped one is not sent. */
async function openedWithNewer(password: string): Promise<boolean> {
  const { login, slots } = theOwner();
  try {
    if ((await accounts.prelogin(login)).salt16 === saltOf(slots)) return false;
    await signIn({ login, password });
    return true;
  } catch {
    return false;
  }
}

/** A login known to have ended is begun anew before a word is shown: its password may be an old one. Without a line it opens. */
async function refuseOldPassword(): Promise<void> {
  if (line.value.state !== 'signed_out') return;
  await signInSilently().catch(async (error: unknown) => {
    if (codeOf(error) !== 'password_changed') return;
    await ground.vault().lock();
    throw error;
  });
}
