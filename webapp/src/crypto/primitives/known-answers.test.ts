// SPDX-License-Identifier: AGPL-3.0-or-later
import { argon2id as nobleArgon2id } from '@noble/hashes/argon2.js';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { fromHex, hex, utf8 } from './encoding.ts';
import { checkKnownAnswers } from './known-answers.ts';
import { argon2id, argon2idWithoutWasm, chachaOpen, x25519PublicKey, x25519Shared } from './primitives.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the standards', () => {
  test('RFC 9106 §5.3: Argon2id with secret and associated data, which only the fallback can take', () => {
    const made = nobleArgon2id(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2), {
      m: 32,
      t: 3,
      p: 4,
      dkLen: 32,
      key: new Uint8Array(8).fill(3),
      personalization: new Uint8Array(12).fill(4),
    });
    expect(hex(made)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  test('Argon2id is the same with and without WebAssembly', async () => {
    const given = [utf8('a password'), utf8('sixteen bytes ok'), { memoryKiB: 64, passes: 3 }] as const;
    expect(await argon2id(...given)).toEqual(await argon2idWithoutWasm(...given));
  });

  test('RFC 7748 §6.1: two people, one secret', () => {
    const bob = fromHex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
    const alice = fromHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
    expect(hex(x25519PublicKey(bob))).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    expect(hex(x25519Shared(bob, alice))).toBe('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742');
  });

  test('what was not sealed does not open', () => {
    expect(() => chachaOpen(new Uint8Array(32), new Uint8Array(12), new Uint8Array(5))).toThrow('does not open');
  });
});

describe('when the app starts', () => {
  test('a browser without WebAssembly still gives the known answers', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    await expect(checkKnownAnswers()).resolves.toBeUndefined();
  });

  test('a browser that computes wrongly is found out', async () => {
    vi.resetModules();
    vi.doMock('@noble/hashes/hkdf.js', () => ({
      hkdf: (...[, , , , length]: [unknown, unknown, unknown, unknown, number]) => new Uint8Array(length),
    }));
    const broken = await import('./known-answers.ts');
    await expect(broken.checkKnownAnswers()).rejects.toMatchObject({ code: 'known_answers' });
    vi.doUnmock('@noble/hashes/hkdf.js');
    vi.resetModules();
  });
});
