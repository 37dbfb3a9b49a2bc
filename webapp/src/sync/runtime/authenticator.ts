// SPDX-License-Identifier: AGPL-3.0-or-later
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';

import { fault } from '../faults.ts';

/**
 * What makes and touches passkeys: the browser, or in a test one of its own. It throws as the browser does, by the name
 * of the error.
 */
export interface Authenticator {
  /** Whether there is one at all. */
  isHere(): boolean;
  create(options: PublicKeyCredentialCreationOptionsJSON): Promise<RegistrationResponseJSON>;
  get(options: PublicKeyCredentialRequestOptionsJSON): Promise<AuthenticationResponseJSON>;
}

/** The browser's own. The code that calls it is loaded at the first use. */
export const browserAuthenticator: Authenticator = {
  isHere: () => typeof globalThis.PublicKeyCredential === 'function' && globalThis.isSecureContext,
  create: async (optionsJSON) => (await ceremonies()).startRegistration({ optionsJSON }),
  get: async (optionsJSON) => (await ceremonies()).startAuthentication({ optionsJSON }),
};

const ceremonies = () =>
  import('@simplewebauthn/browser').catch((error: unknown) => {
    throw fault('offline', error);
  });

/** The browser never says whether she declined, waited too long or has no passkey. */
const OF_THE_BROWSER: Record<string, string> = {
  NotAllowedError: 'passkey_not_used',
  AbortError: 'passkey_not_used',
  InvalidStateError: 'passkey_here_already',
  ConstraintError: 'passkey_unfit',
  NotSupportedError: 'passkey_unfit',
  SecurityError: 'passkey_elsewhere',
};

/** What an authenticator threw, as a Fault. */
export function refusedBy(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'Fault') throw error;
  throw fault(OF_THE_BROWSER[name] ?? 'passkey_failed', error);
}
