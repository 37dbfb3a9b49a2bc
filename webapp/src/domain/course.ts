// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The course: the planned row of appointments of one pairing. Which comes next, which place
 * it has, and what a moment in between was near to ("the night after medicine").
 */
import { dayKey, formatTime } from './dates.ts';
import * as m from '../messages/index.ts';
import type { Appointment } from './payloads.ts';

export type Purpose = Appointment['purpose'];

/** One planned appointment, as much of it as the course needs. Lengths in minutes. */
export interface Planned {
  entryId: string;
  pairingId: string;
  purpose: Purpose;
  startsAt: Date;
  minutes: number | null;
  cancelled: boolean;
}

/** How each purpose is called in the middle of a sentence. */
export const purposeWords: Readonly<Record<Purpose, string>> = {
  preparation: m.course_preparation(),
  medicine: m.course_medicine(),
  integration: m.course_integration(),
  booster: m.course_booster(),
};
/** In the order of a course. */
export const purposes = Object.keys(purposeWords) as Purpose[];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An appointment without a stated length is taken to last this long. */
const USUAL_MINUTES = 60;

/** Before this hour it is still the night of the day before. */
const NIGHT_ENDS = 5;

/** When an appointment is over. */
export function endOf(planned: Pick<Planned, 'startsAt' | 'minutes'>): number {
  return planned.startsAt.getTime() + (planned.minutes ?? USUAL_MINUTES) * MINUTE;
}

/** The appointments of one pairing that stand, soonest first. */
export function courseOf<T extends Planned>(all: readonly T[], pairingId: string): T[] {
  return all
    .filter((one) => one.pairingId === pairingId && !one.cancelled)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

/** The appointment that is on, or comes next; null when nothing is planned. */
export function nextOf<T extends Planned>(course: readonly T[], now: Date): T | null {
  return course.find((one) => endOf(one) > now.getTime()) ?? null;
}

/** The last appointment that is over; null before the first. */
export function lastOf<T extends Planned>(course: readonly T[], now: Date): T | null {
  return course.filter((one) => endOf(one) <= now.getTime()).at(-1) ?? null;
}

/** The appointments that stand in the same time, whoever they are with; `besides` is the one being moved. */
export function overlapping<T extends Planned>(
  all: readonly T[],
  wanted: { startsAt: Date; minutes: number | null },
  besides: string | null,
): T[] {
  const [from, to] = [wanted.startsAt.getTime(), endOf(wanted)];
  return all.filter(
    (one) => !one.cancelled && one.entryId !== besides && one.startsAt.getTime() < to && endOf(one) > from,
  );
}

/**
 * Its place among those of the same purpose: "fourth of six".
 *
 * @returns null when it is the only one of its purpose: "first of one" says nothing.
 */
export function placeInCourse(course: readonly Planned[], planned: Planned): string | null {
  const alike = course.filter((one) => one.purpose === planned.purpose);
  const place = alike.findIndex((one) => one.entryId === planned.entryId);
  if (place < 0 || alike.length < 2) return null;
  return m.course_place({ place: place + 1, all: alike.length });
}

/**
 * What a moment was near to, in words: "the night after medicine".
 *
 * Named are: an appointment that was on, one of the same day or the day before, one of the
 * same day or the day after, and, up to a week back, medicine. Nearer ones win.
 *
 * @param zone the IANA zone the moment was lived in.
 * @returns null where no appointment explains it.
 */
export function occasionOf(course: readonly Planned[], moment: Date, zone: string): string | null {
  const seen = course.map((planned) => ({
    planned,
    days: livedDay(moment, zone) - calendarDay(planned.startsAt, zone),
  }));
  const past = seen.filter(({ planned }) => planned.startsAt <= moment).reverse();
  const coming = seen.filter(({ planned }) => planned.startsAt > moment);
  return (
    during(past, moment) ?? justAfter(past, moment, zone) ?? justBefore(coming, moment, zone) ?? daysAfterMedicine(past)
  );
}

interface Seen {
  planned: Planned;
  /** Lived days from the appointment to the moment; negative before it. */
  days: number;
}

function during(past: readonly Seen[], moment: Date): string | null {
  const on = past.find(({ planned }) => planned.minutes !== null && endOf(planned) > moment.getTime());
  return on ? m.course_during({ purpose: purposeWords[on.planned.purpose] }) : null;
}

function justAfter(past: readonly Seen[], moment: Date, zone: string): string | null {
  const near = past.filter(({ days }) => days <= 1);
  const chosen = near.find(({ planned }) => isMedicine(planned.purpose)) ?? near[0];
  if (!chosen) return null;
  const part = chosen.days <= 0 || partOfDay(moment, zone) === 'morning' ? partOfDay(moment, zone) : 'day';
  return m.course_after({ part, purpose: purposeWords[chosen.planned.purpose] });
}

function justBefore(coming: readonly Seen[], moment: Date, zone: string): string | null {
  const near = coming.find(({ days }) => days >= -1);
  if (!near) return null;
  const part = partOfDay(moment, zone);
  const word = near.days < 0 && (part === 'morning' || part === 'afternoon') ? 'day' : part;
  return m.course_before({ part: word, purpose: purposeWords[near.planned.purpose] });
}

function daysAfterMedicine(past: readonly Seen[]): string | null {
  const dose = past.find(({ planned, days }) => isMedicine(planned.purpose) && days <= 7);
  if (!dose) return null;
  return m.course_days_after({ days: dose.days, purpose: purposeWords[dose.planned.purpose] });
}

function isMedicine(purpose: Purpose): boolean {
  return purpose === 'medicine' || purpose === 'booster';
}

/** The part of a day an hour belongs to. Ours: night 22–5, morning 5–12, afternoon 12–17, evening 17–22. */
function partOfDay(moment: Date, zone: string): 'night' | 'morning' | 'afternoon' | 'evening' {
  const hour = hourIn(moment, zone);
  if (hour < NIGHT_ENDS || hour >= 22) return 'night';
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

/** A running number of the calendar day in the zone. */
function calendarDay(moment: Date, zone: string): number {
  return Date.parse(`${dayKey(moment, zone)}T00:00:00Z`) / DAY;
}

/** As calendarDay, but two in the morning still belongs to the day before. */
function livedDay(moment: Date, zone: string): number {
  return calendarDay(moment, zone) - (hourIn(moment, zone) < NIGHT_ENDS ? 1 : 0);
}

function hourIn(moment: Date, zone: string): number {
  return Number(formatTime(moment, { now: moment, zone }).slice(0, 2));
}
