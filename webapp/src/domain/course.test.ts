// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import {
  courseOf,
  lastOf,
  nextOf,
  occasionOf,
  overlapping,
  placeInCourse,
  type Planned,
  type Purpose,
} from './course.ts';

const ANA = 'a0000000-0000-0000-0000-000000000001';
const JONAS = 'b0000000-0000-0000-0000-000000000002';
const ZONE = 'Europe/Berlin';

function planned(purpose: Purpose, startsAt: string, more: Partial<Planned> = {}): Planned {
  const start = new Date(startsAt);
  return {
    entryId: `${purpose} ${startsAt}`,
    pairingId: ANA,
    purpose,
    startsAt: start,
    minutes: null,
    cancelled: false,
    ...more,
  };
}

// Berlin is two hours ahead of UTC in September.
const medicine = planned('medicine', '2026-09-15T12:00:00Z', { minutes: 180 });
const integration = planned('integration', '2026-09-18T13:00:00Z');
const course = [medicine, integration];

function near(moment: string): string | null {
  return occasionOf(course, new Date(moment), ZONE);
}

describe('the course', () => {
  it('leaves out what was cancelled and what is somebody else’s', () => {
    const gone = planned('booster', '2026-09-20T12:00:00Z', { cancelled: true });
    const jonas = planned('booster', '2026-09-20T12:00:00Z', { pairingId: JONAS });
    expect(courseOf([integration, gone, jonas, medicine], ANA)).toEqual([medicine, integration]);
  });

  it('keeps an appointment as the next one until it is over', () => {
    expect(nextOf(course, new Date('2026-09-15T14:59:00Z'))).toBe(medicine);
    expect(nextOf(course, new Date('2026-09-15T15:01:00Z'))).toBe(integration);
    expect(nextOf(course, new Date('2026-09-18T14:01:00Z'))).toBeNull();
    expect(lastOf(course, new Date('2026-09-15T15:01:00Z'))).toBe(medicine);
    expect(lastOf(course, new Date('2026-09-15T14:59:00Z'))).toBeNull();
  });

  it('counts a place among those of the same purpose', () => {
    const six = [1, 5, 8, 12, 15, 19].map((day) =>
      planned('integration', `2026-09-${String(day).padStart(2, '0')}T13:00:00Z`),
    );
    expect(placeInCourse([...six, medicine], six[3]!)).toBe('fourth of six');
    expect(placeInCourse([...six, medicine], medicine)).toBeNull();
  });

  it('says numbers after the twelfth in figures', () => {
    const many = Array.from({ length: 14 }, (_, i) => planned('booster', new Date(Date.UTC(2026, i, 1)).toISOString()));
    expect(placeInCourse(many, many[12]!)).toBe('number 13 of 14');
  });
});

describe('what a moment was near to', () => {
  it.each([
    ['2026-09-15T13:00:00Z', 'during the medicine session'],
    ['2026-09-15T16:30:00Z', 'the evening after the medicine session'],
    ['2026-09-15T21:40:00Z', 'the night after the medicine session'],
    ['2026-09-16T00:40:00Z', 'the night after the medicine session'],
    ['2026-09-16T06:00:00Z', 'the morning after the medicine session'],
    ['2026-09-16T21:40:00Z', 'the day after the medicine session'],
    ['2026-09-15T06:00:00Z', 'the morning before the medicine session'],
    ['2026-09-14T19:00:00Z', 'the evening before the medicine session'],
    ['2026-09-14T09:00:00Z', 'the day before the medicine session'],
    ['2026-09-17T19:00:00Z', 'the evening before the integration session'],
    ['2026-09-18T19:00:00Z', 'the evening after the integration session'],
    ['2026-09-20T10:00:00Z', 'five days after the medicine session'],
  ])('%s is %s', (moment, words) => {
    expect(near(moment)).toBe(words);
  });

  it('says a booster as a session, like the others', () => {
    const booster = planned('booster', '2026-09-15T12:00:00Z');
    expect(occasionOf([booster], new Date('2026-09-16T21:40:00Z'), ZONE)).toBe('the day after the booster session');
  });

  it('says nothing where no appointment explains it', () => {
    expect(near('2026-09-12T10:00:00Z')).toBeNull();
    expect(near('2026-09-24T10:00:00Z')).toBeNull();
  });

  it('reads a zone this device does not know as UTC', () => {
    expect(occasionOf(course, new Date('2026-09-15T21:40:00Z'), 'Nowhere/Else')).toBe(
      'the evening after the medicine session',
    );
  });
});

describe('an appointment in the same time as another', () => {
  const at = (startsAt: string, minutes: number | null) => ({ startsAt: new Date(startsAt), minutes });
  const jonas = planned('preparation', '2026-09-15T15:30:00Z', { pairingId: JONAS });

  it('is found, whoever it is with', () => {
    expect(overlapping([...course, jonas], at('2026-09-15T14:30:00Z', 90), null)).toEqual([medicine, jonas]);
  });

  it('is none that begins when the other ends, that is cancelled, or that is the one being moved', () => {
    expect(overlapping(course, at('2026-09-15T15:00:00Z', 50), null)).toEqual([]);
    expect(overlapping(course, at('2026-09-15T11:00:00Z', 60), null)).toEqual([]);
    expect(overlapping([{ ...medicine, cancelled: true }], at('2026-09-15T12:00:00Z', 50), null)).toEqual([]);
    expect(overlapping(course, at('2026-09-15T12:30:00Z', 50), medicine.entryId)).toEqual([]);
  });
});
