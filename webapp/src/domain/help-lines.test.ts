// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dialled, helpLines, type HelpLine } from './help-lines.ts';

const BUILT_IN = { name: 'Emergency', number: '112', text: 'Call.' };
const listed = (...numbers: string[]): HelpLine[] => numbers.map((number) => ({ name: 'Line', number, text: '' }));
const numbersOf = (lines: readonly HelpLine[]): string[] => lines.map(({ number }) => number);

describe('whom Ana may call', () => {
  test('what is shown is what is dialled', () => {
    expect(numbersOf(helpLines(listed('+49 (0)30 / 310-031', '0800\u00a0111'), BUILT_IN))).toEqual([
      '+49 (0)30 / 310-031',
      '0800 111',
      '112',
    ]);
    expect(dialled('+49 (0)30 / 310-031')).toBe('+49030310031');
  });

  test.each([
    ['a mark that turns the digits around', '\u202e0800 111\u202c', '0800 111'],
    ['digits of another script beside ours', '\u0660800 1', '800 1'],
    ['a code of the telephone', '*21*0900#', '210900'],
    ['a link', 'javascript:alert(1)', '(1)'],
    ['words', 'ask your therapist', ''],
  ])('%s is neither shown nor dialled', (_what, number, shown) => {
    expect(numbersOf(helpLines(listed(number), BUILT_IN))).toEqual([shown, '112']);
  });

  test('the built-in line never goes, whatever a server lists', () => {
    const line = fc.record({ name: fc.string(), number: fc.string({ unit: 'binary' }), text: fc.string() });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const shown = helpLines(lines, BUILT_IN);
        expect(shown.at(-1)).toEqual(BUILT_IN);
        expect(shown.length).toBeLessThan(10);
        for (const { number } of shown) expect(number).toMatch(/^[0-9+()/ -]*$/);
      }),
    );
    expect(helpLines([{ name: 'Out of order', number: '1-1-2', text: 'Call 0900 instead' }], BUILT_IN)).toEqual([
      BUILT_IN,
    ]);
  });
});
