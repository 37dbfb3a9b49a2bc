import type { PostedAssertion } from '../../api/credentials.ts';
import { passkeyDoors } from '../../api/passkey-endpoints.ts';
import { deviceName } from '../unlocking/logins.ts';
import { owner } from '../runtime/current-account.ts';

/**
 * The touch that has just unlocked, if its challenge was the server's; kept in memory until the server has answered
 * once.
 */
let inHand: { accountId: string; credential: PostedAssertion } | null = null;

export function keepTouch(accountId: string, credential: PostedAssertion): void {
  inHand = { accountId, credential };
}

export function forgetTouch(): void {
  inHand = null;
}

/**
 * Sign in with the passkey of the last unlock, if its touch is in hand. It is good once.
 *
 * @returns whether there is a login now
 * @throws ApiFault `wrong_passkey` when the server knows it no more; for the line
 */
export async function signInByTouch(): Promise<boolean> {
  const touch = inHand;
  inHand = null;
  if (touch === null || touch.accountId !== owner.value?.accountId) return false;
  await passkeyDoors.signIn({ credential: touch.credential, device: deviceName() });
  return true;
}
