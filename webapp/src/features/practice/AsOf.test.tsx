// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { asOfWords } from './AsOf.tsx';

const HERE = { now: new Date('2026-10-03T12:33:00Z'), zone: 'Europe/Berlin' };
const AT = new Date('2026-10-03T12:32:00Z');

it('Theo is told as of when he reads', () => {
  expect(asOfWords({ at: AT, isLive: true }, 'idle', 'Ana R.', HERE)).toBe(
    'Only what Ana R. chose to share, as of 14:32.',
  );
  expect(asOfWords({ at: AT, isLive: true }, 'sending', null, HERE)).toContain('As of 14:32.');
});

it('and that the server is silent, when it is', () => {
  const yesterday = new Date('2026-10-02T12:32:00Z');
  for (const state of ['offline', 'sending', 'trouble', 'signed_out'] as const)
    expect(asOfWords({ at: yesterday, isLive: false }, state, 'Ana R.', HERE)).toContain(
      'No word from the server since yesterday, 14:32.',
    );
});

it('and nothing as known before it has come', () => {
  expect(asOfWords({ at: null, isLive: false }, 'sending', null, HERE)).toBe('Fetching what was shared with you.');
  expect(asOfWords({ at: null, isLive: false }, 'offline', null, HERE)).toContain('isn’t on this device yet');
});
