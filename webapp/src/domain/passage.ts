// SPDX-License-Identifier: AGPL-3.0-or-later
/** Marking a passage of a note: whole sentences that follow each other, chosen one by one. */

/** One sentence (or paragraph) of a text. Offsets in UTF-16 units, `end` exclusive. */
export interface Piece {
  start: number;
  end: number;
  text: string;
  /** It begins a paragraph. */
  opens: boolean;
}

/** The first and the last chosen piece, both included; null: none. */
export type Marked = readonly [first: number, last: number] | null;

/** A list of more sentences than this is too long to tick in: then words are selected in the text itself. */
const MOST_SENTENCES = 80;

/** A text without spaces or full stops is still cut somewhere a thumb can reach. */
const LONGEST_PIECE = 1200;

/**
 * Cut a text into the pieces that can be marked.
 *
 * No piece holds white space at its ends, none is empty, and every other character of the
 * text is in exactly one of them.
 */
export function cutIntoPieces(text: string): Piece[] {
  return sentencesOf(text).flatMap((piece) => shortened(piece));
}

export function canTick(pieces: readonly Piece[]): boolean {
  return pieces.length > 1 && pieces.length <= MOST_SENTENCES;
}

/** A selection within a text, in UTF-16 code units, `end` exclusive; null: none. */
export type Selected = { start: number; end: number } | null;

/**
 * What is selected in a field that shows a text, without white space at its ends.
 *
 * @param from, to as the field counts: it knows one line break only, and one is two characters long in some texts.
 */
export function selectedIn(text: string, from: number, to: number): Selected {
  const start = offsetIn(text, Math.min(from, to));
  const [piece] = trimmed(text, start, offsetIn(text, Math.max(from, to)), false);
  return piece === undefined ? null : wholeCharacters(text, piece.start, piece.end);
}

/** Null where all or nothing is selected: that is the note itself, or no passage of it. */
export function excerptSelected(text: string, selected: Selected): Selected {
  const [all] = trimmed(text, 0, text.length, false);
  return selected === null || (all?.start === selected.start && all.end === selected.end) ? null : selected;
}

function offsetIn(text: string, shown: number): number {
  if (!text.includes('\r\n')) return shown;
  let at = 0;
  for (let passed = 0; passed < shown && at < text.length; passed += 1) at += text.startsWith('\r\n', at) ? 2 : 1;
  return at;
}

/** An end within a character takes all of it in. */
function wholeCharacters(text: string, start: number, end: number): { start: number; end: number } {
  const isInside = (at: number) => /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1));
  return { start: isInside(start) ? start - 1 : start, end: isInside(end) ? end + 1 : end };
}

/**
 * Tick or untick one piece.
 *
 * A passage has no gaps: ticking further away takes what lies between with it, unticking an
 * end shortens it, and unticking in the middle ends the passage before that piece.
 */
export function toggle(marked: Marked, piece: number): Marked {
  if (marked === null) return [piece, piece];
  const [first, last] = marked;
  if (piece < first || piece > last) return [Math.min(first, piece), Math.max(last, piece)];
  if (piece === first) return first === last ? null : [first + 1, last];
  return [first, piece - 1];
}

/** What is marked as offsets into the text, or null where all or nothing of it is. */
export function excerptOf(pieces: readonly Piece[], marked: Marked): { start: number; end: number } | null {
  if (marked === null) return null;
  const [first, last] = [pieces[marked[0]], pieces[marked[1]]];
  if (!first || !last || isWhole(pieces, marked)) return null;
  return { start: first.start, end: last.end };
}

/** Everything is ticked: that is the note itself, no passage of it. */
export function isWhole(pieces: readonly Piece[], marked: Marked): boolean {
  return marked !== null && marked[0] === 0 && marked[1] === pieces.length - 1;
}

/** The sentences of a text, in order. */
export function sentencesOf(text: string): Piece[] {
  return paragraphsOf(text).flatMap((paragraph) => sentencesIn(paragraph));
}

function paragraphsOf(text: string): Piece[] {
  return [...text.matchAll(/[^\n\r]+/g)].flatMap((match) =>
    trimmed(text, match.index, match.index + match[0].length, true),
  );
}

function sentencesIn(paragraph: Piece): Piece[] {
  return breaksOf(paragraph.text).flatMap(([from, to], at) =>
    trimmed(paragraph.text, from, to, at === 0).map((piece) => moved(piece, paragraph.start)),
  );
}

/** Where sentences begin and end, by the device's own knowledge of the writing where it has it. */
function breaksOf(text: string): [from: number, to: number][] {
  if ('Segmenter' in Intl) {
    const segments = [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)];
    return segments.map(({ index, segment }) => [index, index + segment.length]);
  }
  return [...text.matchAll(/.+?(?:[.!?…]+["'”’»)]*(?=\s)|$)/gsu)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
}

function trimmed(text: string, from: number, to: number, opens: boolean): Piece[] {
  const part = text.slice(from, to);
  const start = from + (part.length - part.trimStart().length);
  const kept = part.trim();
  return kept === '' ? [] : [{ start, end: start + kept.length, text: kept, opens }];
}

function moved(piece: Piece, by: number): Piece {
  return { ...piece, start: piece.start + by, end: piece.end + by };
}

/** Cuts at the last space before the limit, or between two characters, never within one. */
function shortened(piece: Piece): Piece[] {
  if (piece.text.length <= LONGEST_PIECE) return [piece];
  const at = cutAt(piece.text);
  const head = trimmed(piece.text, 0, at, piece.opens);
  const rest = trimmed(piece.text, at, piece.text.length, false);
  return [...head, ...rest].flatMap((part) => shortened(moved(part, piece.start)));
}

function cutAt(text: string): number {
  const space = text.lastIndexOf(' ', LONGEST_PIECE);
  if (space > LONGEST_PIECE / 2) return space;
  const code = text.charCodeAt(LONGEST_PIECE);
  const insideOfOne = code >= 0xdc00 && code <= 0xdfff;
  return insideOfOne ? LONGEST_PIECE - 1 : LONGEST_PIECE;
}
