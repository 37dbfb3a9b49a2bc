import { nextOf, purposeWords } from '../../domain/course.ts';
import { daysFromToday, formatTime, relativeDay, type Here } from '../../domain/dates.ts';
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
  const who = person === undefined ? '' : ` with ${person.name}`;
  return {
    sentence: `${named(next)} is ${onDay(day)} at ${formatTime(next.startsAt, here)}${who}.`,
    ready: daysFromToday(next.startsAt, here) <= NEAR_DAYS ? `Get ready for ${day}` : null,
  };
}

function named(next: AppointmentItem): string {
  return `Your ${purposeWords[next.purpose].replace(/^the /, '')}`;
}

function onDay(day: string): string {
  return day === 'today' || day === 'tomorrow' ? day : `on ${day}`;
}

/** By the clock where the phone is. In the small hours neither evening nor morning. */
export function greeting(hour: number): string {
  if (hour >= 5 && hour < 12) return 'Good morning.';
  if (hour < 5) return 'Hello.';
  return hour < 18 ? 'Good afternoon.' : 'Good evening.';
}
