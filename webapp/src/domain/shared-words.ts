// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which words of a text somebody else can read: found again in it, because a copy says its words and no place. */
import { sentencesOf } from './passage.ts';

/** From and to in UTF-16 code units, `to` exclusive. */
export interface Part {
  from: number;
  to: number;
}

/**
 * The parts of a text that stand in one of the copies, in order, none touching another.
 *
 * What was shared is marked wherever it stands. Where the text was changed since, its sentences that still stand in
 * the copy are; what was written since is not.
 */
export function sharedParts(text: string, copies: readonly string[]): Part[] {
  return joined(
    text,
    copies.filter((words) => words.trim() !== '').flatMap((words) => partsOf(text, words)),
  );
}

/** Whether all of a text is one part: then it needs no marks inside. */
export function isAll(text: string, parts: readonly Part[]): boolean {
  const [only, more] = parts;
  if (only === undefined || more !== undefined) return false;
  return text.slice(0, only.from).trim() === '' && text.slice(only.to).trim() === '';
}

function partsOf(text: string, words: string): Part[] {
  const whole = placesOf(text, words);
  if (whole.length > 0) return whole;
  const shared = new Set(sentencesOf(words).map((sentence) => sentence.text));
  return sentencesOf(text)
    .filter((sentence) => shared.has(sentence.text))
    .map(({ start, end }) => ({ from: start, to: end }));
}

function placesOf(text: string, words: string): Part[] {
  const found: Part[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length))
    found.push({ from: at, to: at + words.length });
  return found;
}

/** Parts with nothing but white space between them are one. */
function joined(text: string, parts: Part[]): Part[] {
  const made: Part[] = [];
  for (const part of [...parts].sort((one, other) => one.from - other.from)) {
    const last = made.at(-1);
    if (last !== undefined && text.slice(last.to, part.from).trim() === '') last.to = Math.max(last.to, part.to);
    else made.push({ ...part });
  }
  return made;
}
