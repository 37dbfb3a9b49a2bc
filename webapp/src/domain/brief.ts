// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The brief: what a therapist reads in the ten minutes before an appointment.
 *
 * Composed on her own device from what this one person shared with her, and from nothing
 * else: it is given no private entry, so it can hold no trace of one, not even a count.
 */
import { courseOf, endOf, lastOf, nextOf, occasionOf, placeInCourse, type Planned } from './course.ts';
import { dayKey, type Here } from './dates.ts';
import { byMeasure, type Measure } from './check-in.ts';
import { isWritingKind, type ShareKind, type WritingKind } from './kinds.ts';
import type { Refusal, Share, SharedCheckIn } from './payloads.ts';

/** One received share, as much of it as the brief needs. `payload` was checked against `kind` when it was opened. */
export interface BriefShare {
  pairingId: string;
  shareId: string;
  revision: number;
  kind: ShareKind | Refusal['why'];
  payload: object | null;
  keptAt: string;
  openedAt: string | null;
}

/** What the page needs to tell the ledger that a share was read. */
export interface ShareName {
  shareId: string;
  revision: number;
}

/** Words the patient chose to show: a note, a passage of one, or a check-in that has words or feelings. */
export interface Passage extends ShareName {
  copy: SharedWriting;
  writtenAt: Date;
  /** "the night after medicine", or null where no appointment explains the moment. */
  occasion: string | null;
  openedAt: string | null;
}

type SharedWriting = Extract<Share, { kind: WritingKind }>;

/** One shared check-in: each measure 1..5, or null where it was left out. */
export interface CheckInRow extends ShareName, Record<Measure, number | null> {
  writtenAt: Date;
  zone: string;
  occasion: string | null;
  feelings: readonly string[];
  openedAt: string | null;
}

/** One point of a line: when, in milliseconds, the value 1..5, and the IANA zone it was answered in. */
export interface Point {
  at: number;
  value: number;
  zone: string;
}

/** Today's appointment, until the day is over, or the next; and its place among those of its purpose. */
export interface Heading<A extends Planned> {
  appointment: A;
  /** "fourth of six", or null for the only one. */
  place: string | null;
  /** It has begun, and is not over. */
  on: boolean;
}

export interface Brief<A extends Planned> {
  next: Heading<A> | null;
  /** The end of the last appointment before today: what came after it is new for this one. */
  since: Date | null;
  /** Shared since then, newest writing first. */
  fresh: readonly Passage[];
  /** Shared before it, newest writing first. */
  earlier: readonly Passage[];
  /** Every shared check-in, newest first. */
  checkIns: readonly CheckInRow[];
  /** Oldest first. A measure nobody answered has an empty line. */
  lines: Readonly<Record<Measure, readonly Point[]>>;
  /** The appointments within the reach of the lines, soonest first. */
  marks: readonly A[];
  /** Shares made with a newer app. */
  newer: number;
  /** Shares that did not open here. */
  unreadable: number;
}

/**
 * Compose the brief of one person.
 *
 * @param shares everything received; what belongs to other pairings is left out.
 * @param appointments of any pairing, in any order; cancelled ones are left out.
 */
export function composeBrief<A extends Planned>(given: {
  pairingId: string;
  shares: readonly BriefShare[];
  appointments: readonly A[];
  /** Where the reader is: her day decides how long today's brief stays. */
  here: Here;
}): Brief<A> {
  const course = courseOf(given.appointments, given.pairingId);
  const shares = given.shares.filter(({ pairingId }) => pairingId === given.pairingId);
  const since = endOfLast(course, given.here);
  const passages = passagesOf(shares, course);
  const checkIns = rowsOf(shares, course);
  const lines = linesOf(checkIns);
  const isFresh = ({ shareId }: ShareName) => since === null || keptAfter(shares, shareId, since);
  return {
    next: headingOf(course, given.here),
    since,
    fresh: passages.filter(isFresh),
    earlier: passages.filter((passage) => !isFresh(passage)),
    checkIns,
    lines,
    marks: marksWithin(course, lines.mood),
    newer: shares.filter(({ kind }) => kind === 'newer').length,
    unreadable: shares.filter(({ kind }) => kind === 'unreadable').length,
  };
}

