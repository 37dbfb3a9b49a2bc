// SPDX-License-Identifier: AGPL-3.0-or-later
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';

/** A new passkey as the server may see it. */
export interface PostedRegistration {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
  clientExtensionResults: Record<string, never>;
}

/** The proof that a passkey was touched, as the server may see it. */
export interface PostedAssertion {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
  clientExtensionResults: Record<string, never>;
}

/**
 * What is posted of a new passkey: only what is named here, so that nothing an authenticator adds goes along.
 *
 * Above all not `clientExtensionResults`, where the PRF output stands (PROTOCOL §5).
 */
export function postedRegistration(made: RegistrationResponseJSON): PostedRegistration {
  const { clientDataJSON, attestationObject, transports } = made.response;
  return {
    id: made.id,
    rawId: made.rawId,
    type: 'public-key',
    response: {
      clientDataJSON,
      attestationObject,
      transports: (transports ?? []).filter((one) => typeof one === 'string'),
    },
    clientExtensionResults: {},
  };
}

/** What is posted of a touch; the same holds. */
export function postedAssertion(touched: AuthenticationResponseJSON): PostedAssertion {
  const { clientDataJSON, authenticatorData, signature, userHandle } = touched.response;
  return {
    id: touched.id,
    rawId: touched.rawId,
    type: 'public-key',
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle === undefined ? {} : { userHandle }) },
    clientExtensionResults: {},
  };
}

/**
 * The 32 bytes the passkey's PRF gave, taken out of what came with it; null when it has none. They go to the vault and
 * nowhere else.
 */
export function prfOutput(touched: AuthenticationResponseJSON): Uint8Array | null {
  const results = touched.clientExtensionResults as { prf?: { results?: { first?: unknown } } };
  const first = results.prf?.results?.first;
  const bytes = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice()
    : first instanceof ArrayBuffer
      ? new Uint8Array(first.slice(0))
      : null;
  return bytes?.length === 32 ? bytes : null;
}
