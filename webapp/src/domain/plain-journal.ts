import * as m from '../messages/index.ts';
import { moodWord, scales } from './check-in.ts';
import { purposeWords } from './course.ts';
import { dayKey, formatTime, knownZone } from './dates.ts';
import { validateEntry, type Appointment, type Attachment, type CheckIn, type Entry, type Note } from './payloads.ts';

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

/**
 * Never in an open file: there is nothing to read in them, two of them are keys, and of a contact only the name is
 * said.
 */
const LEFT_OUT = new Set(['deleted', 'invite', 'retired_key', 'contact']);
/** Kept, but nothing anybody wrote. */
const NOT_WRITTEN = new Set([...LEFT_OUT, 'settings']);

const LATER_VERSION = m.plain_written_with_a_later_version();

/** What an open file may hold, oldest writing first. */
export function openly(entries: readonly KeptEntry[]): KeptEntry[] {
  const kept = entries.filter(({ payload }) => !LEFT_OUT.has(kindOf(payload)));
  return kept.sort(
    (one, other) =>
      dateOf(one.payload.written_at).getTime() - dateOf(other.payload.written_at).getTime() ||
      (one.entryId < other.entryId ? -1 : 1),
  );
}

/** What was written, oldest first. */
export function piecesOf({ entries, zone }: PlainJournal): Piece[] {
  const names = namesByPairing(entries);
  const pieces = entries
    .filter(({ payload }) => !NOT_WRITTEN.has(kindOf(payload)))
    .map((entry) => piece(entry, zone, names));
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

const kindOf = (payload: Record<string, unknown>): string => (typeof payload.kind === 'string' ? payload.kind : '');

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
  const inside = read.ok ? insideOf(read.entry, names) : null;
  const { facts, words, attachments } = inside ?? { facts: [LATER_VERSION], words: '', attachments: [] };
  return {
    entryId,
    at: read.ok && read.entry.kind === 'appointment' ? new Date(read.entry.starts_at) : dateOf(payload.written_at),
    zone,
    facts,
    words,
    attachments,
  };
}

type Inside = Pick<Piece, 'facts' | 'words' | 'attachments'>;

function insideOf(entry: Entry, names: ReadonlyMap<string, string>): Inside | null {
  switch (entry.kind) {
    case 'note':
      return noteInside(entry);
    case 'check_in':
      return checkInInside(entry);
    case 'appointment':
      return appointmentInside(entry, names);
    default:
      return null;
  }
}

const noteInside = ({ text: words, attachments }: Note): Inside => ({ facts: [], words, attachments });

function checkInInside(entry: CheckIn): Inside {
  const answered = scales.filter(({ name }) => entry[name] !== null);
  const facts = [
    m.phrase_mood_mood({ mood: moodWord(entry.mood) }),
    ...answered.map(({ name, label, low, high }) => m.plain_scale({ label, answer: entry[name] ?? '', low, high })),
    ...(entry.feelings.length === 0 ? [] : [m.plain_feelings_feelings({ feelings: entry.feelings.join(', ') })]),
  ];
  return { facts, words: entry.words, attachments: entry.attachments };
}

function appointmentInside(
  { purpose, minutes, cancelled, pairing_id, attachments }: Appointment,
  names: ReadonlyMap<string, string>,
): Inside {
  const name = names.get(pairing_id);
  const parts = [
    m.plain_appointment_purpose({ purpose: purposeWords[purpose] }),
    name === undefined ? '' : m.plain_with_name({ name }),
    minutes === null ? '' : m.phrase_minutes_minutes({ minutes }),
    cancelled ? 'cancelled' : '',
  ];
  return { facts: [parts.filter((part) => part !== '').join(', ')], words: '', attachments };
}

/** The beginning of time for what says no date: it stands first, and is there. */
function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
