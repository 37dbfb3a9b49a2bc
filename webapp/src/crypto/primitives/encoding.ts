// SPDX-License-Identifier: AGPL-3.0-or-later
/** How numbers, ids, texts and bytes are written (PROTOCOL §2). Anything not canonical is refused. */
import { CryptoFault } from './faults.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(Array.from(ALPHABET, (letter, value) => [letter.charCodeAt(0), value]));
const LONE_SURROGATE = /\p{Surrogate}/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const VERSION = encoder.encode('interlude/1');

/** @throws CryptoFault `bad_input`, for mistakes of the caller. */
function refuse(what: string): never {
  throw new CryptoFault('bad_input', what);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** A whole number, big-endian in so many bytes; numbers end at 2^53 − 1 even where the width would hold more. */
export function uint(value: number, width: 1 | 2 | 4 | 8): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) refuse('not a number that fits');
  const bytes = new Uint8Array(width);
  for (let at = width - 1, rest = value; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

export const u8 = (value: number): Uint8Array => uint(value, 1);
export const u64 = (value: number): Uint8Array => uint(value, 8);

/** Reads a u64. @throws CryptoFault `damaged` above 2^53 − 1, which JavaScript could only round. */
export function readU64(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const value = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  if (!Number.isSafeInteger(value)) throw new CryptoFault('damaged', 'a number beyond 2^53 - 1');
  return value;
}

/** UTF-8 of a well-formed text. */
export function utf8(text: string): Uint8Array {
  if (LONE_SURROGATE.test(text)) refuse('a text with half a character');
  return encoder.encode(text);
}

/** Strict UTF-8; a BOM stays in the text for the reader to refuse. @throws CryptoFault `damaged`. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new CryptoFault('damaged', 'not UTF-8');
  }
}

/** Replaces each half of a surrogate pair by U+FFFD: better one odd sign than a whole note that cannot be sealed. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/**
 * The only canonical encoding: each field behind its length as u16. Written in one go: it stands in every derivation.
 */
export function lp(...fields: readonly Uint8Array[]): Uint8Array {
  const encoded = new Uint8Array(fields.reduce((sum, field) => sum + 2 + field.length, 0));
  let at = 0;
  for (const field of fields) {
    if (field.length > 0xffff) refuse('a field longer than 65,535 bytes');
    encoded[at] = field.length >> 8;
    encoded[at + 1] = field.length & 0xff;
    encoded.set(field, at + 2);
    at += 2 + field.length;
  }
  return encoded;
}

/** Label and fields of a derivation, a hash or a seal; texts become UTF-8. */
export function context(...fields: readonly (string | Uint8Array)[]): Uint8Array {
  return lp(VERSION, ...fields.map((field) => (typeof field === 'string' ? utf8(field) : field)));
}

/** The 16 bytes of an id written as lower-case UUID text. */
export function idBytes(id: string): Uint8Array {
  if (typeof id !== 'string' || !UUID.test(id)) refuse('not an id');
  return fromHex(id.replaceAll('-', ''));
}

export function idText(bytes: Uint8Array): string {
  if (bytes.length !== 16) refuse('an id has 16 bytes');
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(text)) refuse('not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = (nibble(text, 2 * at) << 4) | nibble(text, 2 * at + 1);
  return bytes;
}

function nibble(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 0x3a ? code - 0x30 : code - 0x57; // digits, then a to f
}

/** base64url without padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let i = 0; i <= Math.min(3, bytes.length - at); i++) text += ALPHABET.charAt((three >> (18 - 6 * i)) & 63);
  }
  return text;
}

/** @throws CryptoFault `bad_input` for padding, other characters, white space, or unused bits that are not zero. */
export function fromBase64(text: string): Uint8Array {
  if (typeof text !== 'string' || text.length % 4 === 1) refuse('not base64url');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    bits = ((bits << 6) | (VALUES.get(text.charCodeAt(i)) ?? refuse('not base64url'))) & 0xffff;
    held += 6;
    if (held >= 8) bytes[at++] = bits >> (held -= 8);
    bits &= (1 << held) - 1;
  }
  if (bits !== 0) refuse('unused bits of base64url that are not zero');
  return bytes;
}

/** Big-endian bits as words of `width` bits; what is left over is dropped. */
export function bitGroups(bytes: Uint8Array, width: number, count: number): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: count }, (_, i) => Number.parseInt(bits.slice(i * width, (i + 1) * width), 2));
}
