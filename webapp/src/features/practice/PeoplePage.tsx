// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';

import { formatDay } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { exchangeNow } from '../../sync/exchange/connection.ts';
import { people } from '../../sync/pairing/pairings.ts';
import { Page } from '../../ui/page/Page.tsx';
import { usePolling } from '../../ui/controls/use-polling.ts';
import { here } from '../../ui/text/when.ts';
import { AsOf } from './AsOf.tsx';
import { PeopleList } from './PeopleList.tsx';

/** The first page of a therapist: today, and the people. */
export default function PeoplePage() {
  // What was shared a moment ago should be here before the appointment begins.
  usePolling(exchangeNow, 30);
  const place = here();
  return (
    <div class="desk desk-first">
      <Page title={formatDay(place.now, place)} class="desk-people">
        <PeopleList />
        <AsOf />
      </Page>
      {people.value.some(({ state, wordsCompared }) => state !== 'ended' && wordsCompared) && (
        <aside class="desk-rest quiet">{m.practice_choose_a_person_to_read()}</aside>
      )}
    </div>
  );
}
