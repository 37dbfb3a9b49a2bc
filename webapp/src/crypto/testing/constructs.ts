// SPDX-License-Identifier: AGPL-3.0-or-later
/** Every construct of tests/protocol/README.md as a function of a vector's input. Bytes come and go as hex. */
import { openDropRecord, sealDrop } from '../vault/drops.ts';
import {
  context,
  fromBase64,
  fromHex,
  hex,
  idBytes,
  idText,
  lp,
  toBase64,
  uint,
  utf8,
} from '../primitives/encoding.ts';
import { entryContext, localContext } from '../records/entries.ts';
import { open, openRecord, seal, sealPayload } from '../primitives/envelope.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { openFile, sealFile } from '../records/files.ts';
import {
  authKey,
  canonicalLogin,
  journalKey,
  kdf,
  keyPair,
  localKey,
  pairKey,
  passkeyKek,
  passwordBytes,
  passwordKek,
  passwordParams,
  recoveryAuth,
  recoveryKek,
  rootOf,
  type KeyPair,
  type Pair,
} from '../keys/keys.ts';
import { isOrigin } from '../pairing/origins.ts';
import { allowedLength, bucket, pad, unpad } from '../primitives/padding.ts';
import {
  acceptanceTag,
  comparisonWords,
  helloContext,
  readInvite,
  readLink,
  wordsOf,
  writeInvite,
  writeLink,
  type PairingContext,
} from '../pairing/pairing.ts';
import { equalBytes, sha256, x25519PublicKey, type Random } from '../primitives/primitives.ts';
import { readRecoveryCode, writeRecoveryCode } from '../keys/recovery-code.ts';
import { shareContext } from '../records/shares.ts';
import { openSlot, passkeyParams, saltOf, sealSlot, type SlotType } from '../keys/slots.ts';
import { readObject, readValue } from '../primitives/strict-json.ts';

export type Values = Record<string, unknown>;

/** Reads a vector's values by name. */
export class Given {
  readonly values: Values;

  constructor(values: Values) {
    this.values = values;
  }

  bytes(name: string): Uint8Array {
    return bytesOf(this.values[name]);
  }

  list(name: string): Uint8Array[] {
    return (this.values[name] as unknown[]).map(bytesOf);
  }

  id(name: string): string {
    return idText(this.bytes(name));
  }

  text(name: string): string {
    return this.values[name] as string;
  }

  number(name: string): number {
    return this.values[name] as number;
  }

  entry(): { accountId: string; entryId: string; revision: number } {
    return { accountId: this.id('account_id'), entryId: this.id('entry_id'), revision: this.number('revision') };
  }

  local(): { accountId: string; store: string; key: string } {
    return { accountId: this.id('account_id'), store: this.text('store'), key: this.text('key_name') };
  }

  share(): { pairingId: string; fromId: string; toId: string; shareId: string; revision: number } {
    const [pairingId, fromId, toId] = [this.id('pairing_id'), this.id('from_id'), this.id('to_id')];
    return { pairingId, fromId, toId, shareId: this.id('share_id'), revision: this.number('revision') };
  }

  slot(): { slotId: string; type: SlotType; params: Uint8Array } {
    return { slotId: this.id('slot_id'), type: this.text('type') as SlotType, params: this.bytes('params') };
  }

  account(): KeyPair {
    return keyPair(this.bytes('account_key'), this.id('account_id'));
  }

  /** Key pairs given by their private halves. */
  party(who: 'therapist' | 'patient'): KeyPair {
    const secretKey = this.bytes(`${who}_private`);
    return { secretKey, publicKey: x25519PublicKey(secretKey) };
  }

  pair(): Pair {
    const key = (who: 'therapist' | 'patient'): Uint8Array =>
      `${who}_public` in this.values ? this.bytes(`${who}_public`) : this.party(who).publicKey;
    return {
      therapistId: this.id('therapist_id'),
      therapistKey: key('therapist'),
      patientId: this.id('patient_id'),
      patientKey: key('patient'),
    };
  }

