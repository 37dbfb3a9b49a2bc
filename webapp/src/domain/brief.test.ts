// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { composeBrief, somethingNew, type BriefShare } from './brief.ts';
import type { Planned, Purpose } from './course.ts';

const ANA = 'a0000000-0000-0000-0000-000000000001';
const JONAS = 'b0000000-0000-0000-0000-000000000002';
const NOW = new Date('2026-10-03T12:50:00Z');

let made = 0;

function share(kind: BriefShare['kind'], content: object | null, more: Partial<BriefShare> = {}): BriefShare {
  made += 1;
  const base = {
    pairingId: ANA,
    shareId: `share ${String(made)}`,
    revision: 1,
    keptAt: '2026-10-02T19:00:00Z',
    openedAt: null,
  };
  return { ...base, kind, payload: content, ...more };
}

function note(text: string, written_at: string, more: Partial<BriefShare> = {}): BriefShare {
  const sealed = { source: { entry_id: 'x', revision: 1 }, for: null, expires_at: null, excerpt: false };
  return share(
    'note',
    { v: 1, kind: 'note', written_at, edited_at: null, zone: 'Europe/Berlin', attachments: [], text, ...sealed },
    more,
  );
}

function checkIn(
  mood: number,
  written_at: string,
  more: { words?: string; sleep?: number | null; feelings?: string[] } = {},
): BriefShare {
  const answers = { mood, energy: null, anxiety: null, sleep: more.sleep ?? null, connection: null };
  const rest = { feelings: more.feelings ?? [], words: more.words ?? '', excerpt: false, zone: 'Europe/Berlin' };
  return share('check_in', { v: 1, kind: 'check_in', written_at, ...answers, ...rest });
}

function planned(purpose: Purpose, startsAt: string, more: Partial<Planned> = {}): Planned {
  const base = { entryId: `${purpose} ${startsAt}`, pairingId: ANA, minutes: 60, cancelled: false };
  return { ...base, purpose, startsAt: new Date(startsAt), ...more };
}

const course = [
  planned('integration', '2026-10-03T13:00:00Z'),
  planned('medicine', '2026-09-30T08:00:00Z', { minutes: 180 }),
  planned('integration', '2026-09-19T13:00:00Z'),
  planned('integration', '2026-10-10T13:00:00Z'),
];

function anasBrief(shares: BriefShare[], appointments: Planned[] = course, now = NOW) {
  return composeBrief({ pairingId: ANA, shares, appointments, here: { now, zone: 'Europe/Berlin' } });
}

