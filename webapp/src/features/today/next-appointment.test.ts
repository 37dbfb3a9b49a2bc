// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import type { AppointmentItem } from '../../sync/sharing/appointments.ts';
import type { Person } from '../../sync/pairing/pairings.ts';
import { greeting, nextAppointment } from './next-appointment.ts';

const thursdayEvening = { now: new Date('2026-10-01T18:00:00Z'), zone: 'Europe/Berlin' };
const theo: Person = {
  pairingId: 'p',
  accountId: 't',
  name: 'Dr. Lin',
  role: 'therapist',
  state: 'paired',
  wordsCompared: true,
  endedAt: null,
  since: '2026-09-01T00:00:00Z',
};
const at = (startsAt: string, change: Partial<AppointmentItem> = {}): AppointmentItem => ({
  entryId: startsAt,
  pairingId: 'p',
  purpose: 'integration',
  startsAt: new Date(startsAt),
  minutes: 60,
  cancelled: false,
  ...change,
});

describe('the next appointment', () => {
  test('is said as one would say it, with the way to get ready', () => {
    expect(nextAppointment([at('2026-10-02T13:00:00Z')], [theo], thursdayEvening)).toEqual({
      sentence: 'Your integration session is tomorrow at 15:00 with Dr. Lin.',
      ready: 'Get ready for tomorrow',
    });
  });

  test('passes over what is cancelled and what is over', () => {
    const all = [
      at('2026-10-02T13:00:00Z', { cancelled: true }),
      at('2026-09-30T13:00:00Z'),
      at('2026-10-04T08:00:00Z', { purpose: 'booster' }),
    ];
    expect(nextAppointment(all, [theo], thursdayEvening)?.sentence).toBe(
      'Your booster session is on Sunday at 10:00 with Dr. Lin.',
    );
  });

  test('a far one asks for nothing yet', () => {
    expect(nextAppointment([at('2026-11-20T13:00:00Z')], [theo], thursdayEvening)?.ready).toBeNull();
  });

  test('is not made up', () => {
    expect(nextAppointment([], [theo], thursdayEvening)).toBeNull();
  });
});

test('the greeting goes by the clock', () => {
  expect([3, 9, 14, 22].map(greeting)).toEqual(['Hello.', 'Good morning.', 'Good afternoon.', 'Good evening.']);
});
