// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the standards say must come out, tried once when the app starts (PROTOCOL §15). */
import { fromHex, hex, utf8 } from './encoding.ts';
import { CryptoFault } from './faults.ts';
import { argon2id, chachaOpen, chachaSeal, hkdfSha256, x25519Shared } from './primitives.ts';

/** RFC 5869, appendix A.1. */
function hkdf(): boolean {
  const okm = hkdfSha256(
    new Uint8Array(22).fill(0x0b),
    fromHex('000102030405060708090a0b0c'),
    fromHex('f0f1f2f3f4f5f6f7f8f9'),
    42,
  );
  return hex(okm) === '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';
}

/** Key, nonce and text of RFC 8439, §2.8.2: its ciphertext; the tag is over no associated data, which we never use. */
function chacha(): boolean {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
  const nonce = fromHex('070000004041424344454647');
  const sealed = chachaSeal(
    key,
    nonce,
    utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    ),
  );
  const expected = 'd31a8d34648e60db7b86afbc53ef7ec2' + '6a23a4681fd59456aea1d29f82477216';
  return (
    hex(sealed.subarray(0, 16)) + hex(sealed.subarray(-16)) === expected &&
    chachaOpen(key, nonce, sealed).length === 114
  );
}

/** RFC 7748, §5.2, first vector. */
function x25519(): boolean {
  const shared = x25519Shared(
    fromHex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4'),
    fromHex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c'),
  );
  return hex(shared) === 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552';
}

/**
 * Argon2id v1.3 of "password" with salt "somesalt12345678", 32 KiB, 3 passes, 1 lane. RFC 9106's own vector
 * has associated data, which hash-wasm cannot take; a test runs that one against noble, and this against both.
 */
async function argon(): Promise<boolean> {
  return hex(await argon2id(utf8('password'), utf8('somesalt12345678'), { memoryKiB: 32, passes: 3 })) === ARGON_ANSWER;
}

const ARGON_ANSWER = 'af2d8dc466df07d0efb8268167d750f68e827557730866daeb08cde37af61059';

/** @throws CryptoFault `known_answers` when this browser computes anything else: then nothing may be sealed with it. */
export async function checkKnownAnswers(): Promise<void> {
  const right = hkdf() && chacha() && x25519() && (await argon());
  if (!right) throw new CryptoFault('known_answers', 'this browser does not compute as the standards say');
}
