// SPDX-License-Identifier: AGPL-3.0-or-later
/** Dates as people say them. Now and zone are always given, so that a test can be at any moment anywhere. */

import * as m from '../messages/index.ts';

/** Where and when "today" is: an instant, an IANA zone, and the language to say it in. */
export interface Here {
  now: Date;
  zone: string;
  language?: string;
}

const DAY = 86_400_000;

/** Formatters cost far more than formatting: a timeline of 2,000 entries makes each only once. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(here: Here, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const zone = knownZone(here.zone);
  const key = JSON.stringify([here.language, zone, options]);
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(here.language ?? 'en-GB', { ...options, timeZone: zone });
  formatters.set(key, made);
  return made;
}

const zones = new Map<string, string>();

/** A zone this browser knows; UTC for a name it does not (a newer phone's, or a mistake). */
export function knownZone(zone: string): string {
  const known = zones.get(zone) ?? lookedUp(zone);
  zones.set(zone, known);
  return known;
}

function lookedUp(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** The calendar day an instant falls on in a zone, as `2026-10-03`. Sorts as text. */
export function dayKey(at: Date, zone: string): string {
  const parts = formatter(
    { now: at, zone, language: 'en' },
    { year: 'numeric', month: '2-digit', day: '2-digit' },
  ).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** `14:07`, the hour it was there. */
export function formatTime(at: Date, here: Here): string {
  return formatter(here, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `Friday, 3 October`; with the year when it is not this one. */
export function formatDay(at: Date, here: Here): string {
  const sameYear = dayKey(at, here.zone).slice(0, 4) === dayKey(here.now, here.zone).slice(0, 4);
  const day = formatter(here, { weekday: 'long' }).format(at);
  const date = formatter(here, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
  return `${day}, ${date}`;
}

/** Whole calendar days from today, in the zone: 0 today, −1 yesterday, 1 tomorrow. */
export function daysFromToday(at: Date, here: Here): number {
  const midnight = (when: Date): number => Date.parse(`${dayKey(when, here.zone)}T00:00:00Z`);
  return Math.round((midnight(at) - midnight(here.now)) / DAY);
}

/** `today`, `yesterday`, `tomorrow`, a weekday within the last or next six days, else the date. */
export function relativeDay(at: Date, here: Here): string {
  const days = daysFromToday(at, here);
  if (days === 0) return m.dates_today_inside();
  if (days === -1) return m.dates_yesterday_inside();
  if (days === 1) return m.dates_tomorrow_inside();
  return Math.abs(days) < 7 ? formatter(here, { weekday: 'long' }).format(at) : formatDay(at, here);
}

/** The same at the head of a group: `Today`, `Yesterday`, `Friday, 3 October`. */
export function dayHeading(at: Date, here: Here): string {
  const days = daysFromToday(at, here);
  if (days === 0) return m.phrase_today();
  return days === -1 ? m.dates_yesterday() : formatDay(at, here);
}

export interface Day<T> {
  key: string;
  heading: string;
  items: T[];
}

/** Groups things by the day they happened on, in the order they come. */
export function groupByDay<T>(items: readonly T[], when: (item: T) => Date, here: Here): Day<T>[] {
  const days: Day<T>[] = [];
  for (const item of items) {
    const key = dayKey(when(item), here.zone);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, heading: dayHeading(when(item), here), items: [item] });
  }
  return days;
}

/** An instant as it stands in a payload: UTC, milliseconds, `Z`. */
export function utcTime(at: Date): string {
  return at.toISOString();
}
