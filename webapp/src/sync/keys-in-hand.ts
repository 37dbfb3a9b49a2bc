import { accounts, type Slot } from '../api/doors.ts';
import { codeOf, fault } from './faults.ts';
import { deviceName } from './logins.ts';
import { ground } from './ground.ts';
import { owner } from './owner.ts';
import { fromBase64url, toBase64url } from '../api/wire.ts';

/** What a password just typed would send at sign-in; kept in memory until the server has answered once, never longer. */
let inHand: { login: string; authKey64: string } | null = null;
/** The server refused the password that opens this phone: it was changed elsewhere, and stays so until another is typed. */
let outdated = false;

/** Work out the sign-in key before the unlock; the vault keeps the slow part, so it runs once. */
export async function keptKey(typed: { login: string; password: string; slots: readonly Slot[] }): Promise<void> {
  outdated = false;
  const salt1664 = saltOf(typed.slots);
  if (salt1664 === null) return;
  inHand = { login: typed.login, authKey64: await ground.vault().authKey({ login: typed.login, password: typed.password, salt1664 }) };
}

export function forgetKey(): void {
  inHand = null;
  outdated = false;
}

/** salt16 is the end of the password slot's params (PROTOCOL §5). */
function saltOf(slots: readonly Slot[]): string | null {
  const params = fromBase64url(slots.find(({ type }) => type === 'password')?.params ?? '');
  return params === null || params.length < 16 ? null : toBase64url(params.subarray(-16));
}

/**
 * Sign in with the password of the last unlock, if one is in hand.
 *
 * @returns whether there is a login now
 * @throws Fault `password_changed` when the server no longer takes it; ApiFault for the line
 */
export async function signInSilently(): Promise<boolean> {
  if (outdated) throw fault('password_changed');
  const key = inHand;
  if (key === null || key.login !== owner.value?.login) return false;
  try {
    await accounts.signIn({ login: key.login, auth_key: key.authKey64, device: deviceName() });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'wrong_login') throw error;
    inHand = null;
    outdated = true;
    throw fault('password_changed', error);
  }
}
