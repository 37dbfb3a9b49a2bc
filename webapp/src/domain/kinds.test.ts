// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';

import { isShareable } from '../crypto/records/shares.ts';
import { answersOf, measures, moodWord, scales, unanswered } from './check-in.ts';
import { ENTRIES } from './generated/validators.js';
import { carried, declaredOf, isWriting, kinds } from './kinds.ts';
import { readAs, type CheckIn } from './payloads.ts';

const checkIn: CheckIn = {
  v: 1,
  kind: 'check_in',
  written_at: '2026-10-03T23:40:00Z',
  edited_at: null,
  zone: 'UTC',
  attachments: [{ id: 'a', key: 'k', hash: 'h', name: 'n', mime: 'm', size: 1 }],
  ...unanswered,
  mood: 4,
  feelings: ['calm'],
  words: 'x',
};

test('what may stand in a share is what the cryptography lets through', () => {
  for (const [kind, { shared }] of Object.entries(kinds)) expect(isShareable({ kind })).toBe(shared.length > 0);
  expect(isShareable({ kind: 'hello' })).toBe(false);
  expect(isShareable({ kind: 'of a later version' })).toBe(true);
});

test('a share carries declared fields and nothing a later version added', () => {
  const copy = carried({ ...checkIn, weather: 'rain', merged: true });
  expect(copy).toEqual({ ...checkIn, attachments: [] });
  expect(copy.feelings).not.toBe(checkIn.feelings);
});

test('a person writes notes and check-ins', () => {
  expect([...ENTRIES.keys()].filter((kind) => isWriting({ kind }))).toEqual(['note', 'check_in']);
  expect([declaredOf('toString'), declaredOf(undefined)]).toEqual([undefined, undefined]);
});

test('a check-in asks what is declared, in that order', () => {
  expect(measures).toEqual(['mood', ...scales.map(({ name }) => name)]);
  expect([moodWord(1), moodWord(5), moodWord(6)]).toEqual(['very low', 'very good', '6']);
  expect(answersOf(checkIn)).toEqual({ ...unanswered, mood: 4, feelings: ['calm'], words: 'x' });
});

test('a field that was added later is null where it is absent, and kept where it is not', () => {
  const isValid = (): boolean => true;
  const allowed = new Map([['check_in', { isValid, added: ['appetite', 'mood'] }]]);
  expect(readAs(checkIn, allowed)).toEqual({ ...checkIn, appetite: null });
  expect(readAs({ ...checkIn, appetite: 2 }, allowed)).toEqual({ ...checkIn, appetite: 2 });
});
