// SPDX-License-Identifier: AGPL-3.0-or-later
/** Small things one does with a person's words. */

/** How long a text is as the payload limits count: code points, so an emoji is one where UTF-16 has two. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Each half of a surrogate pair becomes U+FFFD, so that no text is lost to a cut emoji. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Control, bidirectional and zero-width characters, and letters that look like nothing (interlude/names.py). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFFA0]/gu;

/**
 * A name somebody else chose, as it is shown: one line, in which nothing hides, turns other words around, or makes two
 * names look alike that are not. A name of nothing but that is shown as a question mark.
 */
export function shownName(name: string): string {
  const seen = name
    .replace(/[\t-\r\u2028\u2029]/gu, ' ')
    .replace(UNSEEN, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  return seen === '' ? '?' : seen;
}

/** The first words of a note in one line: at most `most` code points, cut between words, with an ellipsis. */
export function firstWords(text: string, most = 80): string {
  const line = text
    .slice(0, most * 8)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  if (characters.length <= most) return line;
  const cut = characters.slice(0, most + 1).join('');
  const space = cut.lastIndexOf(' ');
  const kept = space > most / 2 ? cut.slice(0, space) : characters.slice(0, most).join('');
  return `${kept.replace(/[\s.,;:!?…–—-]+$/, '')} …`;
}
