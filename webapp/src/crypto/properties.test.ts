// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  bitGroups,
  fromBase64,
  fromHex,
  hex,
  idBytes,
  idText,
  readU64,
  toBase64,
  u64,
  utf8,
  fromUtf8,
} from './primitives/encoding.ts';
import { openDrop, sealDrop } from './vault/drops.ts';
import { open, openPayload, seal, sealPayload } from './primitives/envelope.ts';
import { CryptoFault } from './primitives/faults.ts';
import { openFile, sealFile } from './records/files.ts';
import { keyPair } from './keys/keys.ts';
import { allowedLength, bucket, SMALLEST_FILE, pad, SMALLEST_RECORD, unpad } from './primitives/padding.ts';
import { systemRandom } from './primitives/primitives.ts';
import { readRecoveryCode, writeRecoveryCode } from './keys/recovery-code.ts';
import { readValue, writeValue } from './primitives/strict-json.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyBytes = fc.uint8Array({ maxLength: 3000 });
const id = bytes(16).map(idText);

describe('writing and reading undo each other', () => {
  test('base64url, the same as Node writes it', () => {
    fc.assert(
      fc.property(anyBytes, (given) => {
        expect(toBase64(given)).toBe(Buffer.from(given).toString('base64url'));
        expect(fromBase64(toBase64(given))).toEqual(given);
      }),
    );
  });

  test('base64url of anything else is refused or canonical', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        try {
          expect(toBase64(fromBase64(text))).toBe(text);
        } catch (fault) {
          expect(fault).toBeInstanceOf(CryptoFault);
        }
      }),
    );
  });

  test('hex, ids, numbers and texts', () => {
    fc.assert(
      fc.property(
        bytes(16),
        fc.nat(Number.MAX_SAFE_INTEGER),
        fc.string({ unit: 'grapheme' }),
        (given, number, text) => {
          expect(fromHex(hex(given))).toEqual(given);
          expect(idBytes(idText(given))).toEqual(given);
          expect(readU64(u64(number))).toBe(number);
          expect(fromUtf8(utf8(text))).toBe(text);
        },
      ),
    );
  });

  test('a recovery code, and one wrong symbol is noticed', () => {
    fc.assert(
      fc.property(bytes(16), fc.nat(27), fc.integer({ min: 1, max: 31 }), (code, at, step) => {
        const written = writeRecoveryCode(code);
        expect(readRecoveryCode(written)).toEqual(code);
        const symbols = Array.from(written.replaceAll('-', ''));
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
        symbols[at] = alphabet.charAt((alphabet.indexOf(symbols[at]!) + step) % 32);
        // Ten check bits: one wrong symbol slips through once in about a thousand times; never as the same code.
        try {
          expect(readRecoveryCode(symbols.join(''))).not.toEqual(code);
        } catch (fault) {
          expect(fault).toMatchObject({ code: 'mistyped_code' });
        }
      }),
    );
  });

  test('padding, to a length that is allowed and never more than twice as long', () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(SMALLEST_RECORD, SMALLEST_FILE), (given, floor) => {
        const padded = pad(given, floor);
        expect(unpad(padded, floor)).toEqual(given);
        expect(bucket(padded.length, floor)).toBe(padded.length);
        expect(padded.length).toBeLessThanOrEqual(Math.max(floor, 2 * (given.length + 8)));
      }),
    );
  });

  test('buckets never shrink, and waste little above 64 KiB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 65_537, max: 2 ** 40 }), (n) => {
        expect(bucket(n, SMALLEST_RECORD)).toBeGreaterThanOrEqual(n);
        expect(bucket(n, SMALLEST_RECORD)).toBeLessThan(n * 1.07);
        expect(bucket(bucket(n, SMALLEST_RECORD), SMALLEST_RECORD)).toBe(bucket(n, SMALLEST_RECORD));
      }),
    );
  });

  test('JSON that JavaScript can hold, `__proto__` included', () => {
    const whole = fc.jsonValue({ maxDepth: 5, noUnicodeString: false }).filter(writable);
    fc.assert(
      fc.property(whole, (value) => {
        expect(JSON.stringify(readValue(writeValue(value)))).toBe(JSON.stringify(value));
      }),
    );
  });
});

