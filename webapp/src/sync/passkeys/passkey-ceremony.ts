// SPDX-License-Identifier: AGPL-3.0-or-later
import { postedAssertion, prfOutput, type PostedAssertion } from '../../api/credentials.ts';
import { passkeyEndpoints, type ChallengePurpose } from '../../api/passkey-endpoints.ts';
import { fromBase64url, toBase64url } from '../../api/wire.ts';
import { refusedBy } from '../runtime/authenticator.ts';
import { fault } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { currentAccount } from '../runtime/current-account.ts';
import { accountOf, requestOptions } from './passkey-options.ts';

/** One touch of a passkey. `posted` may be sent; `prf` may not, it goes to the vault and is overwritten there. */
export interface Touch {
  /** The account the passkey says it belongs to. */
  accountId: string;
  credentialId: Uint8Array;
  prf: Uint8Array | null;
  posted: PostedAssertion;
}

const CHALLENGE_BYTES = 32;

/**
 * A fresh challenge from the server: the only input of a ceremony it controls. @throws Fault, `nonsense` for one of
 * another length
 */
export async function challengeFor(purpose: ChallengePurpose): Promise<string> {
  const { challenge } = await passkeyEndpoints.challenge(purpose);
  if (fromBase64url(challenge)?.length !== CHALLENGE_BYTES) throw fault('nonsense');
  return challenge;
}

/** A challenge made here, for a touch that stays here. */
export const challengeOfOurs = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)));

/**
 * Ask for a finger, a face or the device's code, for any passkey of ours or for `only` this one.
 *
 * @throws Fault `passkey_not_used` …, `wrong_passkey` for one that is none of ours
 */
export async function touch(challenge: string, only?: string): Promise<Touch> {
  const touched = await runtime.authenticator().get(requestOptions(challenge, only)).catch(refusedBy);
  const accountId = accountOf(touched.response.userHandle);
  const credentialId = fromBase64url(touched.rawId);
  if (accountId === null || credentialId === null || touched.rawId !== (only ?? touched.rawId))
    throw fault('wrong_passkey');
  return { accountId, credentialId, prf: prfOutput(touched), posted: postedAssertion(touched) };
}

/**
 * A touch that shows the server who is asking. @throws Fault `wrong_passkey` for a passkey of another account than the
 * one here
 */
export async function assertion(purpose: ChallengePurpose): Promise<PostedAssertion> {
  const touched = await touch(await challengeFor(purpose));
  touched.prf?.fill(0);
  if (currentAccount.value !== null && touched.accountId !== currentAccount.value.accountId)
    throw fault('wrong_passkey');
  return touched.posted;
}
