// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it, vi } from 'vitest';

import { composeBrief, type BriefShare } from '../../domain/brief.ts';
import type { AppointmentItem } from '../../sync/sharing/appointments.ts';
import { CheckInLines } from './CheckInLines.tsx';

const ANA = 'a0000000-0000-0000-0000-000000000001';

function checkIn(written_at: string): BriefShare {
  const answers = { mood: 3, energy: null, anxiety: null, sleep: null, connection: null, feelings: [], words: '' };
  return {
    pairingId: ANA,
    shareId: written_at,
    revision: 1,
    keptAt: written_at,
    openedAt: written_at,
    kind: 'check_in',
    payload: { v: 1, kind: 'check_in', written_at, zone: 'Pacific/Auckland', excerpt: false, ...answers },
  };
}

it('the axis says the same days as the table and the passages, wherever Theo reads, and that it is what was shared', () => {
  vi.stubGlobal('IntersectionObserver', undefined);
  // In Auckland it was the morning of the 2nd and of the 10th.
  const shares = [checkIn('2026-09-01T20:00:00Z'), checkIn('2026-09-09T20:00:00Z')];
  const here = { now: new Date('2026-09-10T08:00:00Z'), zone: 'Europe/Berlin' };
  const brief = composeBrief<AppointmentItem>({ pairingId: ANA, shares, appointments: [], here });
  const place = document.createElement('div');
  void act(() => {
    render(<CheckInLines brief={brief} name="Ana R." onSeen={() => undefined} />, place);
  });
  expect([...place.querySelectorAll('.line-chart-day')].map((day) => day.textContent)).toEqual([
    '2 September',
    '10 September',
  ]);
  expect([...place.querySelectorAll('th[scope=row]')].map((row) => row.textContent)).toEqual([
    '10 September, 08:00',
    '2 September, 08:00',
  ]);
  expect(place.textContent).toContain('Only the check-ins Ana R. shared. Dotted where none was shared');
});
