// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts, type NewKeysBody, type Slot } from '../../api/endpoints.ts';
import type { NewKeys } from '../../crypto/vault/vault.ts';
import { asLogin } from '../../domain/login.ts';
import { codeOf, fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { deviceName } from './logins.ts';
import type { Role } from '../runtime/current-account.ts';
import type { Needs } from './second-factor.ts';
import { goOnWith, settle, signedIn } from './signing-in.ts';

/**
 * An account opened by its code, on the way to a new password and a new code. In memory only; nothing is changed yet.
 */
interface Recovering {
  login: string;
  accountId: string;
  role: Role;
  publicKey: Uint8Array;
  recoveryAuth64: string;
  slots: Slot[];
  keys: NewKeys | null;
  /** The new keys were sent once, and no answer came: the server may have them. */
  sent: boolean;
}

let now: Recovering | null = null;

/**
 * The password is lost, the recovery code is at hand: open the account with it. Nothing is changed by this.
 * @throws Fault `mistyped_code` without asking anybody; `wrong_name_or_code`, `wrong_code`, `offline` …
 */
export async function openWithCode(typed: { login: string; code: string }): Promise<{ role: Role }> {
  return withFaults(async () => {
    const vault = runtime.vault();
    const login = asLogin(typed.login);
    const recoveryAuth64 = await vault.recoveryAuth({ code: typed.code });
    const { account_id: accountId, role } = await signedIn(() => byCode(login, recoveryAuth64));
    const { slots } = await accounts.slots();
    const { publicKey } = await vault.unlockWithRecoveryCode({ accountId, code: typed.code, slots });
    now = { login, accountId, role, publicKey, recoveryAuth64, slots, keys: null, sent: false };
    return { role };
  });
}

/** A new password and a new code, made here. The old code stays good until the new one is on paper. @throws Fault */
export async function prepareNewKeys(password: string): Promise<{ recoveryCode: string }> {
  return withFaults(async () => {
    const begun = recovering();
    if (begun.sent) throw fault('keys_under_way');
    begun.keys = await runtime.vault().replaceKeys({ login: begun.login, password });
    return { recoveryCode: begun.keys.recoveryCode };
  });
}

/**
 * The new code is on paper: now the server gets the new keys, and the old password and code are over.
 *
 * After a lost answer it finds out whether the server has them already.
 * @param choice.lostSecondFactor a therapist who lost that as well sets up a new one
 */
export async function finishRecovering(choice: { lostSecondFactor?: boolean } = {}): Promise<void> {
  await withFaults(async () => {
    const begun = recovering();
    const { keys, login } = begun;
    if (keys === null) throw fault('not_prepared');
    const { needs } = (await arrived(begun, keys)) ?? (await sent(begun, keys, choice.lostSecondFactor === true));
    await goOnWith(needs, {
      accountId: begun.accountId,
      login,
      authKey64: keys.authKey64,
      goOn: () => settled(begun, keys),
    });
  });
}

async function settled({ accountId, publicKey, login, role, slots }: Recovering, keys: NewKeys): Promise<void> {
  await settle({ accountId, publicKey, slots: whole(keys, slots) }, { login, role });
  now = null;
}

function recovering(): Recovering {
  if (now === null) throw fault('not_prepared');
  return now;
}

/** Passkeys stay as they are: a recovery login may replace the password and the code only. */
const whole = (keys: NewKeys, before: readonly Slot[]): Slot[] => [
  ...keys.slots,
  ...before.filter(({ type }) => type === 'passkey'),
];

async function sent(begun: Recovering, keys: NewKeys, lostSecondFactor: boolean): Promise<{ needs: Needs }> {
  const body: NewKeysBody = {
    proof: { recovery_auth: begun.recoveryAuth64 },
    auth_key: keys.authKey64,
    recovery_auth: keys.recoveryAuth64,
    slots: whole(keys, begun.slots),
    ...(lostSecondFactor ? { reset_second_factor: true } : {}),
  };
  begun.sent = true;
  await accounts.replaceKeys(body).catch(async (error: unknown) => {
    if (codeOf(error) !== 'not_signed_in') throw error;
    // Writing a code down took longer than a recovery login lasts.
    await signedIn(() => byCode(begun.login, begun.recoveryAuth64));
    await accounts.replaceKeys(body);
  });
  return withNewKey(begun, keys);
}

const withNewKey = ({ login }: Recovering, keys: NewKeys): Promise<{ account_id: string; needs: Needs }> =>
  signedIn(() => accounts.signIn({ login, auth_key: keys.authKey64, device: deviceName() }));

/** The login of new keys the server took although its answer was lost; null when there is nothing of the kind. */
async function arrived(begun: Recovering, keys: NewKeys): Promise<{ needs: Needs } | null> {
  if (!begun.sent) return null;
  return withNewKey(begun, keys).catch((error: unknown) => {
    if (codeOf(error) !== 'wrong_login') throw error;
    return null;
  });
}

/** The server's fault for a wrong name or key, restated for a name and a code. @throws Fault `wrong_name_or_code` */
async function byCode(login: string, proof: string): ReturnType<typeof accounts.signInToRecover> {
  try {
    return await accounts.signInToRecover({ login, recovery_auth: proof, device: deviceName() });
  } catch (error) {
    throw codeOf(error) === 'wrong_login' ? fault('wrong_name_or_code') : error;
  }
}