  meeting(): PairingContext {
    return { ...this.pair(), inviteId: this.id('invite_id'), pairingId: this.id('pairing_id') };
  }

  /** A hello's context holds no public keys. */
  helloMeeting(): PairingContext {
    const none = new Uint8Array(32);
    const ids = { therapistId: this.id('therapist_id'), patientId: this.id('patient_id') };
    return {
      ...ids,
      therapistKey: none,
      patientKey: none,
      inviteId: this.id('invite_id'),
      pairingId: this.id('pairing_id'),
    };
  }
}

/** Hex, or one byte repeated. */
export function bytesOf(value: unknown): Uint8Array {
  if (typeof value === 'string') return fromHex(value);
  const { fill, count } = value as { fill: string; count: number };
  return new Uint8Array(count).fill(fromHex(fill)[0] ?? 0);
}

type Construct = (given: Given, random: Random) => Values | Promise<Values>;
type Opening = (given: Given) => Values;

const LENGTHS = { entry: allowedLength.record, slot: allowedLength.slot, file: allowedLength.file };

/** Input → output. */
export const CONSTRUCTS: Record<string, Construct> = {
  random: (given, random) => ({ draws: (given.values.counts as number[]).map(random) }),
  integer: (given) => ({ bytes: uint(given.number('number'), given.number('width') as 1) }),
  lp: (given) => ({ bytes: lp(...given.list('fields')) }),
  labelled: (given) => ({ bytes: context(...given.list('fields')) }),
  kdf: (given) => ({ bytes: kdf(given.bytes('key'), given.text('label'), ...given.list('fields')) }),
  base64url: (given) => ({ text: toBase64(given.bytes('bytes')) }),
  id: (given) => ({ text: idText(given.bytes('bytes')) }),
  strict_json: (given) => ({ root_names: Object.keys(readObject(given.bytes('bytes'))).sort(byCodePoint) }),
  bucket: (given) => ({ length: bucket(given.number('length'), given.number('floor')) }),
  pad: (given) => ({ padded: pad(given.bytes('plain'), given.number('floor')) }),
  length: (given) => ({ allowed: LENGTHS[given.text('kind_text') as 'entry'](given.number('length')) }),
  seal: (given, random) => ({
    envelope: seal(given.bytes('key'), given.bytes('context'), given.bytes('plain'), random),
  }),
  login: (given) => ({ login: canonicalLogin(given.text('typed_text')) }),
  password: (given) => ({ bytes: passwordBytes(given.text('password')) }),
  password_keys: async (given) => {
    const login = canonicalLogin(given.text('login'));
    const root = await rootOf(given.text('password'), login, given.bytes('salt16'));
    return { root, auth_key: authKey(root, login), slot_key: passwordKek(root) };
  },
  generated_password: (_, random) => ({ password: wordsOf(random(9), 6).join(' ') }),
  recovery_code: (given) => ({ code_text: writeRecoveryCode(given.bytes('code')) }),
  recovery_keys: (given) => ({
    recovery_auth: recoveryAuth(given.bytes('code')),
    slot_key: recoveryKek(given.bytes('code')),
  }),
  password_params: (given) => ({ params: passwordParams(given.bytes('salt16')) }),
  passkey: (given) => ({
    params: passkeyParams(given.bytes('credential_id')),
    slot_key: passkeyKek(given.bytes('prf_output')),
  }),
  slot: (given, random) => ({
    envelope: sealSlot(
      given.bytes('slot_key'),
      given.id('account_id'),
      given.slot(),
      given.bytes('account_key'),
      random,
    ).envelope,
  }),
  account_keys: (given) => {
    const [ak, id] = [given.bytes('account_key'), given.id('account_id')];
    return {
      journal: journalKey(ak, id),
      local: localKey(ak, id),
      private: given.account().secretKey,
      public: given.account().publicKey,
    };
  },
  pair_key: (given) => {
    const key = pairKey(given.party('therapist'), given.pair());
    if (!equalBytes(key, pairKey(given.party('patient'), given.pair()))) throw new Error('the two sides differ');
    return { pair_key: key };
  },
  entry: (given, random) => {
    const key = journalKey(given.bytes('account_key'), given.id('account_id'));
    return { envelope: sealPayload(key, entryContext(given.entry()), given.bytes('payload'), random) };
  },
  drop: (given, random) => {
    const place = { accountId: given.id('account_id'), entryId: given.id('entry_id') };
    return { drop: sealDrop(given.account().publicKey, place, given.bytes('payload'), random) };
  },
  local: (given, random) => {
    const key = localKey(given.bytes('account_key'), given.id('account_id'));
    return { envelope: seal(key, localContext(given.local()), given.bytes('plain'), random) };
  },
  file: (given, random) => {
    const fileKey = random(32);
    const attachmentId = idText(random(16));
    const { file, hash } = sealFile(
      fileKey,
      { accountId: given.id('account_id'), attachmentId },
      given.bytes('content'),
      random,
    );
    return { file_key: fileKey, attachment_id: idBytes(attachmentId), hash, sealed: file };
  },
  origin: (given) => {
    if (!isOrigin(given.text('origin'))) throw new CryptoFault('bad_input');
    return { origin: given.text('origin') };
  },
  invite: (given, random) => {
    const secret = random(16);
    const inviteId = idText(random(16));
    const therapist = { therapistId: given.id('therapist_id'), publicKey: given.bytes('therapist_public') };
    const invite = { inviteId, ...therapist, secret, apiOrigin: given.text('origin') };
    return {
      secret,
      invite_id: idBytes(inviteId),
      fragment: fromBase64(writeInvite(invite)),
      link: writeLink(invite, given.text('app_origin')),
    };
  },
  acceptance: (given, random) => {
    const pairingId = idText(random(16));
    const pairingContext = { ...given.pair(), inviteId: given.id('invite_id'), pairingId };
    const key = pairKey(given.party('patient'), pairingContext);
    return {
      pairing_id: idBytes(pairingId),
      pair_key: key,
      tag: acceptanceTag(given.bytes('secret'), pairingContext),
      hello: sealPayload(key, helloContext(pairingContext), given.bytes('payload'), random),
      words: comparisonWords(pairingId, pairingContext),
    };
  },
  share: (given, random) => ({
    envelope: sealPayload(given.bytes('pair_key'), shareContext(given.share()), given.bytes('payload'), random),
  }),
  review,
};

