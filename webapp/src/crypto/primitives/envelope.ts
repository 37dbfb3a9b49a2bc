// SPDX-License-Identifier: AGPL-3.0-or-later
/** SEAL and OPEN, the one symmetric primitive (PROTOCOL §3). */
import { concat, u8 } from './encoding.ts';
import { CryptoFault } from './faults.ts';
import { pad, SMALLEST_RECORD, unpad } from './padding.ts';
import { chachaOpen, chachaSeal, equalBytes, hkdfSha256, type Random } from './primitives.ts';
import { readObject, writeValue } from './strict-json.ts';

const VERSION = 1;
const HEAD = 65; // version, salt, commitment
const OVERHEAD = HEAD + 16;
const NONCE = new Uint8Array(12); // safe: the key below is used once

interface OneTimeKey {
  key: Uint8Array;
  commitment: Uint8Array;
}

/** Salt and context make a key for one envelope, and 32 bytes that commit to all three. */
export function oneTimeKey(key: Uint8Array, salt: Uint8Array, ctx: Uint8Array): OneTimeKey {
  if (key.length !== 32) throw new CryptoFault('bad_input', 'a key has 32 bytes');
  const okm = hkdfSha256(key, salt, ctx, 64);
  return { key: okm.subarray(0, 32), commitment: okm.subarray(32) };
}

/** What stands before the ciphertext: version, salt, commitment. */
export function head(salt: Uint8Array, commitment: Uint8Array): Uint8Array {
  return concat(u8(VERSION), salt, commitment);
}

/** The one-time key of an envelope or a file, its version and commitment checked. @throws CryptoFault `damaged`. */
export function checkHead(key: Uint8Array, ctx: Uint8Array, envelope: Uint8Array, shortest: number): Uint8Array {
  if (envelope.length < shortest || envelope[0] !== VERSION) throw new CryptoFault('damaged', 'not an envelope');
  const once = oneTimeKey(key, envelope.subarray(1, 33), ctx);
  if (!equalBytes(once.commitment, envelope.subarray(33, HEAD))) throw new CryptoFault('damaged', 'does not open');
  return once.key;
}

/** Seals bytes under a key for one context; 81 bytes more. */
export function seal(key: Uint8Array, ctx: Uint8Array, plaintext: Uint8Array, random: Random): Uint8Array {
  const salt = random(32);
  const once = oneTimeKey(key, salt, ctx);
  return concat(head(salt, once.commitment), chachaSeal(once.key, NONCE, plaintext));
}

/** @throws CryptoFault `damaged`, the same for every reason. */
export function open(key: Uint8Array, ctx: Uint8Array, envelope: Uint8Array): Uint8Array {
  const once = checkHead(key, ctx, envelope, OVERHEAD);
  return chachaOpen(once, NONCE, envelope.subarray(HEAD));
}

/** Seals a payload, padded: an object as JSON, bytes as they are. @throws CryptoFault `bad_input` above 1 MiB. */
export function sealPayload(key: Uint8Array, ctx: Uint8Array, payload: object, random: Random): Uint8Array {
  const bytes = payload instanceof Uint8Array ? payload : writeValue(payload);
  return seal(key, ctx, pad(bytes, SMALLEST_RECORD), random);
}

/** @throws CryptoFault `damaged`. */
export function openPayload(key: Uint8Array, ctx: Uint8Array, envelope: Uint8Array): Record<string, unknown> {
  return readObject(openRecord(key, ctx, envelope));
}

/** The bytes of a payload. @throws CryptoFault `damaged`. */
export function openRecord(key: Uint8Array, ctx: Uint8Array, envelope: Uint8Array): Uint8Array {
  return unpad(open(key, ctx, envelope), SMALLEST_RECORD);
}
