// SPDX-License-Identifier: AGPL-3.0-or-later
/** Bytes as JSON carries them: base64url without padding (PROTOCOL §2). */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < 64; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value;
/** What `String.fromCharCode` takes at once everywhere. */
const AT_ONCE = 0x6000;

export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + AT_ONCE)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The bytes, or null for padding, white space, another alphabet, a length that cannot be, or unused bits that are not
 * zero.
 */
export function fromBase64url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let read = 0; read < text.length; read += 1) {
    const value = VALUES[text.charCodeAt(read)] ?? -1;
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) bytes[at++] = (bits >> (held -= 8)) & 0xff;
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : null;
}
