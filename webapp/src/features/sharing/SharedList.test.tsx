// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { openedWords, takenBackWords, untilWords } from './SharedList.tsx';

const HERE = { now: new Date('2026-10-03T10:00:00Z'), zone: 'Europe/Berlin' };
const LIN = 'Dr. Lin';
const SHARE = { openedAt: null, earlierOpenedAt: null, state: 'stored' as const };

describe('what Ana is told about a share', () => {
  it('whether and when it was opened', () => {
    const opened = { ...SHARE, openedAt: '2026-09-29T08:00:00Z' };
    expect(openedWords(opened, LIN, HERE)).toBe('Dr. Lin opened this on Tuesday.');
    expect(openedWords(SHARE, LIN, HERE)).toBe('Dr. Lin hasn’t opened this yet.');
  });

  it('that what was opened was an earlier copy, when she has shared it anew since', () => {
    const anew = { ...SHARE, earlierOpenedAt: '2026-09-29T08:00:00Z' };
    expect(openedWords(anew, LIN, HERE)).toBe(
      'Dr. Lin opened an earlier copy on Tuesday, and hasn’t opened this one yet.',
    );
  });

  it('as of when, without a connection', () => {
    expect(openedWords(SHARE, LIN, HERE, new Date('2026-10-02T12:32:00Z'))).toBe(
      'As of yesterday, 14:32, Dr. Lin hadn’t opened this.',
    );
  });

  it('that it is still on its way', () => {
    expect(openedWords({ ...SHARE, state: 'phone' }, LIN, HERE)).toBe('It goes to Dr. Lin as soon as you’re online.');
    expect(openedWords({ ...SHARE, state: 'replacing' }, LIN, HERE)).toContain('Dr. Lin has an earlier copy.');
    expect(openedWords({ ...SHARE, state: 'refused' }, LIN, HERE)).toContain('isn’t certain whether Dr. Lin has this');
  });

  it('until when', () => {
    expect(untilWords({ expiresAt: '2026-10-10T10:00:00Z' }, HERE)).toBe('Until Saturday, 10 October');
    expect(untilWords({ expiresAt: null }, HERE)).toBe('Until you stop sharing');
  });

  it('the truth when she takes it back', () => {
    const taken = { isTold: true, wasOpenedAt: null, earlierOpenedAt: null };
    expect(takenBackWords(LIN, { ...taken, wasOpenedAt: '2026-10-02T08:00:00Z' }, HERE)).toBe(
      'Not shared any more. Dr. Lin opened it yesterday. What was read was read.',
    );
    expect(takenBackWords(LIN, { ...taken, earlierOpenedAt: '2026-10-02T08:00:00Z' }, HERE)).toContain(
      'an earlier copy',
    );
    expect(takenBackWords(LIN, taken, HERE)).toBe('Not shared any more. Dr. Lin hadn’t opened it.');
    expect(takenBackWords(LIN, { ...taken, isTold: false }, HERE)).toContain('As far as this phone knows');
  });
});
