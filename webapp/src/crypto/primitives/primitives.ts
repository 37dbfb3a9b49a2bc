// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The only file that touches a crypto library. Everything else in src/crypto is built from these.
 *
 * Small records are many: plain JavaScript beats WebCrypto here, which pays a promise for each call.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { argon2id as wasmArgon2id } from 'hash-wasm';

import { CryptoFault } from './faults.ts';

/** Gives n fresh random bytes. Every function that draws takes one, so that a test can draw the same again. */
export type Random = (n: number) => Uint8Array;

/** The 2,048 words of the BIP-39 English list; a word is worth 11 bits. */
export const WORDS: readonly string[] = wordlist;

export const systemRandom: Random = (n) => globalThis.crypto.getRandomValues(new Uint8Array(n));

export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return hmac(nobleSha256, key, bytes);
}

/** RFC 5869. */
export function hkdfSha256(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return hkdf(nobleSha256, ikm, salt, info, length);
}

/** RFC 8439, without associated data. The caller must never use one key with the same nonce twice. */
export function chachaSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return chacha20poly1305(key, nonce).encrypt(plaintext);
}

/** @throws CryptoFault `damaged` for any reason at all. */
export function chachaOpen(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  try {
    return chacha20poly1305(key, nonce).decrypt(ciphertext);
  } catch {
    throw new CryptoFault('damaged', 'does not open');
  }
}

export function x25519PublicKey(secretKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(secretKey);
}

/** RFC 7748. @throws CryptoFault `damaged` for a key of small order, whose result would be all zero. */
export function x25519Shared(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  try {
    return x25519.getSharedSecret(secretKey, publicKey);
  } catch {
    throw new CryptoFault('damaged', 'not a usable public key');
  }
}

export interface ArgonCost {
  memoryKiB: number;
  passes: number;
}

/**
 * Argon2id v1.3, one lane, 32 bytes. The password is not empty (hash-wasm throws) and the salt has 16 bytes.
 *
 * @throws CryptoFault `unavailable` when the device cannot give it the memory.
 */
export async function argon2id(password: Uint8Array, salt: Uint8Array, cost: ArgonCost): Promise<Uint8Array> {
  if (typeof WebAssembly === 'undefined') return argon2idWithoutWasm(password, salt, cost);
  const asked = {
    parallelism: 1,
    memorySize: cost.memoryKiB,
    iterations: cost.passes,
    hashLength: 32,
    outputType: 'binary' as const,
  };
  return wasmArgon2id({ password, salt, ...asked }).catch((error: unknown) => {
    if (error instanceof WebAssembly.CompileError) return argon2idWithoutWasm(password, salt, cost);
    throw new CryptoFault('unavailable', 'not enough memory for Argon2id');
  });
}

/** Some hardened browsers switch WebAssembly off: far slower, the same bytes, and loaded only there. */
export async function argon2idWithoutWasm(
  password: Uint8Array,
  salt: Uint8Array,
  cost: ArgonCost,
): Promise<Uint8Array> {
  const noble = await import('@noble/hashes/argon2.js');
  return noble.argon2idAsync(password, salt, { m: cost.memoryKiB, t: cost.passes, p: 1, dkLen: 32 });
}

/** A key of this browser that it computes with and never gives out; IndexedDB keeps it as it is. */
export type DeviceKey = CryptoKey;

const DEVICE_MAC = { name: 'HMAC', hash: 'SHA-256', length: 256 } as const;

/** A fresh one, for `deviceMac` only. @throws CryptoFault `unavailable` outside a secure context. */
export async function makeDeviceKey(): Promise<DeviceKey> {
  return subtle().generateKey(DEVICE_MAC, false, ['sign']);
}

/** HMAC-SHA256 under a device key. @throws CryptoFault `damaged` when the browser no longer takes the key. */
export async function deviceMac(key: DeviceKey, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return new Uint8Array(await subtle().sign('HMAC', key, bytes.slice()));
  } catch (error) {
    throw error instanceof CryptoFault ? error : new CryptoFault('damaged', 'not a usable device key');
  }
}

/** Browsers leave it out on pages without https. */
function subtle(): SubtleCrypto {
  const found = (globalThis.crypto as Partial<Crypto>).subtle;
  if (found === undefined) throw new CryptoFault('unavailable', 'no WebCrypto');
  return found;
}

/** Compares without telling by time where the first difference is. Lengths are public. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
