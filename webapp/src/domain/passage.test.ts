// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canTick,
  cutIntoPieces,
  excerptOf,
  excerptSelected,
  isWhole,
  selectedIn,
  toggle,
  type Marked,
} from './passage.ts';

const DOOR = 'The door was blue. My mother’s hands were warm!\n\nLater I slept. "It was quiet," I said.';

function words(text: string): string[] {
  return cutIntoPieces(text).map((piece) => piece.text);
}

describe('a note is cut into sentences', () => {
  it('at their ends and at new lines', () => {
    expect(words(DOOR)).toEqual([
      'The door was blue.',
      'My mother’s hands were warm!',
      'Later I slept.',
      '"It was quiet," I said.',
    ]);
  });

  it('and each knows whether it begins a paragraph', () => {
    expect(cutIntoPieces(DOOR).map(({ opens }) => opens)).toEqual([true, false, true, false]);
  });

  it('and each stands where it says', () => {
    for (const { start, end, text } of cutIntoPieces(DOOR)) expect(DOOR.slice(start, end)).toBe(text);
  });

  it('nothing is lost or written twice, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        const pieces = cutIntoPieces(text);
        expect(
          pieces
            .map((piece) => piece.text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(text.replace(/\s/g, ''));
        pieces.forEach(({ start, end, text: own }, i) => {
          expect(text.slice(start, end)).toBe(own);
          expect(start).toBeGreaterThanOrEqual(pieces[i - 1]?.end ?? 0);
        });
      }),
    );
  });

  it('and a list too long to tick in is not offered', () => {
    expect(canTick(cutIntoPieces('One. '.repeat(80)))).toBe(true);
    expect(canTick(cutIntoPieces('One. '.repeat(81)))).toBe(false);
    expect(canTick(cutIntoPieces('One.'))).toBe(false);
  });

  it('one without a full stop is cut, but never within a character', () => {
    const pieces = cutIntoPieces('😀'.repeat(3001));
    expect(pieces.length).toBeGreaterThan(1);
    for (const { text } of pieces) expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('an entry of 200,000 characters in a moment', () => {
    expect(cutIntoPieces('Ich war müde und froh. '.repeat(8700)).length).toBeGreaterThan(100);
  });
});

describe('marking a passage', () => {
  it.each<[string, Marked, number, Marked]>([
    ['the first tick marks one', null, 2, [2, 2]],
    ['a tick further down takes what lies between', [1, 1], 4, [1, 4]],
    ['a tick further up too', [3, 4], 1, [1, 4]],
    ['unticking the first shortens it', [1, 4], 1, [2, 4]],
    ['unticking the last shortens it', [1, 4], 4, [1, 3]],
    ['unticking in the middle ends it before', [1, 4], 3, [1, 2]],
    ['unticking the only one leaves nothing', [2, 2], 2, null],
  ])('%s', (_, before, piece, after) => {
    expect(toggle(before, piece)).toEqual(after);
  });

  it('is a range of the text from its first to its last sentence', () => {
    const pieces = cutIntoPieces(DOOR);
    const passage = excerptOf(pieces, [1, 2]);
    expect(passage && DOOR.slice(passage.start, passage.end)).toBe('My mother’s hands were warm!\n\nLater I slept.');
  });

  it('is the note itself when everything is ticked', () => {
    const pieces = cutIntoPieces(DOOR);
    expect(isWhole(pieces, [0, 3])).toBe(true);
    expect(excerptOf(pieces, [0, 3])).toBeNull();
    expect(excerptOf(pieces, null)).toBeNull();
  });
});

describe('selecting words in the text itself', () => {
  const words = (text: string, from: number, to: number) => {
    const found = selectedIn(text, from, to);
    return found && text.slice(found.start, found.end);
  };

  it('takes them from anywhere in a sentence, without the space around them', () => {
    expect(words(DOOR, 3, 13)).toBe('door was');
    expect(words(DOOR, 13, 3)).toBe('door was');
    expect(words(DOOR, 3, 3)).toBeNull();
    expect(words(DOOR, 3, 4)).toBeNull();
  });

  it('takes no half of a character', () => {
    expect(words('a😀b', 2, 4)).toBe('😀b');
    expect(words('a😀b', 0, 2)).toBe('a😀');
  });

  it('finds the same words where a line break is two characters', () => {
    const text = 'one\r\ntwo\r\nthree';
    expect(words(text, 4, 7)).toBe('two');
    expect(words(text, 8, 13)).toBe('three');
  });

  it('is the note itself when everything is selected', () => {
    expect(excerptSelected(DOOR, selectedIn(DOOR, 0, DOOR.length))).toBeNull();
    expect(excerptSelected(DOOR, { start: 4, end: 8 })).toEqual({ start: 4, end: 8 });
    expect(excerptSelected(DOOR, null)).toBeNull();
  });
});
