// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest';
import { draftErrors, draftOf, isAppointmentDraft, readDraft } from './appointment-draft.ts';

const whole = { purpose: 'integration' as const, day: '2026-10-03', hour: '15:00', minutes: '50' };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('Theo plans an appointment', () => {
  it('at the hour his own clock shows', () => {
    expect(readDraft(whole)).toEqual({ purpose: 'integration', startsAt: new Date(2026, 9, 3, 15, 0), minutes: 50 });
  });

  it('need not say how long', () => {
    expect(readDraft({ ...whole, minutes: ' ' })?.minutes).toBeNull();
  });

  it('is told which field is missing', () => {
    expect(Object.keys(draftErrors(draftOf(null)))).toEqual(['purpose', 'day', 'hour']);
    expect(readDraft(draftOf(null))).toBeNull();
  });

  it.each(['4', '1441', '12.5', 'an hour'])('is asked again about %s minutes', (minutes) => {
    expect(draftErrors({ ...whole, minutes }).minutes).toBeDefined();
    expect(readDraft({ ...whole, minutes })).toBeNull();
  });

  it('goes on with what he typed before a lock, half of it too, and with nothing else', () => {
    expect([whole, draftOf(null), { ...whole, day: '', minutes: 'an h' }].map(isAppointmentDraft)).toEqual([
      true,
      true,
      true,
    ]);
    const strange = [
      null,
      'text',
      {},
      { ...whole, purpose: 'lunch' },
      { ...whole, minutes: 50 },
      { ...whole, hour: undefined },
    ];
    expect(strange.map(isAppointmentDraft)).toEqual(strange.map(() => false));
  });

  it('is told that an hour is left out in the night the clocks go forward, and gets no other in its place', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const night = { ...whole, day: '2026-03-29', hour: '02:30' };
    expect(draftErrors(night).hour).toContain('no 02:30');
    expect(readDraft(night)).toBeNull();
    expect(draftErrors({ ...night, hour: '03:30' })).toEqual({});
  });

  it('is asked which one he means when an hour comes twice', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const night = { ...whole, day: '2026-10-25', hour: '02:30' };
    expect(draftErrors(night).turn).toBeDefined();
    expect(readDraft(night)).toBeNull();
    const first = readDraft({ ...night, turn: 'first' })!;
    const second = readDraft({ ...night, turn: 'second' })!;
    expect([first, second].map(({ startsAt }) => startsAt.toISOString())).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
    const kept = { entryId: 'e', pairingId: 'p', cancelled: false };
    expect(draftOf({ ...kept, ...first }).turn).toBe('first');
    expect(draftOf({ ...kept, ...second }).turn).toBe('second');
    expect(draftErrors({ ...whole, day: '2026-10-25' })).toEqual({});
  });

  it('changes one and finds it as it was', () => {
    const planned = { entryId: 'e', pairingId: 'p', cancelled: false, ...readDraft(whole)! };
    expect(draftOf(planned)).toEqual(whole);
  });
});