describe('Theo opens the brief of Ana', () => {
  it('is headed by her next appointment and its place in the course', () => {
    const { next } = anasBrief([]);
    expect(next?.appointment.startsAt.toISOString()).toBe('2026-10-03T13:00:00.000Z');
    expect(next?.place).toBe('second of three');
    expect(next?.on).toBe(false);
  });

  it('keeps all of it when the appointment is over, until the next day begins', () => {
    const before = note('read this first', '2026-10-02T10:00:00Z', { keptAt: '2026-10-02T19:00:00Z' });
    const evening = anasBrief([before], course, new Date('2026-10-03T21:30:00Z'));
    expect(evening.next).toMatchObject({ appointment: course[0], on: false });
    expect(evening.fresh).toHaveLength(1);
    expect(evening.since?.toISOString()).toBe('2026-09-30T11:00:00.000Z');

    const midnight = anasBrief([before], course, new Date('2026-10-03T22:00:00Z'));
    expect(midnight.next?.appointment.startsAt.toISOString()).toBe('2026-10-10T13:00:00.000Z');
    expect(midnight.fresh).toEqual([]);
    expect(midnight.earlier).toHaveLength(1);
  });

  it('says which of two appointments of one day it is for', () => {
    const morning = planned('medicine', '2026-10-03T07:00:00Z');
    expect(anasBrief([], [...course, morning]).next?.appointment.purpose).toBe('integration');
  });

  it('shows what she shared, newest writing first, with the words that place it', () => {
    const { fresh } = anasBrief([
      note('an older thought', '2026-09-25T10:00:00Z', { keptAt: '2026-10-02T19:00:00Z' }),
      note('the door was blue', '2026-09-30T21:40:00Z', { keptAt: '2026-10-02T19:01:00Z' }),
    ]);
    expect(fresh.map(({ copy, occasion }) => [copy.text, occasion])).toEqual([
      ['the door was blue', 'the night after the medicine session'],
      ['an older thought', null],
    ]);
  });

  it('keeps what he had before the last appointment apart from what is new', () => {
    const before = note('had it last time', '2026-09-28T10:00:00Z', { keptAt: '2026-09-29T10:00:00Z' });
    const { fresh, earlier, since } = anasBrief([before, note('new', '2026-10-01T10:00:00Z')]);
    expect(since?.toISOString()).toBe('2026-09-30T11:00:00.000Z');
    expect(fresh.map(({ copy }) => copy.text)).toEqual(['new']);
    expect(earlier.map(({ copy }) => copy.text)).toEqual(['had it last time']);
  });

  it('counts everything as new before the first appointment', () => {
    const { fresh, earlier, since } = anasBrief([note('hello', '2026-10-01T10:00:00Z')], []);
    expect([since, fresh.length, earlier.length]).toEqual([null, 1, 0]);
  });

  it('draws her moods oldest first, with the appointments between them as marks', () => {
    const { lines, marks, checkIns } = anasBrief([
      checkIn(4, '2026-10-02T08:00:00Z', { sleep: 2 }),
      checkIn(2, '2026-09-29T08:00:00Z'),
    ]);
    expect(lines.mood.map(({ value }) => value)).toEqual([2, 4]);
    expect(lines.sleep.map(({ value }) => value)).toEqual([2]);
    expect(lines.anxiety).toEqual([]);
    expect(marks.map(({ purpose }) => purpose)).toEqual(['medicine', 'integration']);
    expect(checkIns.map(({ mood }) => mood)).toEqual([4, 2]);
  });

  it('reads the few words of a check-in among the passages, and leaves empty ones out', () => {
    const { fresh } = anasBrief([
      checkIn(2, '2026-10-01T08:00:00Z', { words: 'slept on the sofa' }),
      checkIn(3, '2026-10-02T08:00:00Z', { words: '  ' }),
    ]);
    expect(fresh.map(({ copy }) => [copy.kind, copy.words])).toEqual([['check_in', 'slept on the sofa']]);
  });

  it('has nothing of Jonas in it', () => {
    const jonas = note('this is Jonas', '2026-10-01T10:00:00Z', { pairingId: JONAS });
    const his = planned('integration', '2026-10-03T12:55:00Z', { pairingId: JONAS });
    const brief = anasBrief([jonas], [his]);
    expect(JSON.stringify(brief)).not.toContain('Jonas');
    expect(brief.next).toBeNull();
  });

  it('says that something could not be shown, and shows the rest', () => {
    const brief = anasBrief([
      share('newer', { v: 2 }),
      share('unreadable', null),
      note('kept', '2026-10-01T10:00:00Z'),
    ]);
    expect([brief.newer, brief.unreadable, brief.fresh.length]).toEqual([1, 1, 1]);
  });

  it('takes an appointment she was sent for no word of hers', () => {
    const brief = anasBrief([share('appointment', { kind: 'appointment' })]);
    expect([brief.fresh, brief.checkIns]).toEqual([[], []]);
  });
});

describe('the list of people', () => {
  it('marks a person whose writing has not been on the screen yet', () => {
    const unread = note('new', '2026-10-01T10:00:00Z');
    expect(somethingNew([unread], ANA)).toBe(true);
    expect(somethingNew([{ ...unread, openedAt: '2026-10-02T20:00:00Z' }], ANA)).toBe(false);
    expect(somethingNew([unread], JONAS)).toBe(false);
  });
});
