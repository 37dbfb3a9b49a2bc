// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';

import { SavedState, type SharedTo } from './SavedState.tsx';

const SHARE: SharedTo = {
  shareId: 'a',
  name: 'Dr. Lin',
  until: null,
  openedAt: null,
  earlierOpenedAt: null,
  excerpt: false,
  state: 'stored',
};

function drawn(shares: SharedTo[], { asOf = null, sharesKnown = true }: { asOf?: Date | null; sharesKnown?: boolean }) {
  const place = document.createElement('div');
  void act(() => {
    render(<SavedState item={{ state: 'stored', shares, sharesKnown }} long asOf={asOf} />, place);
  });
  return place.textContent;
}

const said = (share: Partial<SharedTo>, asOf: Date | null = null) => drawn([{ ...SHARE, ...share }], { asOf });

describe('beside an entry stands who can read it', () => {
  it('only once the server has the copy', () => {
    expect(said({})).toBe('StoredShared with Dr. Lin. Not opened yet.');
    expect(said({ state: 'phone' })).toBe('Stored, only you can read itGoes to Dr. Lin once you’re online');
    expect(said({ state: 'replacing' })).toContain('Dr. Lin has an earlier copy');
    expect(said({ state: 'refused' })).toBe('StoredNot certain whether Dr. Lin has this: the server refused it');
  });

  it('that an earlier copy was opened and this one was not', () => {
    expect(said({ earlierOpenedAt: '2026-01-02T10:00:00Z' })).toContain('An earlier copy was opened');
  });

  it('that only she can read it once all her copies are known', () => {
    expect(drawn([], {})).toBe('Stored, only you can read it');
    expect(drawn([], { sharesKnown: false })).toBe('Stored');
  });

  it('as of when, without a connection', () => {
    expect(said({}, new Date(Date.now() - 3 * 86_400_000))).toMatch(/Not opened as of \w+day, \d\d:\d\d\.$/);
  });
});
