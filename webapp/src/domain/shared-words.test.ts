// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { isAll, sharedParts } from './shared-words.ts';

const NOTE = 'Rain all day. At the market I said yes. He took the potatoes.\n\nI rang my sister.';
const marked = (text: string, copies: string[]): string[] =>
  sharedParts(text, copies).map(({ from, to }) => text.slice(from, to));

describe('the words of Ana’s note that Dr. Lin can read', () => {
  it('are those of the passage, and no others', () => {
    expect(marked(NOTE, ['At the market I said yes. He took the potatoes.'])).toEqual([
      'At the market I said yes. He took the potatoes.',
    ]);
    expect(isAll(NOTE, sharedParts(NOTE, ['Rain all day.']))).toBe(false);
  });

  it('may begin and end within a sentence', () => {
    expect(marked(NOTE, ['market I said'])).toEqual(['market I said']);
  });

  it('are all of it when all of it was shared', () => {
    expect(isAll(NOTE, sharedParts(NOTE, [NOTE]))).toBe(true);
  });

  it('do not come to be what she wrote since', () => {
    expect(marked(`${NOTE} She did not answer.`, [NOTE])).toEqual([NOTE]);
    expect(marked(NOTE.replace('yes', 'no'), [NOTE])).toEqual([
      'Rain all day.',
      'He took the potatoes.\n\nI rang my sister.',
    ]);
    expect(marked('All new.', [NOTE])).toEqual([]);
  });

  it('are two passages, or one where nothing but space is between', () => {
    expect(marked(NOTE, ['Rain all day.', 'I rang my sister.'])).toEqual(['Rain all day.', 'I rang my sister.']);
    expect(marked(NOTE, ['Rain all day.', 'At the market I said yes.'])).toEqual([
      'Rain all day. At the market I said yes.',
    ]);
  });

  it('are none where nothing is shared', () => {
    expect(marked(NOTE, [])).toEqual([]);
    expect(marked('', [''])).toEqual([]);
  });
});
