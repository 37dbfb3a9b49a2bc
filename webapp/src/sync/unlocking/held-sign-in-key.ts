// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts, type Slot } from '../../api/endpoints.ts';
import { changeAccount } from './account-row.ts';
import { codeOf, fault } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { closeAccount, openAccount } from './lifecycle.ts';
import { lastDeeds } from './idle.ts';
import { deviceName } from './logins.ts';
import { isOpen, currentAccount, requireAccount } from '../runtime/current-account.ts';
import { keepLogin } from '../runtime/login-token.ts';
import { saltOf } from '../keys/salts.ts';
import { holdForSecondFactor, type Needs } from './second-factor.ts';

interface Key {
  login: string;
  authKey64: string;
}

/**
 * What a password just typed would send at sign-in; kept in memory until the server has answered once, never longer.
 */
let heldKey: Key | null = null;

/** Work out the sign-in key before the unlock; the vault keeps the slow part, so it runs once. */
export async function holdSignInKey(typed: { login: string; password: string; slots: readonly Slot[] }): Promise<void> {
  const salt1664 = saltOf(typed.slots);
  if (salt1664 === null) return;
  heldKey = {
    login: typed.login,
    authKey64: await runtime.vault().authKey({ login: typed.login, password: typed.password, salt1664 }),
  };
}

export function forgetSignInKey(): void {
  heldKey = null;
}

/**
 * Sign in with the password of the last unlock, if one is in hand.
 *
 * A therapist's login may wait for its second factor: then the screen asks for it, and until it is there, there is
 * none.
 * @returns whether there is a login now
 * @throws Fault `password_changed` when the server no longer takes it, `second_factor_required`; ApiFault for the connection
 */
export async function signInSilently(): Promise<boolean> {
  if (currentAccount.value?.over === true) throw fault('password_changed');
  const key = heldKey;
  if (key === null || key.login !== currentAccount.value?.login) return false;
  const needs = await signedIn(key);
  if (needs !== null) throw await held(needs, key);
  await renewSlots().catch(() => undefined);
  return true;
}

async function signedIn({ login, authKey64 }: Key): Promise<Needs> {
  try {
    const { needs, token } = await accounts.signIn({ login, auth_key: authKey64, device: deviceName() });
    await keepLogin(token);
    return needs;
  } catch (error) {
    if (codeOf(error) !== 'wrong_login') throw error;
    heldKey = null;
    await passwordIsOver();
    throw fault('password_changed', error);
  }
}

/** The words stay open behind the question, and are there whatever the answer. Asked once per unlock. */
async function held(needs: Exclude<Needs, null>, key: Key): Promise<Error> {
  const open = async (): Promise<void> => {
    await openAccount();
  };
  // The question takes the page's place: what was typed since the unlock is kept first.
  await lastDeeds();
  if (isOpen()) {
    heldKey = null;
    holdForSecondFactor(needs, { ...key, accountId: requireAccount().accountId, goOn: open, giveUp: open });
  }
  return fault('second_factor_required');
}

/**
 * The server refused the password that opens this phone: it, or the name, was changed on another device.
 *
 * [Note: an old password] From now on it opens nothing here, not even without a connection. The slot stays where it is, so a
 * server that lied about it takes nothing away: signing in, or the recovery code, opens the phone again. A phone that
 * has
 * not been online since the change cannot know of it, and opens with the old one.
 */
async function passwordIsOver(): Promise<void> {
  await changeAccount((row) => ({ ...row, over: true }));
  await closeAccount();
}

/**
 * After a sign-in: the other ways in as they are now. A password slot that is not the one just used is never believed
 * here.
 */
async function renewSlots(): Promise<void> {
  const { slots } = await accounts.slots();
  await changeAccount((row) => (samePassword(row.slots, slots) ? { ...row, slots } : row));
}

const samePassword = (ours: readonly Slot[], theirs: readonly Slot[]): boolean => {
  const [one, other] = [ours, theirs].map((slots) => slots.find(({ type }) => type === 'password')?.envelope);
  return one !== undefined && one === other && theirs.some(({ type }) => type === 'recovery');
};
