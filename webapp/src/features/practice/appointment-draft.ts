// SPDX-License-Identifier: AGPL-3.0-or-later
/** An appointment while it is being typed. */
import { purposes, type Planned, type Purpose } from '../../domain/course.ts';
import { limits } from '../../domain/kinds.ts';
import * as m from '../../messages/index.ts';

/** What stands in the fields, as text. */
export interface AppointmentDraft {
  purpose: Purpose | null;
  /** `2026-10-03` */
  day: string;
  /** `15:00` */
  hour: string;
  /** Empty: not said. */
  minutes: string;
  /** Which of the two, for an hour that comes twice in the night the clocks go back. */
  turn?: Turn | undefined;
}

export type Turn = 'first' | 'second';

export type DraftErrors = Partial<Record<keyof AppointmentDraft, string>>;

/** The fields of a planned appointment, or of a new one: no purpose is preset. */
export function draftOf(planned: Planned | null): AppointmentDraft {
  if (!planned) return { purpose: null, day: '', hour: '', minutes: '50' };
  const at = planned.startsAt;
  const turn = turnsAt(at)?.findIndex((one) => one.getTime() === at.getTime());
  return {
    ...(turn === undefined ? {} : { turn: turn === 1 ? ('second' as const) : ('first' as const) }),
    purpose: planned.purpose,
    day: `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    hour: `${two(at.getHours())}:${two(at.getMinutes())}`,
    minutes: planned.minutes === null ? '' : String(planned.minutes),
  };
}

/** Whether something kept on this device is what stands in these fields. */
export function isAppointmentDraft(value: unknown): value is AppointmentDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { purpose, day, hour, minutes, turn } = value as Record<string, unknown>;
  if (turn !== undefined && turn !== 'first' && turn !== 'second') return false;
  const isPurpose = purpose === null || purposes.some((one) => one === purpose);
  return isPurpose && [day, hour, minutes].every((text) => typeof text === 'string');
}

/** One sentence for each field that cannot be kept as it stands. */
export function draftErrors(draft: AppointmentDraft): DraftErrors {
  return {
    ...(draft.purpose === null && { purpose: m.practice_please_choose_the_kind() }),
    ...(!isDay(draft.day) && { day: m.practice_please_choose_a_day() }),
    ...hourError(draft),
    ...(turnsOf(draft) !== null && draft.turn === undefined && { turn: m.practice_please_choose_which() }),
    ...(minutesOf(draft.minutes) === undefined && { minutes: m.practice_enter_5_to_1440_minutes() }),
  };
}

/** What the fields mean on this device's calendar and clock; null while something is missing. */
export function readDraft(
  draft: AppointmentDraft,
): { purpose: Purpose; startsAt: Date; minutes: number | null } | null {
  const minutes = minutesOf(draft.minutes);
  if (draft.purpose === null || minutes === undefined || Object.keys(draftErrors(draft)).length > 0) return null;
  const turns = turnsOf(draft);
  const startsAt = turns === null ? atHour(draft) : draft.turn === 'second' ? turns[1] : turns[0];
  return { purpose: draft.purpose, startsAt, minutes };
}

/** The two moments this hour of this day comes at, where the clocks go back over it; else null. */
export function turnsOf(draft: AppointmentDraft): [first: Date, second: Date] | null {
  if (!isDay(draft.day) || !isHour(draft.hour) || !isOnTheClock(draft)) return null;
  return turnsAt(atHour(draft));
}

/** Clocks go back by an hour, in places by half of one or by two. */
const STEPS = [30, 60, 120].map((minutes) => minutes * 60_000);

function turnsAt(at: Date): [first: Date, second: Date] | null {
  for (const step of STEPS) {
    const [before, after] = [new Date(at.getTime() - step), new Date(at.getTime() + step)];
    if (clockOf(before) === clockOf(at)) return [before, at];
    if (clockOf(after) === clockOf(at)) return [at, after];
  }
  return null;
}

/** Without a zone at its end this is the local time of this device. */
function atHour({ day, hour }: AppointmentDraft): Date {
  return new Date(`${day}T${hour}`);
}

function clockOf(at: Date): string {
  return `${String(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** In the night the clocks go forward an hour is left out; a date made of it would silently be another. */
function isOnTheClock(draft: AppointmentDraft): boolean {
  return clockOf(atHour(draft)).endsWith(` ${draft.hour.slice(0, 5)}`);
}

function hourError(draft: AppointmentDraft): DraftErrors {
  if (!isHour(draft.hour)) return { hour: m.practice_please_choose_a_time() };
  if (!isDay(draft.day) || isOnTheClock(draft)) return {};
  return { hour: m.practice_no_such_hour({ hour: draft.hour.slice(0, 5) }) };
}

function isHour(hour: string): boolean {
  return /^\d\d:\d\d/.test(hour);
}

function isDay(day: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(new Date(`${day}T12:00`).getTime());
}

function minutesOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const minutes = Number(text);
  return Number.isInteger(minutes) && minutes >= limits.minutes.least && minutes <= limits.minutes.most
    ? minutes
    : undefined;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
