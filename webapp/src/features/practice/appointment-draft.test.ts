// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { draftErrors, draftOf, isAppointmentDraft, readDraft } from './appointment-draft.ts';

const whole = { purpose: 'integration' as const, day: '2026-10-03', hour: '15:00', minutes: '50' };

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

  it('changes one and finds it as it was', () => {
    const planned = { entryId: 'e', pairingId: 'p', cancelled: false, ...readDraft(whole)! };
    expect(draftOf(planned)).toEqual(whole);
  });
});
