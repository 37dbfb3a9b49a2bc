// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { isWeakPin, pinDigits } from './pin.ts';

describe('a PIN', () => {
  test('is six digits or more, however they are grouped', () => {
    expect(pinDigits('271 828')).toBe('271828');
    for (const typed of ['27182', '', 'abcdef', '２７１８２８', '1'.repeat(33)]) expect(pinDigits(typed)).toBeNull();
  });

  test('is not what a stranger would try first', () => {
    for (const pin of ['000000', '123456', '987654', '121212', '123123', '12121212']) expect(isWeakPin(pin)).toBe(true);
    for (const pin of ['271828', '135790', '112233', '1234567899']) expect(isWeakPin(pin)).toBe(false);
  });
});
