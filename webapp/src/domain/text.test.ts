// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import names from '../../../tests/protocol/shown_names.json' with { type: 'json' };
import { firstWords, lengthOf, shownName, wellFormed } from './text.ts';

describe('a name somebody else chose', () => {
  test('shows nothing that hides, turns words around or is not there, and is the same again', () => {
    expect(names.map(([name]) => shownName(name!))).toEqual(names.map(([, shown]) => shown));
    expect(names.map(([, shown]) => shownName(shown!))).toEqual(names.map(([, shown]) => shown));
  });
});

describe('first words of a note', () => {
  test('a short note stands as it is, in one line', () => {
    expect(firstWords('  The door\n\nwas blue. ')).toBe('The door was blue.');
  });

  test('a long one is cut between words', () => {
    expect(firstWords('It keeps coming back to the water, and then to the door', 35)).toBe(
      'It keeps coming back to the water …',
    );
  });

  test('no half emoji and never longer than asked, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 5, max: 60 }), (text, most) => {
        const words = firstWords(text, most);
        expect(wellFormed(words)).toBe(wellFormed(text) === text ? words : wellFormed(words));
        expect(lengthOf(words)).toBeLessThanOrEqual(most + 2);
      }),
    );
  });
});

test('an emoji counts once', () => {
  expect(lengthOf('\u{1F319}a')).toBe(2);
});
