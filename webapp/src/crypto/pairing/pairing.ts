// SPDX-License-Identifier: AGPL-3.0-or-later
/** How a patient and a therapist agree on keys without believing the server (PROTOCOL §10). */
import {
  bitGroups,
  concat,
  context,
  fromBase64,
  fromUtf8,
  idBytes,
  idText,
  toBase64,
  u8,
  utf8,
} from '../primitives/encoding.ts';
import { openPayload, sealPayload } from '../primitives/envelope.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { kdf, pairFields, type Pair } from '../keys/keys.ts';
import { isOrigin } from './origins.ts';
import { equalBytes, hmacSha256, sha256, WORDS, type Random } from '../primitives/primitives.ts';

const FRAGMENT_VERSION = 1;
const CHECK = 4;
const REST_HEAD = 80; // invite_id, therapist_id, pk_therapist, secret

/** What a link or a QR carries. */
export interface InviteLink {
  inviteId: string;
  therapistId: string;
  publicKey: Uint8Array;
  secret: Uint8Array;
  apiOrigin: string;
}

/** The fragment behind `#` in an invite link. @throws CryptoFault `bad_input` for an origin that is none. */
export function writeInvite(invite: InviteLink): string {
  if (!isOrigin(invite.apiOrigin)) throw new CryptoFault('bad_input', 'not an origin');
  const rest = concat(
    idBytes(invite.inviteId),
    idBytes(invite.therapistId),
    invite.publicKey,
    invite.secret,
    utf8(invite.apiOrigin),
  );
  return toBase64(concat(u8(FRAGMENT_VERSION), checksum(rest), rest));
}

/** The whole link, for a QR, a message or a copy. @throws CryptoFault `bad_input` for an origin that is none. */
export function writeLink(invite: InviteLink, appOrigin: string): string {
  if (!isOrigin(appOrigin)) throw new CryptoFault('bad_input', 'not an origin');
  return `${appOrigin}/i#${writeInvite(invite)}`;
}

/**
 * Reads a link as pasted: what stands behind its last `#`, or the bare fragment. @throws CryptoFault `invite_damaged`.
 */
export function readLink(pasted: string): InviteLink {
  const text = pasted.trim();
  return readInvite(text.slice(text.lastIndexOf('#') + 1));
}

/** @throws CryptoFault `invite_damaged` for half a link, another version or a wrong checksum. */
export function readInvite(fragment: string): InviteLink {
  try {
    return parsed(fromBase64(fragment));
  } catch {
    throw new CryptoFault('invite_damaged', 'this is not a whole invite');
  }
}

function parsed(bytes: Uint8Array): InviteLink {
  const rest = bytes.subarray(1 + CHECK);
  const whole =
    bytes[0] === FRAGMENT_VERSION &&
    rest.length > REST_HEAD &&
    equalBytes(bytes.subarray(1, 1 + CHECK), checksum(rest));
  const apiOrigin = fromUtf8(rest.subarray(REST_HEAD));
  if (!whole || !isOrigin(apiOrigin)) throw new CryptoFault('invite_damaged');
  return {
    inviteId: idText(rest.subarray(0, 16)),
    therapistId: idText(rest.subarray(16, 32)),
    publicKey: rest.slice(32, 64),
    secret: rest.slice(64, 80),
    apiOrigin,
  };
}

const checksum = (rest: Uint8Array): Uint8Array => sha256(context('invite', rest)).subarray(0, CHECK);

/** The ids and keys an acceptance binds together. */
export interface PairingContext extends Pair {
  inviteId: string;
  pairingId: string;
}

/** Proves that whoever accepts has seen the secret of the link. */
export function acceptanceTag(secret: Uint8Array, pairingContext: PairingContext): Uint8Array {
  const key = kdf(secret, 'key/invite', idBytes(pairingContext.inviteId));
  return hmacSha256(
    key,
    context(
      'accept',
      idBytes(pairingContext.inviteId),
      idBytes(pairingContext.pairingId),
      ...pairFields(pairingContext),
    ),
  );
}

export function helloContext({ pairingId, patientId, therapistId, inviteId }: PairingContext): Uint8Array {
  return context('seal/hello', idBytes(pairingId), idBytes(patientId), idBytes(therapistId), idBytes(inviteId));
}

/** The patient's name, for the therapist only. */
export function sealHello(
  pairKey: Uint8Array,
  pairingContext: PairingContext,
  name: string,
  random: Random,
): Uint8Array {
  return sealPayload(pairKey, helloContext(pairingContext), { v: 1, kind: 'hello', name }, random);
}

/** The name in a hello: 1–120 characters. @throws CryptoFault `damaged`. */
export function openHello(pairKey: Uint8Array, pairingContext: PairingContext, envelope: Uint8Array): string {
  const { v, kind, name } = openPayload(pairKey, helloContext(pairingContext), envelope);
  if (v !== 1 || kind !== 'hello' || typeof name !== 'string') throw new CryptoFault('damaged', 'not a hello');
  if (name === '' || Array.from(name).length > 120) throw new CryptoFault('damaged', 'not a name');
  return name;
}

/** Eight words, the same on both screens if nobody stands between: 88 bits. */
export function comparisonWords(pairingId: string, pair: Pair): string[] {
  const bits = sha256(context('words', idBytes(pairingId), ...pairFields(pair)));
  return wordsOf(bits, 8);
}

/** Words of the BIP-39 list, 11 bits each, from the front of some bytes. */
export function wordsOf(bytes: Uint8Array, count: number): string[] {
  return bitGroups(bytes, 11, count).map((value) => WORDS[value] ?? '');
}
