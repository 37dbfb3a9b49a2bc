// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { fromBase64url, toBase64url } from './wire.ts';

describe('bytes on the wire', () => {
  test('every length comes back as it went', () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
    }
  });

  test('a large envelope comes back as it went, in the same letters Node writes', () => {
    const bytes = new Uint8Array(200_001).map((_, at) => (at * 7919) % 256);
    expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
  });

  test.each(['A', 'AA=', 'A A', 'AB', 'A+', 'A/', 'Aé', 'AAAAA'])('%j is refused', (text) => {
    expect(fromBase64url(text)).toBeNull();
  });
});
