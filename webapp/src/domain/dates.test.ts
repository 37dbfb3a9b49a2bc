// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { dayHeading, dayKey, daysFromToday, formatDay, formatTime, groupByDay, relativeDay } from './dates.ts';

const berlin = { now: new Date('2026-10-03T20:30:00Z'), zone: 'Europe/Berlin' };
const at = (text: string): Date => new Date(text);

describe('days in words', () => {
  test.each([
    ['2026-10-03T21:59:00Z', 'today'],
    ['2026-10-03T22:00:00Z', 'tomorrow'], // midnight in Berlin
    ['2026-10-02T21:59:00Z', 'yesterday'],
    ['2026-09-28T10:00:00Z', 'Monday'],
    ['2026-09-26T10:00:00Z', 'Saturday, 26 September'],
    ['2025-10-03T10:00:00Z', 'Friday, 3 October 2025'],
  ])('%s is %s on a Saturday evening in Berlin', (when, words) => {
    expect(relativeDay(at(when), berlin)).toBe(words);
  });

  test('a heading names the day, yesterday by its word', () => {
    expect(dayHeading(at('2026-10-02T10:00:00Z'), berlin)).toBe('Yesterday');
    expect(dayHeading(at('2026-10-01T10:00:00Z'), berlin)).toBe('Thursday, 1 October');
  });

  test('the day clocks go back is one day, not two', () => {
    const monday = { now: at('2026-10-26T12:00:00Z'), zone: 'Europe/Berlin' };
    expect(daysFromToday(at('2026-10-25T00:30:00Z'), monday)).toBe(-1);
    expect(daysFromToday(at('2026-10-24T22:30:00Z'), monday)).toBe(-1);
  });

  test('the hour is the hour it was there', () => {
    expect(formatTime(at('2026-10-03T21:40:00Z'), berlin)).toBe('23:40');
    expect(formatTime(at('2026-10-03T22:05:00Z'), berlin)).toBe('00:05');
  });

  test('another language says it its own way, and a zone nobody knows is UTC', () => {
    expect(formatDay(berlin.now, { ...berlin, language: 'de' })).toBe('Samstag, 3. Oktober');
    expect(dayKey(at('2026-10-03T23:30:00Z'), 'Mars/Olympus')).toBe('2026-10-03');
  });
});

test('a timeline falls into days in the order it came', () => {
  const times = ['2026-10-03T20:00:00Z', '2026-10-03T08:00:00Z', '2026-10-02T08:00:00Z'].map(at);
  const days = groupByDay(times, (time) => time, berlin);
  expect(days.map(({ heading, items }) => [heading, items.length])).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
  ]);
});
