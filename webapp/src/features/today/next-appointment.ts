// SPDX-License-Identifier: AGPL-3.0-or-later
import { nextOf, purposeWords } from '../../domain/course.ts';
import { daysFromToday, formatTime, relativeDay, type Here } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import type { AppointmentItem } from '../../sync/sharing/appointments.ts';
import type { Person } from '../../sync/pairing/pairings.ts';

/** An appointment is worth getting ready for when it is this near, in days. */
const NEAR_DAYS = 7;

export interface Next {
  sentence: string;
  ready: string | null;
}

/** "Your integration is tomorrow at 15:00 with Dr. Lin."; null when nothing is planned. */
export function nextAppointment(all: readonly AppointmentItem[], people: readonly Person[], here: Here): Next | null {
  const standing = all.filter((one) => !one.cancelled).sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const next = nextOf(standing, here.now);
  if (next === null) return null;
  const day = relativeDay(next.startsAt, here);
  const person = people.find((one) => one.pairingId === next.pairingId);
  const when = { session: named(next), day: onDay(day), time: formatTime(next.startsAt, here) };
  return {
    sentence: person === undefined ? m.today_next(when) : m.today_next_with({ ...when, name: person.name }),
    ready: daysFromToday(next.startsAt, here) <= NEAR_DAYS ? m.today_get_ready_for_day({ day }) : null,
  };
}

function named(next: AppointmentItem): string {
  return m.today_your_session({ purpose: purposeWords[next.purpose] });
}

function onDay(day: string): string {
  return day === m.dates_today_inside() || day === m.dates_tomorrow_inside() ? day : m.dates_on_day({ day });
}

/** By the clock where the phone is. In the small hours neither evening nor morning. */
export function greeting(hour: number): string {
  if (hour >= 5 && hour < 12) return m.today_good_morning();
  if (hour < 5) return m.today_hello();
  return hour < 18 ? m.today_good_afternoon() : m.today_good_evening();
}