/** Whether something of this person is waiting that the therapist has not had on her screen. */
export function somethingNew(shares: readonly BriefShare[], pairingId: string): boolean {
  return shares.some((share) => share.pairingId === pairingId && isWriting(share) && share.openedAt === null);
}

/** Today's appointment stays at the head when it is over, with all that was new for it: notes are written after it. */
function headingOf<A extends Planned>(course: readonly A[], here: Here): Heading<A> | null {
  const today = course.filter((one) => dayOf(one, here) === 0);
  const appointment = nextOf(today, here.now) ?? today.at(-1) ?? nextOf(course, here.now);
  if (!appointment) return null;
  const isOn = appointment.startsAt <= here.now && endOf(appointment) > here.now.getTime();
  return { appointment, place: placeInCourse(course, appointment), on: isOn };
}

function endOfLast(course: readonly Planned[], here: Here): Date | null {
  const last = lastOf(
    course.filter((one) => dayOf(one, here) < 0),
    here.now,
  );
  return last && new Date(endOf(last));
}

/** Before today, today, or after: −1, 0, 1. */
function dayOf({ startsAt }: Planned, { now, zone }: Here): number {
  const [day, today] = [dayKey(startsAt, zone), dayKey(now, zone)];
  return day === today ? 0 : day < today ? -1 : 1;
}

function passagesOf(shares: readonly BriefShare[], course: readonly Planned[]): Passage[] {
  return shares
    .flatMap((share) => {
      const copy = copyOf(share);
      return copy && hasWords(copy) ? [{ ...written(share, copy, course), copy }] : [];
    })
    .sort(newestFirst);
}

function hasWords(copy: SharedWriting): boolean {
  return copy.kind === 'note' || copy.words.trim() !== '' || copy.feelings.length > 0;
}

function rowsOf(shares: readonly BriefShare[], course: readonly Planned[]): CheckInRow[] {
  return shares
    .flatMap((share) => {
      const copy = copyOf(share);
      return copy?.kind === 'check_in' ? [rowOf(share, copy, course)] : [];
    })
    .sort(newestFirst);
}

function rowOf(share: BriefShare, checkIn: SharedCheckIn, course: readonly Planned[]): CheckInRow {
  const { feelings, zone } = checkIn;
  return { ...written(share, checkIn, course), zone, feelings, ...byMeasure((name) => checkIn[name]) };
}

/** The writing in a share; null for an appointment and for what cannot be shown here. */
function copyOf(share: BriefShare): SharedWriting | null {
  if (!isWriting(share)) return null;
  return share.payload as SharedWriting;
}

function written(share: BriefShare, content: SharedWriting, course: readonly Planned[]) {
  const writtenAt = new Date(content.written_at);
  return {
    shareId: share.shareId,
    revision: share.revision,
    openedAt: share.openedAt,
    writtenAt,
    occasion: occasionOf(course, writtenAt, content.zone),
  };
}

function linesOf(checkIns: readonly CheckInRow[]): Record<Measure, Point[]> {
  const line = (measure: Measure): Point[] =>
    checkIns
      .flatMap((row) => {
        const value = row[measure];
        return value === null ? [] : [{ at: row.writtenAt.getTime(), value, zone: row.zone }];
      })
      .reverse();
  return byMeasure(line);
}

/** A dose of the day before the first check-in still explains the line, so a little reach is given. */
const REACH = 3 * 24 * 3_600_000;

function marksWithin<A extends Planned>(course: readonly A[], line: readonly Point[]): A[] {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return [];
  const within = (at: number) => at >= first.at - REACH && at <= last.at + REACH;
  return course.filter(({ startsAt }) => within(startsAt.getTime()));
}

function keptAfter(shares: readonly BriefShare[], shareId: string, moment: Date): boolean {
  const share = shares.find((one) => one.shareId === shareId);
  return share !== undefined && new Date(share.keptAt) > moment;
}

function isWriting({ kind }: BriefShare): boolean {
  return isWritingKind(kind);
}

function newestFirst(a: { writtenAt: Date }, b: { writtenAt: Date }): number {
  return b.writtenAt.getTime() - a.writtenAt.getTime();
}