/** The chain of PROTOCOL §17. */
async function review(_: Given, random: Random): Promise<Values> {
  const [therapistId, therapistAk, patientId, patientAk] = [random(16), random(32), random(16), random(32)] as const;
  const [secret, inviteId] = [random(16), random(16)];
  const [therapist, patient] = [keyPair(therapistAk, idText(therapistId)), keyPair(patientAk, idText(patientId))];
  const given = new Given({
    therapist_id: hex(therapistId),
    therapist_private: hex(therapist.secretKey),
    patient_id: hex(patientId),
    patient_private: hex(patient.secretKey),
    secret: hex(secret),
    invite_id: hex(inviteId),
    payload: hex(utf8('{"v":1,"kind":"hello","name":"P"}')),
    account_id: hex(patientId),
    content: { fill: '01', count: 65_529 },
  });
  const accepted = await CONSTRUCTS.acceptance?.(given, random);
  const file = (await CONSTRUCTS.file?.(given, random)) as { hash: Uint8Array; sealed: Uint8Array };
  const publics = { pk_therapist: therapist.publicKey, pk_patient: patient.publicKey };
  return { ...publics, ...accepted, file_sha256: file.hash, file_length: file.sealed.length };
}

/** Sealed → the part of the input it gives back. Refusals use these too. */
export const OPENINGS: Record<string, Opening> = {
  base64url: (given) => ({ bytes: fromBase64(given.text('text')) }),
  id: (given) => ({ bytes: idBytes(given.text('text')) }),
  pad: (given) => ({ plain: unpad(given.bytes('padded'), given.number('floor')) }),
  seal: (given) => ({ plain: open(given.bytes('key'), given.bytes('context'), given.bytes('envelope')) }),
  recovery_code: (given) => ({ code: readRecoveryCode(given.text('code_text')) }),
  password_params: (given) => ({ salt16: saltOf(given.bytes('params')) }),
  slot: (given) => {
    const slot = { ...given.slot(), envelope: given.bytes('envelope') };
    return { account_key: openSlot(given.bytes('slot_key'), given.id('account_id'), slot) };
  },
  entry: (given) => {
    const key = journalKey(given.bytes('account_key'), given.id('account_id'));
    return { payload: openRecord(key, entryContext(given.entry()), given.bytes('envelope')) };
  },
  drop: (given) => {
    const place = { accountId: given.id('account_id'), entryId: given.id('entry_id') };
    return { payload: openDropRecord(given.account(), place, given.bytes('drop')) };
  },
  local: (given) => {
    const key = localKey(given.bytes('account_key'), given.id('account_id'));
    return { plain: open(key, localContext(given.local()), given.bytes('envelope')) };
  },
  share: (given) => ({
    payload: openRecord(given.bytes('pair_key'), shareContext(given.share()), given.bytes('envelope')),
  }),
  hello: (given) => ({
    payload: openRecord(given.bytes('pair_key'), helloContext(given.helloMeeting()), given.bytes('hello')),
  }),
  file: (given) => {
    const place = { accountId: given.id('account_id'), attachmentId: given.id('attachment_id') };
    return { content: openFile(given.bytes('file_key'), place, given.bytes('sealed'), given.bytes('hash')) };
  },
  invite: (given) => {
    const { inviteId, secret, therapistId, publicKey, apiOrigin } = readLink(given.text('link'));
    return {
      invite_id: idBytes(inviteId),
      secret,
      therapist_id: idBytes(therapistId),
      therapist_public: publicKey,
      origin: apiOrigin,
    };
  },
};

