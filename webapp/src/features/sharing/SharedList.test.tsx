// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { openedWords, takenBackWords, untilWords } from './SharedList.tsx';

const HERE = { now: new Date('2026-10-03T10:00:00Z'), zone: 'Europe/Berlin' };
const LIN = 'Dr. Lin';

describe('what Ana is told about a share', () => {
  it('whether and when it was opened', () => {
    expect(openedWords({ openedAt: '2026-09-29T08:00:00Z', state: 'stored' }, LIN, HERE)).toBe(
      'Dr. Lin opened this on Tuesday.',
    );
    expect(openedWords({ openedAt: null, state: 'stored' }, LIN, HERE)).toBe('Dr. Lin hasn’t opened this yet.');
  });

  it('that it is still on its way', () => {
    expect(openedWords({ openedAt: null, state: 'phone' }, LIN, HERE)).toBe(
      'It goes to Dr. Lin as soon as you’re online.',
    );
  });

  it('until when', () => {
    expect(untilWords({ expiresAt: '2026-10-10T10:00:00Z' }, HERE)).toBe('Until Saturday, 10 October');
    expect(untilWords({ expiresAt: null }, HERE)).toBe('Until you stop sharing');
  });

  it('the truth when she takes it back', () => {
    expect(takenBackWords(LIN, '2026-10-02T08:00:00Z', HERE)).toBe(
      'Not shared any more. Dr. Lin opened it yesterday. What was read was read.',
    );
    expect(takenBackWords(LIN, null, HERE)).toBe('Not shared any more. Dr. Lin hadn’t opened it.');
    expect(takenBackWords(LIN, null, HERE, true)).toContain('As far as this phone knows');
  });
});
