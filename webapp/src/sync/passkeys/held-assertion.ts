// SPDX-License-Identifier: AGPL-3.0-or-later
import type { PostedAssertion } from '../../api/credentials.ts';
import { passkeyEndpoints } from '../../api/passkey-endpoints.ts';
import { deviceName } from '../unlocking/logins.ts';
import { keepLogin } from '../runtime/login-token.ts';
import { currentAccount } from '../runtime/current-account.ts';

/**
 * The touch that has just unlocked, if its challenge was the server's; kept in memory until the server has answered
 * once.
 */
let heldAssertion: { accountId: string; credential: PostedAssertion } | null = null;

export function holdAssertion(accountId: string, credential: PostedAssertion): void {
  heldAssertion = { accountId, credential };
}

export function forgetAssertion(): void {
  heldAssertion = null;
}

/**
 * Sign in with the passkey of the last unlock, if its touch is in hand. It is good once.
 *
 * @returns whether there is a login now
 * @throws ApiFault `wrong_passkey` when the server knows it no more; for the connection
 */
export async function signInByHeldAssertion(): Promise<boolean> {
  const touch = heldAssertion;
  heldAssertion = null;
  if (touch === null || touch.accountId !== currentAccount.value?.accountId) return false;
  const { token } = await passkeyEndpoints.signIn({ credential: touch.credential, device: deviceName() });
  await keepLogin(token);
  return true;
}
