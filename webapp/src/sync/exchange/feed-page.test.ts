// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { refuseNonsense, type Asked, type FeedPage } from './feed-page.ts';

const row = (position: number, id = `row-${position}`) => ({ id, revision: 1, position });
const page = (change: Partial<FeedPage> = {}): FeedPage => ({
  epoch: 'ours',
  position: 5,
  more: false,
  isEmpty: false,
  rows: [row(4), row(5)],
  ...change,
});
const believed = (got: FeedPage, asked: Asked) => () => {
  refuseNonsense('GET /entries', got, asked);
};

describe('Mallory runs the server. A page of the feed', () => {
  const after3: Asked = { epoch: 'ours', after: 3 };

  test('as an honest server sends it is believed', () => {
    expect(believed(page(), after3)).not.toThrow();
    expect(believed(page({ position: 3, rows: [], isEmpty: true }), after3)).not.toThrow();
    expect(believed(page({ more: true }), after3)).not.toThrow();
  });

  test.each<[string, Partial<FeedPage>]>([
    ['of another feed', { epoch: 'another' }],
    ['that leads back', { position: 2 }],
    ['that leads nowhere and promises more', { position: 3, more: true }],
    ['without a row that promises more', { rows: [], isEmpty: true, more: true }],
    ['with a row of revision 0', { rows: [{ ...row(4), revision: 0 }] }],
    ['with one thing twice', { rows: [row(4, 'same'), row(5, 'same')] }],
  ])('%s is refused', (_, change) => {
    expect(believed(page(change), after3)).toThrow(expect.objectContaining({ code: 'nonsense' }) as Error);
  });
});

describe('a page read from the newest back', () => {
  const before6: Asked = { epoch: 'ours', before: 6 };
  const down: Partial<FeedPage> = { rows: [row(5), row(4)], position: 4 };

  test('as an honest server sends it is believed', () => {
    expect(believed(page(down), before6)).not.toThrow();
    expect(believed(page(down), { epoch: 'ours', before: 0 })).not.toThrow();
    expect(believed(page({ ...down, more: true }), before6)).not.toThrow();
    expect(believed(page({ rows: [], isEmpty: true, position: 0 }), before6)).not.toThrow();
  });

  test.each<[string, Partial<FeedPage>]>([
    ['of another feed', { epoch: 'another' }],
    ['that begins above what was asked for', { rows: [row(6), row(4)] }],
    ['that goes up', { rows: [row(4), row(5)], position: 5 }],
    ['that does not end where it says', { position: 3 }],
    ['without a row that promises more', { rows: [], isEmpty: true, position: 0, more: true }],
    ['with a row of revision 0', { rows: [{ ...row(4), revision: 0 }] }],
    ['with one thing twice', { rows: [row(5, 'same'), row(4, 'same')] }],
  ])('%s is refused', (_, change) => {
    expect(believed(page({ ...down, ...change }), before6)).toThrow(
      expect.objectContaining({ code: 'nonsense' }) as Error,
    );
  });
});
