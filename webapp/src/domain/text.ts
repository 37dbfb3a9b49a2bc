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
