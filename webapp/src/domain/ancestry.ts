// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What a revision of an entry descends from, as it is sealed inside it (PROTOCOL §7); Python reads and writes the
 * same: interlude/protocol/ancestry.py.
 */

/** The name beside `v` and `kind`; no kind has a field of that name. */
export const ANCESTORS = 'ancestors';
/** So many are carried, always: a list that grew would say in the envelope's length how long the text beside it is. */
const MOST = 32;
const LETTERS = 12;
const FORM = new RegExp(`^[A-Za-z0-9_-]{${MOST * LETTERS}}$`);
const NONE = 'A'.repeat(LETTERS);
/** There are others, which have no room or were written before marks were carried. */
const OTHERS = '_'.repeat(LETTERS);

type Payload = Record<string, unknown>;

/** Marks of the revisions one was made of, newest first; `isComplete`: those are all there ever were. */
export interface Ancestry {
  marks: readonly string[];
  isComplete: boolean;
}

/** @returns null where nothing is said, or not in this form: then it is unknown */
export function readAncestry(value: unknown): Ancestry | null {
  if (typeof value !== 'string' || !FORM.test(value)) return null;
  const all = Array.from({ length: MOST }, (_, at) => value.slice(at * LETTERS, (at + 1) * LETTERS));
  return { marks: all.filter((mark) => mark !== NONE && mark !== OTHERS), isComplete: !all.includes(OTHERS) };
}

/** What is sealed into a revision made of these, each with its own mark first; of none, if it is the first. */
export function writeAncestry(parents: readonly Ancestry[]): string {
  const marks = inTurn(parents.map((parent) => parent.marks));
  const isComplete = parents.every((parent) => parent.isComplete) && marks.length <= MOST;
  const named = isComplete ? marks : [...marks.slice(0, MOST - 1), OTHERS];
  return [...named, ...Array.from({ length: MOST - named.length }, () => NONE)].join('');
}

/** The newest of each, then the next of each, so that none is crowded out by another; each once. */
function inTurn(lines: readonly (readonly string[])[]): string[] {
  const longest = Math.max(0, ...lines.map((line) => line.length));
  const all = Array.from({ length: longest }, (_, at) => lines.flatMap((line) => line[at] ?? []));
  return [...new Set(all.flat())];
}

/** What a person wrote and what it descends from, apart. */
export function withoutAncestry(payload: Payload): { content: Payload; ancestry: Ancestry | null } {
  const { [ANCESTORS]: sealed, ...content } = payload;
  return { content, ancestry: readAncestry(sealed) };
}
