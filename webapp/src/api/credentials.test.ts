// SPDX-License-Identifier: AGPL-3.0-or-later
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';
import { describe, expect, test } from 'vitest';

import { postedAssertion, postedRegistration, prfOutput } from './credentials.ts';

const prf = crypto.getRandomValues(new Uint8Array(32));
const forms = ['base64url', 'base64', 'hex', 'latin1'].map((form) => Buffer.from(prf).toString(form as BufferEncoding));
const text = Buffer.from('what the authenticator signed').toString('base64url');

/** An authenticator that puts the PRF output wherever one could. */
const everywhere = {
  prf: { enabled: true, results: { first: prf.buffer } },
  hmacGetSecret: { output1: forms[0] },
  prfFirst: forms[2],
} as object;

const touched = {
  id: text,
  rawId: text,
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: everywhere,
  prf: forms[0],
  response: { clientDataJSON: text, authenticatorData: text, signature: text, userHandle: text, prf: forms[1] },
} as unknown as AuthenticationResponseJSON;

const made = {
  id: text,
  rawId: text,
  type: 'public-key',
  clientExtensionResults: everywhere,
  response: { clientDataJSON: text, attestationObject: text, transports: ['internal', 7], publicKey: forms[0] },
} as unknown as RegistrationResponseJSON;

describe('what is posted of a passkey', () => {
  test.each([
    ['a touch', postedAssertion(touched)],
    ['a new one', postedRegistration(made)],
  ])('%s holds no PRF output in any form', (_what, posted) => {
    const sent = JSON.stringify(posted);
    for (const form of forms) expect(sent).not.toContain(form);
    expect(sent).not.toContain('prf');
    expect(posted.clientExtensionResults).toEqual({});
  });

  test('what the server checks is all there', () => {
    expect(postedAssertion(touched)).toEqual({
      id: text,
      rawId: text,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: text, authenticatorData: text, signature: text, userHandle: text },
    });
    expect(postedRegistration(made)).toEqual({
      id: text,
      rawId: text,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: text, attestationObject: text, transports: ['internal'] },
    });
  });
});

describe('the PRF output', () => {
  const giving = (first: unknown): Uint8Array | null =>
    prfOutput({ ...touched, clientExtensionResults: { prf: { results: { first } } } as object });

  test('comes out of a buffer, of a view on one, and as a copy', () => {
    const inside = new Uint8Array(40);
    inside.set(prf, 4);
    expect(giving(prf.buffer)).toEqual(prf);
    expect(giving(inside.subarray(4, 36))).toEqual(prf);
    giving(prf.buffer)?.fill(0);
    expect(giving(prf.buffer)).toEqual(prf);
  });

  test.each([[undefined], [null], ['text'], [new Uint8Array(0)], [new Uint8Array(16)], [new Uint8Array(64)]])(
    '%s is none',
    (first) => {
      expect(giving(first)).toBeNull();
    },
  );

  test('an authenticator that never heard of PRF has none', () => {
    expect(prfOutput({ ...touched, clientExtensionResults: {} })).toBeNull();
  });
});
