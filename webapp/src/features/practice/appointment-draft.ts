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
}

export type DraftErrors = Partial<Record<keyof AppointmentDraft, string>>;

/** The fields of a planned appointment, or of a new one: no purpose is preset. */
export function draftOf(planned: Planned | null): AppointmentDraft {
  if (!planned) return { purpose: null, day: '', hour: '', minutes: '50' };
  const at = planned.startsAt;
  return {
    purpose: planned.purpose,
    day: `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    hour: `${two(at.getHours())}:${two(at.getMinutes())}`,
    minutes: planned.minutes === null ? '' : String(planned.minutes),
  };
}

/** Whether something kept on this device is what stands in these fields. */
export function isAppointmentDraft(value: unknown): value is AppointmentDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { purpose, day, hour, minutes } = value as Record<string, unknown>;
  const isPurpose = purpose === null || purposes.some((one) => one === purpose);
  return isPurpose && [day, hour, minutes].every((text) => typeof text === 'string');
}

/** One sentence for each field that cannot be kept as it stands. */
export function draftErrors(draft: AppointmentDraft): DraftErrors {
  return {
    ...(draft.purpose === null && { purpose: m.practice_please_choose_the_kind() }),
    ...(!isDay(draft.day) && { day: m.practice_please_choose_a_day() }),
    ...(!/^\d\d:\d\d/.test(draft.hour) && { hour: m.practice_please_choose_a_time() }),
    ...(minutesOf(draft.minutes) === undefined && { minutes: m.practice_enter_5_to_1440_minutes() }),
  };
}

/** What the fields mean on this device's calendar and clock; null while something is missing. */
export function readDraft(
  draft: AppointmentDraft,
): { purpose: Purpose; startsAt: Date; minutes: number | null } | null {
  const minutes = minutesOf(draft.minutes);
  if (draft.purpose === null || minutes === undefined || Object.keys(draftErrors(draft)).length > 0) return null;
  // Without a zone at its end this is the local time of this device.
  return { purpose: draft.purpose, startsAt: new Date(`${draft.day}T${draft.hour}`), minutes };
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