/** Calls that must fail, beside those that are openings or constructs themselves. */
export const REFUSALS: Record<string, (given: Given) => unknown> = {
  // 1 and 1.0 are the same number in JavaScript: the strict reader has already refused the decimal point.
  integer: (given) => uint(readValue(utf8(given.text('number'))) as number, given.number('width') as 1),
  read_base64url: (given) => OPENINGS.base64url?.(given),
  read_id: (given) => OPENINGS.id?.(given),
  unpad: (given) => OPENINGS.pad?.(given),
  open: (given) => OPENINGS.seal?.(given),
  read_recovery_code: (given) => OPENINGS.recovery_code?.(given),
  read_password_params: (given) => OPENINGS.password_params?.(given),
  pair_key: (given) => {
    const secretKey = given.bytes('own_private');
    return pairKey({ secretKey, publicKey: x25519PublicKey(secretKey) }, given.pair());
  },
  read_fragment: (given) => readInvite(toBase64(given.bytes('fragment'))),
  read_link: (given) => readLink(given.text('link')),
  check_tag: (given) => {
    const tag = acceptanceTag(given.bytes('secret'), given.meeting());
    if (!equalBytes(tag, given.bytes('tag'))) throw new CryptoFault('damaged');
  },
};

/** The call a refusal names. */
export function refusal(construct: string): (given: Given) => unknown {
  const opening = OPENINGS[construct.replace(/^open_/, '')];
  const found = REFUSALS[construct] ?? (construct.startsWith('open_') ? opening : undefined) ?? CONSTRUCTS[construct];
  if (found === undefined) throw new Error(`no construct ${construct}`);
  return (given) => found(given, neverDraws);
}

const neverDraws: Random = () => {
  throw new Error('a reader draws nothing');
};

/** A result as vectors.json writes it: hex, or hash and length of what is long. */
export function said(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return value.length <= 5_000 ? hex(value) : { sha256: hex(sha256(value)), length: value.length };
  return Array.isArray(value) ? value.map(said) : value;
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a, codePoint), Array.from(b, codePoint)];
  const at = left.findIndex((point, i) => point !== right[i]);
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}

const codePoint = (letter: string): number => letter.codePointAt(0) ?? 0;
