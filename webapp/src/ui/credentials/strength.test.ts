// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';

import { bitsOf, ENOUGH_BITS } from './strength.ts';

test('six generated words are far more than enough', async () => {
  expect(await bitsOf('chat raw master gym brain kingdom', [])).toBeGreaterThan(ENOUGH_BITS);
});

test('what people choose first is not enough', async () => {
  for (const weak of ['password1', 'blue door', 'Sommer2026!', 'qwertyuiop']) {
    expect(await bitsOf(weak, []), weak).toBeLessThan(ENOUGH_BITS);
  }
});

test('one’s own sign-in name adds nothing', async () => {
  expect(await bitsOf('mirabelle-kowalczyk', ['mirabelle-kowalczyk'])).toBeLessThan(20);
});

test('of a very long password the first 128 letters are looked at, so that an answer always comes', async () => {
  const long = 'lantern river '.repeat(70);
  expect(await bitsOf(long, [])).toBe(await bitsOf(long.slice(0, 128), []));
});
