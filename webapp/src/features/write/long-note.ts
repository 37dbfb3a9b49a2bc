// SPDX-License-Identifier: AGPL-3.0-or-later
import { limits } from '../../domain/kinds.ts';
import { lengthOf } from '../../domain/text.ts';

/** Whether a note cannot hold this text. Counting characters is slow, so short texts are not counted. */
export function tooLong(text: string): boolean {
  return text.length > limits.note && lengthOf(text) > limits.note;
}

/**
 * The text in pieces a note can hold, nothing lost: joined again they are the text.
 *
 * A piece ends after a line or a word where one ends in its last thousand characters.
 */
export function inNotes(text: string, longest = limits.note): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > longest && lengthOf(rest) > longest) {
    const cut = goodPlace(rest, Array.from(rest).slice(0, longest).join('').length);
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}

function goodPlace(text: string, latest: number): number {
  const tail = text.slice(Math.max(0, latest - 1000), latest);
  const end = Math.max(tail.lastIndexOf('\n'), 0) || tail.lastIndexOf(' ');
  return end > 0 ? latest - tail.length + end + 1 : latest;
}
