// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  bytes,
  chosenName,
  eachOrNull,
  fields,
  flag,
  inBase64,
  list,
  oneOf,
  orAbsent,
  orNull,
  refuse,
  text,
  time,
  uuid,
  whole,
  type Check,
} from './response-checks.ts';
import { allowedLength } from '../crypto/primitives/padding.ts';
import { request, noContent, type Credentials } from './client.ts';
import type { PostedAssertion } from './credentials.ts';
import { toBase64url } from './wire.ts';

/** The endpoints the app uses, each with its response. Times are text, envelopes bytes, ids lower-case UUIDs. */

const role = oneOf('patient', 'therapist');
const b64 = text(2_000_000);
const SLOT_BYTES = 113;
const PARAMS_BYTES = { password: 21, recovery: 0, passkey: 32 };
const anySlot = fields({
  slot_id: uuid,
  type: oneOf('password', 'recovery', 'passkey'),
  params: text(64),
  envelope: inBase64(SLOT_BYTES),
});
/** One of another form is the server's fault, whatever was typed. */
const slot: typeof anySlot = (value) => {
  const read = anySlot(value);
  inBase64(PARAMS_BYTES[read.type])(read.params);
  return read;
};
/** Exactly one by the recovery code, at most one by the password, and always one more than the code (PROTOCOL §5). */
const slots: Check<ReturnType<typeof slot>[]> = (value) => {
  const read = list(slot, 20)(value);
  const [passwords, codes] = ['password', 'recovery'].map((type) => read.filter((one) => one.type === type).length);
  return codes === 1 && (passwords ?? 0) < 2 && read.length > 1 ? read : refuse('the slots of an account');
};
const position = whole;
/** Far more than anybody edits, and far enough from the last number there is: a server cannot use the numbers up. */
const revision: Check<number> = (value) => (whole(value) < 2 ** 52 ? whole(value) : refuse('a revision'));
/** Of an entry or share; what padding cannot make is refused before it is kept (PROTOCOL §8). */
const envelope: typeof bytes = (value) => {
  const read = bytes(value);
  return allowedLength.record(read.length) ? read : refuse('an envelope');
};

/**
 * `needs`: what this login waits for before it opens anything; null (or absent, of an older server) when it is whole.
 */
const loginFields = {
  login_id: uuid,
  account_id: uuid,
  role,
  needs: orAbsent(oneOf('second_factor', 'second_factor_setup')),
};
const login = fields(loginFields);
/** A login that has begun, with the token that stands for it. */
const newLogin = fields({ ...loginFields, token: inBase64(32) });
const device = fields({ login_id: uuid, device: chosenName(80), created_at: time, last_used_at: time, current: flag });
const entry = fields({ entry_id: uuid, revision, envelope, deleted: flag, position, kept_at: time });
const journalPage = fields({ entries: list(entry), position, more: flag, epoch: text(64) });
const entryReceipt = fields({ entry_id: uuid, revision, position });
const shareFields = {
  pairing_id: uuid,
  share_id: uuid,
  from_id: uuid,
  to_id: uuid,
  revision,
  envelope: orNull(envelope),
  expires_at: orNull(time),
  position,
  kept_at: time,
  opened_at: orNull(time),
  /** Which revision was; an older server does not say. */
  opened_revision: orAbsent(orNull(revision)),
};
const share = fields(shareFields);
const pairing = fields({
  pairing_id: uuid,
  invite_id: uuid,
  therapist_id: uuid,
  patient_id: uuid,
  pk_patient: text(64),
  tag: text(64),
  hello: b64,
  state: oneOf('accepted', 'confirmed', 'ended'),
  since: time,
});
const help = fields({ name: chosenName(200), number: text(60), text: text(1000) });

export type Slot = ReturnType<typeof slot>;
export type StoredEntry = ReturnType<typeof entry>;
export type StoredShare = ReturnType<typeof share>;
export type StoredPairing = ReturnType<typeof pairing>;

/** Read the rows a `stale_revision` carries. @throws InvalidResponse */
export const storedEntries = (stored: unknown): StoredEntry[] =>
  list(entry, 100)(Array.isArray(stored) ? stored : [stored]);
export const storedShare = (stored: unknown): StoredShare => share(stored);

export interface NewAccountBody {
  account_id: string;
  role: 'patient' | 'therapist';
  login: string;
  auth_key: string;
  recovery_auth: string;
  slots: Slot[];
  enrolment?: string;
}
export interface SealedEntry {
  entry_id: string;
  revision: number;
  replaces: number;
  envelope: Uint8Array;
  deleted: boolean;
}
export interface SealedShare {
  revision: number;
  replaces: number;
  envelope: Uint8Array;
  expires_at: string | null;
}

