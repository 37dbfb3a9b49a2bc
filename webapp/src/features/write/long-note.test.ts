// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { inNotes, tooLong } from './long-note.ts';

describe('a text longer than one note', () => {
  test('is cut into notes with nothing lost', () => {
    const text = 'The door was blue. '.repeat(30);
    const notes = inNotes(text, 100);
    expect(notes.join('')).toBe(text);
    expect(Math.max(...notes.map((note) => note.length))).toBeLessThanOrEqual(100);
  });

  test('is cut between words where there are any', () => {
    expect(inNotes('one two three', 8)).toEqual(['one two ', 'three']);
  });

  test('never splits an emoji', () => {
    expect(inNotes('🌙'.repeat(5), 2)).toEqual(['🌙🌙', '🌙🌙', '🌙']);
  });

  test('counts an emoji as one character, as the limit does', () => {
    expect(tooLong('🌙'.repeat(200_000))).toBe(false);
    expect(tooLong('🌙'.repeat(200_001))).toBe(true);
  });
});
