// SPDX-License-Identifier: AGPL-3.0-or-later
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

import { fromBase64url, toBase64url } from '../../api/wire.ts';
import { fromHex, idText, utf8 } from '../../crypto/primitives/encoding.ts';
import { PRF_INPUT } from '../../crypto/keys/prf-input.ts';
import { runtime } from '../runtime/runtime.ts';

/*
 * All that an authenticator is asked, apart from the challenge, is said here and by nobody else: a server that could
 * choose the input of the PRF, the name of the site or a list of passkeys could ask for something else than ours.
 */

/** What a public key may be: Ed25519, P-256, RSA. */
const ALGORITHMS = [-8, -7, -257] as const;
/** As long as a challenge is valid; most platforms shorten it. */
const PATIENCE_MS = 5 * 60_000;

/** Whose passkey: the account and the name its owner tells it by. */
export interface Holder {
  accountId: string;
  login: string;
}

/**
 * A new passkey that the device keeps itself, behind a finger, a face or its code. `known`: credentials of hers this
 * device holds already.
 */
export function creationOptions(
  challenge: string,
  holder: Holder,
  known: readonly string[],
): PublicKeyCredentialCreationOptionsJSON {
  const options = {
    challenge,
    timeout: PATIENCE_MS,
    attestation: 'none' as const,
    rp: { id: site(), name: 'Interlude' },
    user: { id: handleOf(holder.accountId), name: holder.login, displayName: holder.login },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
    authenticatorSelection: {
      residentKey: 'required' as const,
      requireResidentKey: true,
      userVerification: 'required' as const,
    },
    excludeCredentials: known.map((id) => ({ id, type: 'public-key' as const })),
  };
  return { ...options, extensions: { prf: {} } };
}

/** A touch of any passkey this device has for us, or of `only` one, and the answer of its PRF. */
export function requestOptions(challenge: string, only?: string): PublicKeyCredentialRequestOptionsJSON {
  const asked = { challenge, timeout: PATIENCE_MS, rpId: site(), userVerification: 'required' as const };
  const which = only === undefined ? {} : { allowCredentials: [{ id: only, type: 'public-key' as const }] };
  return { ...asked, ...which, extensions: { prf: { eval: { first: utf8(PRF_INPUT) } } } };
}

const site = (): string => new URL(runtime.origin()).hostname;

/** The 16 bytes of an account id: what a passkey carries as its user handle. */
export const handleOf = (accountId: string): string => toBase64url(fromHex(accountId.replaceAll('-', '')));

/** The account a passkey says it belongs to; null for what is no account of ours. */
export function accountOf(handle: string | undefined): string | null {
  const bytes = fromBase64url(handle ?? '');
  return bytes?.length === 16 ? idText(bytes) : null;
}