export const accounts = {
  register: (body: NewAccountBody) =>
    request('POST', '/accounts', fields({ account_id: uuid, role, login: text(64) }), body),
  prelogin: (name: string) =>
    request('POST', '/prelogin', fields({ profile: whole, salt16: inBase64(16) }), { login: name }),
  signIn: (body: { login: string; auth_key: string; device: string }) =>
    request('POST', '/logins', newLogin, { ...body, as: 'token' }),
  signInToRecover: (body: { login: string; recovery_auth: string; device: string }) =>
    request('POST', '/logins/recovery', newLogin, { ...body, as: 'token' }),
  logins: () => request('GET', '/logins', fields({ logins: list(device) })),
  endOtherLogins: () => request('DELETE', '/logins/others', noContent),
  endLogin: (id: string) => request('DELETE', `/logins/${id}`, noContent),
  /** End the login these credentials stand for, whichever this device holds. */
  endLoginOf: (by: Credentials) => request('DELETE', '/logins/current', noContent, undefined, by),
  account: () =>
    request(
      'GET',
      '/account',
      fields({ account_id: uuid, role, login: text(64), created_at: time, epoch: text(64), head: whole }),
    ),
  slots: () => request('GET', '/slots', fields({ slots })),
  replaceKeys: (body: NewKeysBody) => request('PUT', '/account/keys', fields({ account_id: uuid }), body),
  /** For good. Slots go first. */
  remove: (proof: ProofBody) => request('DELETE', '/account', noContent, { proof }),
  practice: () =>
    request(
      'GET',
      '/practice',
      fields({
        name: chosenName(200),
        registration: oneOf('open', 'invite'),
        help: list(help, 20),
        backup_days: orAbsent(whole),
      }),
    ),
};

/** What every change of the ways in carries (PROTOCOL §6): exactly one of the three. */
export type ProofBody = { auth_key: string } | { recovery_auth: string } | { credential: PostedAssertion };

export interface NewKeysBody {
  proof: ProofBody;
  slots: Slot[];
  login?: string;
  auth_key?: string;
  recovery_auth?: string;
  reset_second_factor?: true;
  /**
   * Of a new account key: the old one sealed under it, kept in the same transaction; and no passkey opens or signs in
   * any more.
   */
  entries?: { entry_id: string; revision: number; replaces: number; envelope: string; deleted: boolean }[];
  end_passkeys?: true;
}

/** The second factor of therapists: six digits of a TOTP app, or a passkey. */
export const secondFactor = {
  state: () => request('GET', '/second-factor', fields({ totp: flag, passkeys: whole, required: flag })),
  enter: (body: { code: string } | { credential: PostedAssertion }) =>
    request('POST', '/logins/current/second-factor', login, body),
  setTotp: (body: { proof: ProofBody; secret: string; code: string }) =>
    request('PUT', '/second-factor/totp', noContent, body),
  dropTotp: (proof: ProofBody) => request('DELETE', '/second-factor/totp', noContent, { proof }),
};

export const entries = {
  /** Up to 100 at once, all or none. */
  keep: async (rows: SealedEntry[]) => {
    const body = { entries: rows.map((row) => ({ ...row, envelope: toBase64url(row.envelope), attachment_ids: [] })) };
    return (await request('POST', '/entries', fields({ receipts: list(entryReceipt, 100) }), body)).receipts;
  },
  pull: (after: number) => request('GET', `/entries?after=${after}&limit=1000`, journalPage),
  /** Newest first: at most `limit` rows of positions below `before`; 0 is the newest. */
  pullBack: (before: number, limit: number) => request('GET', `/entries?before=${before}&limit=${limit}`, journalPage),
};

export const pairings = {
  invite: (body: { invite_id: string; expires_at: string }) =>
    request('POST', '/invites', fields({ invite_id: uuid, expires_at: time }), body),
  takeBackInvite: (id: string) => request('DELETE', `/invites/${id}`, noContent),
  accept: ({
    invite_id,
    ...body
  }: {
    invite_id: string;
    pairing_id: string;
    patient_id: string;
    pk_patient: string;
    tag: string;
    hello: string;
  }) => request('POST', `/invites/${invite_id}/acceptance`, fields({ pairing_id: uuid }), body),
  /** null: a row that cannot be, which holds up no other. */
  list: () => request('GET', '/pairings', fields({ pairings: eachOrNull(pairing, 10_000) })),
  confirm: (id: string) =>
    request(
      'POST',
      `/pairings/${id}/confirmation`,
      fields({ pairing_id: uuid, state: oneOf('accepted', 'confirmed', 'ended') }),
    ),
  end: (id: string) => request('DELETE', `/pairings/${id}`, noContent),
};

const receiptOfShare = fields({ pairing_id: uuid, share_id: uuid, revision, position });

export const shares = {
  keep: (pairingId: string, shareId: string, row: SealedShare) =>
    request('PUT', `/pairings/${pairingId}/shares/${shareId}`, receiptOfShare, {
      ...row,
      envelope: toBase64url(row.envelope),
      attachment_ids: [],
    }),
  withdraw: (pairingId: string, shareId: string) =>
    request('DELETE', `/pairings/${pairingId}/shares/${shareId}`, noContent),
  /** null: a row that cannot be, which holds up no other. */
  pull: (after: number) =>
    request(
      'GET',
      `/shares?after=${after}&limit=1000`,
      fields({ shares: eachOrNull(share), position, more: flag, epoch: text(64) }),
    ),
  opened: (pairingId: string, shareId: string, revision: number) =>
    request('POST', `/shares/${shareId}/opened`, fields({ opened_at: orAbsent(time) }), {
      pairing_id: pairingId,
      revision,
    }),
};
