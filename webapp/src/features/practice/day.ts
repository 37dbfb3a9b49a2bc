// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who is on the therapist's list today, and in which order. */
import { somethingNew, type BriefShare } from '../../domain/brief.ts';
import { courseOf, endOf, nextOf, type Planned } from '../../domain/course.ts';
import { dayKey, type Here } from '../../domain/dates.ts';

/** One person of the practice, as much of her as the list needs. */
export interface Listed {
  pairingId: string;
  name: string;
  state: 'waiting' | 'paired' | 'ended';
  wordsCompared: boolean;
}

/** One line of the list. */
export interface Line<P, A> {
  person: P;
  /** Today's appointment, or the next one; null: none is planned. */
  appointment: A | null;
  /** Something shared has not been on the screen yet. */
  isNew: boolean;
}

export interface Day<P, A> {
  /** By the hour. A person with two appointments today has two lines. */
  today: Line<P, A>[];
  /** Not today, but something new is there. By the next appointment. */
  newForLater: Line<P, A>[];
  /** Everybody else. By the next appointment, then by name. */
  others: Line<P, A>[];
  /** Paired, but the words are not compared yet. */
  comparing: P[];
  ended: P[];
}

/**
 * Compose the list of one day.
 *
 * @param given everything there is; what belongs to nobody on the list is left out.
 */
export function composeDay<P extends Listed, A extends Planned>(given: {
  people: readonly P[];
  appointments: readonly A[];
  shares: readonly BriefShare[];
  here: Here;
}): Day<P, A> {
  const living = given.people.filter(({ state, wordsCompared }) => state !== 'ended' && wordsCompared);
  const isNew = ({ pairingId }: P) => somethingNew(given.shares, pairingId);
  const today = living.flatMap((person) =>
    ofToday(given.appointments, person, given.here).map((appointment) => ({
      person,
      appointment,
      isNew: isNew(person),
    })),
  );
  const rest = living
    .filter((person) => !today.some((line) => line.person === person))
    .map((person) => ({ person, appointment: nextFor(given.appointments, person, given.here), isNew: isNew(person) }))
    .sort(bySoonest);
  return {
    today: today.sort(bySoonest),
    newForLater: rest.filter((line) => line.isNew),
    others: rest.filter((line) => !line.isNew),
    comparing: given.people.filter(({ state, wordsCompared }) => state !== 'ended' && !wordsCompared),
    ended: given.people.filter(({ state }) => state === 'ended'),
  };
}

function ofToday<A extends Planned>(all: readonly A[], person: Listed, here: Here): A[] {
  const today = dayKey(here.now, here.zone);
  return courseOf(all, person.pairingId).filter(({ startsAt }) => dayKey(startsAt, here.zone) === today);
}

function nextFor<A extends Planned>(all: readonly A[], person: Listed, here: Here): A | null {
  return nextOf(courseOf(all, person.pairingId), here.now);
}

function bySoonest(a: Line<Listed, Planned>, b: Line<Listed, Planned>): number {
  const order = startOf(a) - startOf(b);
  return order === 0 || Number.isNaN(order) ? a.person.name.localeCompare(b.person.name) : order;
}

function startOf({ appointment }: Line<Listed, Planned>): number {
  return appointment?.startsAt.getTime() ?? Infinity;
}

/** Whether an appointment is over. */
export function isOver(planned: Planned, now: Date): boolean {
  return endOf(planned) <= now.getTime();
}
