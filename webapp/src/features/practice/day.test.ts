// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { BriefShare } from '../../domain/brief.ts';
import type { Planned } from '../../domain/course.ts';
import { composeDay, isOver, type Line, type Listed } from './day.ts';

const HERE = { now: new Date('2026-10-03T10:00:00Z'), zone: 'Europe/Berlin' };

function person(name: string, more: Partial<Listed> = {}): Listed {
  return { pairingId: name.toLowerCase(), name, state: 'paired', wordsCompared: true, ...more };
}

function planned(name: string, startsAt: string, more: Partial<Planned> = {}): Planned {
  const base = { purpose: 'integration' as const, minutes: 50, cancelled: false };
  return {
    ...base,
    entryId: `${name} ${startsAt}`,
    pairingId: name.toLowerCase(),
    startsAt: new Date(startsAt),
    ...more,
  };
}

function unread(name: string): BriefShare {
  return {
    pairingId: name.toLowerCase(),
    shareId: 's',
    revision: 1,
    kind: 'note',
    payload: {},
    keptAt: '',
    openedAt: null,
  };
}

function names(lines: Line<Listed, Planned>[]): string[] {
  return lines.map((line) => line.person.name);
}

function dayOf(people: Listed[], appointments: Planned[] = [], shares: BriefShare[] = []) {
  return composeDay({ people, appointments, shares, here: HERE });
}

describe('Theo’s list of today', () => {
  it('has the people of today by the hour, also after their hour', () => {
    const day = dayOf(
      [person('Jonas'), person('Ana'), person('Mira')],
      [
        planned('Jonas', '2026-10-03T14:30:00Z'),
        planned('Ana', '2026-10-03T06:00:00Z'),
        planned('Mira', '2026-10-05T08:00:00Z'),
      ],
    );
    expect(names(day.today)).toEqual(['Ana', 'Jonas']);
    expect(names(day.others)).toEqual(['Mira']);
  });

  it('takes today from the zone of the practice', () => {
    const late = planned('Ana', '2026-10-02T22:30:00Z');
    expect(names(dayOf([person('Ana')], [late]).today)).toEqual(['Ana']);
  });

  it('tells what is new for later apart', () => {
    const day = dayOf([person('Ana'), person('Mira')], [planned('Mira', '2026-10-05T08:00:00Z')], [unread('Mira')]);
    expect(names(day.newForLater)).toEqual(['Mira']);
    expect(names(day.others)).toEqual(['Ana']);
  });

  it('orders the others by their next appointment, and by name where there is none', () => {
    const day = dayOf(
      [person('Zoe'), person('Ben'), person('Mira'), person('Ana')],
      [
        planned('Mira', '2026-10-09T08:00:00Z'),
        planned('Zoe', '2026-10-05T08:00:00Z'),
        planned('Ana', '2026-09-01T08:00:00Z'),
      ],
    );
    expect(names(day.others)).toEqual(['Zoe', 'Mira', 'Ana', 'Ben']);
  });

  it('does not list a cancelled appointment', () => {
    expect(dayOf([person('Ana')], [planned('Ana', '2026-10-03T14:30:00Z', { cancelled: true })]).today).toEqual([]);
  });

  it('keeps those who ended, and those whose words are not compared, apart', () => {
    const day = dayOf(
      [person('Ana', { state: 'ended' }), person('Mira', { wordsCompared: false })],
      [planned('Ana', '2026-10-03T14:30:00Z')],
    );
    expect([day.today, day.others]).toEqual([[], []]);
    expect([day.ended[0]?.name, day.comparing[0]?.name]).toEqual(['Ana', 'Mira']);
  });
});

describe('an appointment', () => {
  it('is over when its minutes are', () => {
    expect(isOver(planned('Ana', '2026-10-03T09:10:00Z'), HERE.now)).toBe(true);
    expect(isOver(planned('Ana', '2026-10-03T09:11:00Z'), HERE.now)).toBe(false);
  });
});
