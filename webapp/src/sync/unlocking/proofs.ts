// SPDX-License-Identifier: AGPL-3.0-or-later
import type { PostedAssertion } from '../../api/credentials.ts';
import { accounts, type ProofBody, type Slot } from '../../api/endpoints.ts';
import { runtime } from '../runtime/runtime.ts';
import { requireOpenAccount } from '../runtime/current-account.ts';

/**
 * What a person gives again before her ways in change, or before she leaves: being signed in is not enough (PROTOCOL
 * §6).
 */
export type Proof = { password: string } | { code: string } | { passkey: true };

/**
 * The slots as the server has them now. Another device may have changed them since this one was told. @throws ApiFault
 */
export async function slotsNow(): Promise<Slot[]> {
  return (await accounts.slots()).slots;
}

/**
 * The fresh proof a body carries.
 *
 * A password is tried on its slot here first, so a wrong one is found without asking the server.
 * @throws CryptoFault `wrong_password`, `mistyped_code`; ApiFault for the connection
 */
export async function proven(proof: Proof, slots?: Slot[]): Promise<ProofBody> {
  const vault = runtime.vault();
  if ('password' in proof) {
    const { login } = requireOpenAccount();
    return { auth_key: await vault.proofOf({ login, password: proof.password, slots: slots ?? (await slotsNow()) }) };
  }
  if ('code' in proof) return { recovery_auth: await vault.recoveryAuth({ code: proof.code }) };
  return { credential: await byPasskey() };
}

let byPasskey: () => Promise<PostedAssertion> = () => Promise.reject(new Error('nobody proves by passkey here'));

/** Whoever speaks with the authenticator says how a passkey proves; called when that part of the app is loaded. */
export function proveByPasskey(touch: () => Promise<PostedAssertion>): void {
  byPasskey = touch;
}
