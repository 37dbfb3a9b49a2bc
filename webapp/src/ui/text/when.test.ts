// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { here, onDay, shortDay } from './when.ts';

const HERE = { now: new Date('2026-10-03T10:50:00Z'), zone: 'Europe/Berlin' };

describe('days in a sentence', () => {
  it.each([
    ['2026-10-03T07:00:00Z', 'today'],
    ['2026-10-02T22:30:00Z', 'today'],
    ['2026-10-02T21:30:00Z', 'yesterday'],
    ['2026-09-29T07:00:00Z', 'on Tuesday'],
    ['2026-09-19T07:00:00Z', 'on Saturday, 19 September'],
  ])('%s follows a verb as "%s"', (at, words) => {
    expect(onDay(new Date(at), HERE)).toBe(words);
  });

  it('are named without their weekday where it would be too much', () => {
    expect(shortDay(new Date('2026-09-19T07:00:00Z'), HERE)).toBe('19 September');
    expect(shortDay(new Date('2025-12-31T07:00:00Z'), HERE)).toBe('31 December 2025');
  });

  it('are those of this device', () => {
    expect(here().zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});
