// SPDX-License-Identifier: AGPL-3.0-or-later
/** Days in words where domain/dates has no phrase for them, and where "here" is. */
import { daysFromToday, formatDay, formatTime, relativeDay, type Here } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';

/** Now, in the zone this device shows its own clock in. */
export function here(): Here {
  const now = new Date();
  return { now, zone: zoneAt(now.getTime()) };
}

const lookedUp = { zone: '', at: -Infinity };
const MINUTE = 60_000;

/** Asking the browser is slow and a long list asks often: once a minute is enough for a traveller. */
function zoneAt(now: number): string {
  if (Math.abs(now - lookedUp.at) > MINUTE) {
    lookedUp.zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    lookedUp.at = now;
  }
  return lookedUp.zone;
}

/** relativeDay, ready to follow a verb: "opened this on Friday", "opened this today". */
export function onDay(at: Date, place: Here): string {
  const words = relativeDay(at, place);
  return Math.abs(daysFromToday(at, place)) <= 1 ? words : m.dates_on_day({ day: words });
}

/** "14:32" today, "yesterday, 14:32", "Friday, 14:32". */
export function momentWords(at: Date, place = here()): string {
  const time = formatTime(at, place);
  return daysFromToday(at, place) === 0 ? time : m.phrase_day_time({ day: relativeDay(at, place), time });
}

/** When something was begun, after a verb: "at 14:32", "yesterday at 23:10", "on Friday at 23:10". */
export function momentAfterVerb(at: Date, place = here()): string {
  const time = formatTime(at, place);
  if (daysFromToday(at, place) === 0) return m.dates_at_time({ time });
  return m.dates_day_at_time({ day: onDay(at, place), time });
}

/** The day without its weekday: "3 October". */
export function shortDay(at: Date, place: Here): string {
  return formatDay(at, place).replace(/^[^,]+, /, '');
}
