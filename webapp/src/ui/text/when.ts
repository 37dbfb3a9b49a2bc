// SPDX-License-Identifier: AGPL-3.0-or-later
/** Days in words where domain/dates has no phrase for them, and where "here" is. */
import { daysFromToday, formatDay, relativeDay, type Here } from '../../domain/dates.ts';
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

/** The day without its weekday: "3 October". */
export function shortDay(at: Date, place: Here): string {
  return formatDay(at, place).replace(/^[^,]+, /, '');
}
