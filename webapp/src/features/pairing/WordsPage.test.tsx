// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';
import { Route, Router } from 'wouter-preact';
import { memoryLocation } from 'wouter-preact/memory-location';

import * as m from '../../messages/index.ts';
import { openedEntries } from '../../sync/entries/opened-entries.ts';
import WordsPage from './WordsPage.tsx';

const THEO = {
  v: 1,
  kind: 'contact',
  pairing_id: 'p1',
  account_id: 'theo',
  public_key: 'key',
  role: 'therapist',
  name: 'Dr. Theo',
  words_compared: true,
  ended_at: null,
} as const;

it('nothing Ana can press moves under her finger when Theo’s phone has answered', async () => {
  const loaded = { revision: 1, keptAt: '2026-11-30T08:00:00Z', payload: THEO, ancestry: null };
  openedEntries.value = new Map([['c1', { id: 'c1', ...loaded, understood: { ok: true, entry: THEO } }]]);
  const page = document.body.appendChild(document.createElement('div'));
  await act(() => {
    render(
      <Router hook={memoryLocation({ path: '/pair/p1/words' }).hook}>
        <Route path="/pair/:pairingId/words">
          <WordsPage />
        </Route>
      </Router>,
      page,
    );
  });
  const goesAway = [...page.querySelectorAll('p')].find(
    ({ textContent }) => textContent === m.pairing_name_still_needs_to_open({ name: 'Dr. Theo' }),
  );
  const pressed = [...page.querySelectorAll('a, button, summary')];
  expect(pressed.length).toBeGreaterThan(1);
  for (const one of pressed) expect(goesAway?.compareDocumentPosition(one)).toBe(Node.DOCUMENT_POSITION_PRECEDING);
  render(null, page);
});
