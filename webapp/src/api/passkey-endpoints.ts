// SPDX-License-Identifier: AGPL-3.0-or-later
import { chosenName, fields, flag, inBase64, list, oneOf, orNull, text, time, uuid } from './response-checks.ts';
import { request, noContent } from './client.ts';
import type { PostedAssertion, PostedRegistration } from './credentials.ts';
import type { ProofBody, Slot } from './endpoints.ts';

/** What a challenge is good for, once and for five minutes. */
export type ChallengePurpose = 'sign_in' | 'add' | 'proof' | 'second_factor';

const passkey = fields({
  passkey_id: uuid,
  credential_hash: text(43),
  name: chosenName(40),
  created_at: time,
  last_used_at: orNull(time),
  unlocks: flag,
});
const signedIn = fields({ login_id: uuid, account_id: uuid, role: oneOf('patient', 'therapist'), token: inBase64(32) });

export type StoredPasskey = ReturnType<typeof passkey>;

export interface NewPasskeyBody {
  proof: ProofBody;
  passkey_id: string;
  name: string;
  credential: PostedRegistration;
  slot: Slot | null;
}

export const passkeyEndpoints = {
  challenge: (purpose: ChallengePurpose) =>
    request('POST', '/passkeys/challenges', fields({ challenge: text(43), expires_at: time }), { purpose }),
  list: () => request('GET', '/passkeys', fields({ passkeys: list(passkey, 12) })),
  add: (body: NewPasskeyBody) => request('POST', '/passkeys', passkey, body),
  rename: (id: string, name: string) => request('PUT', `/passkeys/${id}`, passkey, { name }),
  remove: (id: string, proof: ProofBody) => request('DELETE', `/passkeys/${id}`, noContent, { proof }),
  signIn: (body: { credential: PostedAssertion; device: string }) =>
    request('POST', '/logins/passkey', signedIn, { ...body, as: 'token' }),
};
