// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../messages/index.ts';
import { dayKey, formatTime, knownZone } from './dates.ts';
import { declaredOf, kinds, type FieldDeclared } from './kinds.ts';
import { validateEntry, type Attachment, type Entry, type Refusal } from './payloads.ts';

/** A journal in plain words, as it leaves the app: what the reader of an archive shows and the open files hold. */

/** One entry, opened. */
export interface KeptEntry {
  entryId: string;
  revision: number;
  payload: Record<string, unknown>;
}

/**
 * Whose journal, and what of it does not open. `created` is RFC 3339, `zone` where dates without one of their own are
 * said.
 */
export interface PlainJournal {
  login: string;
  role: string;
  created: string;
  zone: string;
  entries: readonly KeptEntry[];
  unreadable: readonly { entryId: string | null; revision: number }[];
}

/** One thing that was written, in words. `facts`: lines that are not the person's own words. */
export interface Piece {
  entryId: string;
  at: Date;
  zone: string;
  facts: string[];
  words: string;
  attachments: readonly Attachment[];
}

/** Pieces of one day; `heading` is the date in full. */
export interface PlainDay {
  key: string;
  heading: string;
  pieces: Piece[];
}

/** What is said of an entry that is not put into words here. */
const NOT_IN_WORDS: Readonly<Record<Refusal['why'], string>> = {
  newer: m.plain_written_with_a_later_version(),
  unreadable: m.plain_cannot_be_read(),
};

/** What an open file may hold, oldest writing first. */
export function openly(entries: readonly KeptEntry[]): KeptEntry[] {
  const kept = entries.filter(({ payload }) => declaredOf(payload.kind)?.export !== 'left_out');
  return kept.sort(
    (one, other) =>
      dateOf(one.payload.written_at).getTime() - dateOf(other.payload.written_at).getTime() ||
      (one.entryId < other.entryId ? -1 : 1),
  );
}

/** What was written, oldest first. */
export function piecesOf({ entries, zone }: PlainJournal): Piece[] {
  const names = namesByPairing(entries);
  const pieces = entries.filter(({ payload }) => isWritten(payload.kind)).map((entry) => piece(entry, zone, names));
  return pieces.sort((one, other) => one.at.getTime() - other.at.getTime() || (one.entryId < other.entryId ? -1 : 1));
}

/** Everybody this journal was ever shared with, or who shared with it, each name once. */
export function peopleOf({ entries }: PlainJournal): string[] {
  return [...new Set(namesByPairing(entries).values())].sort((one, other) => one.localeCompare(other, 'en'));
}

/** The days of pieces, in the order they come; each by the clock of the place it was written in. */
export function daysOf(pieces: readonly Piece[]): PlainDay[] {
  const days: PlainDay[] = [];
  for (const one of pieces) {
    const key = dayKey(one.at, one.zone);
    const last = days.at(-1);
    if (last?.key === key) last.pieces.push(one);
    else days.push({ key, heading: fullDate(one.at, one.zone), pieces: [one] });
  }
  return days;
}

/** `14:07`, the hour it was there. */
export const timeOf = ({ at, zone }: Piece): string => formatTime(at, { now: at, zone });

/** "3 entries", or what else there is to say of a number of them. */
export function counted(count: number): string {
  return m.plain_entries({ shown: count.toLocaleString('en-GB'), count });
}

/** `Friday, 3 October 2026`. */
export function fullDate(at: Date, zone: string): string {
  const told: Intl.DateTimeFormatOptions = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: knownZone(zone),
  };
  return new Intl.DateTimeFormat('en-GB', told).format(at).replace(/^(\p{L}+) /u, '$1, ');
}

/** Whether a kind is put into words: also one nobody knows yet, of which that much is said. */
const isWritten = (kind: unknown): boolean => (declaredOf(kind)?.export ?? 'written') === 'written';

function namesByPairing(entries: readonly KeptEntry[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { payload } of entries) {
    const read = validateEntry(payload);
    if (read.ok && read.entry.kind === 'contact') names.set(read.entry.pairing_id, read.entry.name);
  }
  return names;
}

function piece({ entryId, payload }: KeptEntry, home: string, names: ReadonlyMap<string, string>): Piece {
  const read = validateEntry(payload);
  const zone = typeof payload.zone === 'string' ? payload.zone : home;
  if (!read.ok) {
    return {
      entryId,
      at: dateOf(payload.written_at),
      zone,
      facts: [NOT_IN_WORDS[read.why]],
      words: '',
      attachments: [],
    };
  }
  const { entry } = read;
  const { placeInTime, words, lines, fields } = kinds[entry.kind];
  const said = lines.map((line) => line.map((name) => inWords(fields[name], entry[name], names)));
  return {
    entryId,
    at: dateOf(entry[placeInTime ?? 'written_at']),
    zone,
    facts: said.map((parts) => parts.filter((part) => part !== '').join(', ')).filter((line) => line !== ''),
    words: words === null ? '' : String(entry[words]),
    attachments: attachmentsOf(entry),
  };
}

/** One field in plain text; nothing where nothing is said. Of a pairing's id the name of the person is said. */
function inWords(field: FieldDeclared | undefined, value: unknown, names: ReadonlyMap<string, string>): string {
  if (field?.line === undefined || value === null || value === false) return '';
  const said = Array.isArray(value) ? value.join(', ') : wordOf(field, value, names);
  return said === '' ? '' : field.line.replace('{}', () => said);
}

function wordOf(field: FieldDeclared, value: unknown, names: ReadonlyMap<string, string>): string {
  const said = String(value);
  if (field.isPerson === true) return names.get(said) ?? '';
  return (typeof value === 'number' ? field.scale?.words?.[value - 1] : undefined) ?? said;
}

const attachmentsOf = (entry: Entry): readonly Attachment[] =>
  'attachments' in entry ? (entry.attachments as Attachment[]) : [];

/** The beginning of time for what says no date: it stands first, and is there. */
function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