test('a text of a mebibyte is read, also when it is nothing but escapes', () => {
  for (const text of [
    'a'.repeat(1_000_000),
    '\n'.repeat(500_000),
    '\\"'.repeat(200_000),
    '\u{1F319}'.repeat(250_000),
  ]) {
    expect((readValue(writeValue({ text })) as { text: string }).text === text).toBe(true);
  }
});

/** Leaves out numbers that strict JSON cannot say, such as 1e21 and -0. */
function writable(value: unknown): boolean {
  try {
    writeValue(value);
    return true;
  } catch {
    return false;
  }
}

describe('opening undoes sealing, and nothing else opens', () => {
  test('any bytes under any context', () => {
    fc.assert(
      fc.property(bytes(32), anyBytes, anyBytes, (key, context, plain) => {
        expect(open(key, context, seal(key, context, plain, systemRandom))).toEqual(plain);
      }),
    );
  });

  test('a bit changed anywhere', () => {
    const key = systemRandom(32);
    const envelope = sealPayload(key, utf8('here'), { v: 1, kind: 'note' }, systemRandom);
    fc.assert(
      fc.property(fc.nat(envelope.length * 8 - 1), (bit) => {
        const changed = envelope.slice();
        changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
        expect(() => openPayload(key, utf8('here'), changed)).toThrow(CryptoFault);
      }),
    );
  });

  test('no two envelopes of the same words are alike', () => {
    const key = systemRandom(32);
    const one = (): string => hex(sealPayload(key, utf8(''), { text: 'the same' }, systemRandom));
    expect(new Set(Array.from({ length: 50 }, one)).size).toBe(50);
  });

  test('envelopes say only their bucket', () => {
    const key = systemRandom(32);
    fc.assert(
      fc.property(fc.nat(5_000), (length) => {
        const envelope = sealPayload(key, utf8(''), { text: 'a'.repeat(length) }, systemRandom);
        expect(allowedLength.record(envelope.length)).toBe(true);
      }),
    );
  });

  test('files of every size around a chunk', () => {
    const sizes = fc.constantFrom(0, 1, 65_527, 65_528, 65_529, 65_536, 131_064, 131_065, 200_000);
    fc.assert(
      fc.property(sizes, id, id, (size, accountId, attachmentId) => {
        const [key, content] = [systemRandom(32), systemRandom(Math.min(size, 65_536))];
        const { file, hash } = sealFile(key, { accountId, attachmentId }, content, systemRandom);
        expect(allowedLength.file(file.length)).toBe(true);
        expect(openFile(key, { accountId, attachmentId }, file, hash)).toEqual(content);
      }),
      { numRuns: 20 },
    );
  });

  test('a note written while locked opens for its own account and entry only', () => {
    fc.assert(
      fc.property(id, id, id, bytes(32), (accountId, entryId, other, ak) => {
        fc.pre(other !== entryId && other !== accountId);
        const keys = keyPair(ak, accountId);
        const drop = sealDrop(keys.publicKey, { accountId, entryId }, { v: 1, text: 'in the dark' }, systemRandom);
        expect(openDrop(keys, { accountId, entryId }, drop)).toEqual({ v: 1, text: 'in the dark' });
        expect(() => openDrop(keys, { accountId, entryId: other }, drop)).toThrow(CryptoFault);
        expect(() => openDrop(keyPair(ak, other), { accountId, entryId }, drop)).toThrow(CryptoFault);
      }),
      { numRuns: 20 },
    );
  });
});

test('bits are taken from the front', () => {
  expect(bitGroups(fromHex('8001'), 11, 1)).toEqual([0b10000000000]);
});
