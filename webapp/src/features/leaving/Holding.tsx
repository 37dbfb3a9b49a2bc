// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from 'preact/hooks';

import { formatTime, relativeDay } from '../../domain/dates.ts';
import { counted } from '../../domain/plain-journal.ts';
import * as m from '../../messages/index.ts';
import { initialSyncProgress } from '../../sync/exchange/connection.ts';
import { holding } from '../../sync/leaving/export.ts';
import { drafts } from '../../sync/entries/journal.ts';
import { here } from '../../ui/text/when.ts';
import { Loading } from '../../ui/page/Loading.tsx';

/** What is on this phone and would be taken along: "1,204 entries, the last of today 14:07." */
export function HoldingLine() {
  const { ready, entries, unreadable, lastAt } = holding.value;
  if (!ready) return <Loading>{m.leaving_counting_your_entries()}</Loading>;
  return (
    <>
      <p>
        {lastAt === null
          ? m.leaving_holding({ entries: counted(entries) })
          : m.leaving_holding_last({
              entries: counted(entries),
              day: relativeDay(lastAt, here()),
              time: formatTime(lastAt, here()),
            })}
      </p>
      {initialSyncProgress.value !== null && (
        <p>
          <strong>{m.leaving_not_all_here()}</strong> {m.leaving_wait_for_the_rest()}
        </p>
      )}
      {unreadable > 0 && (
        <p class="quiet small">{m.leaving_unreadable({ entries: counted(unreadable), unreadable })}</p>
      )}
    </>
  );
}

/** What an export does not hold: texts that were begun and not finished. */
export function UnfinishedLine() {
  const [unfinished, setUnfinished] = useState(0);
  useEffect(() => {
    void drafts.list().then(
      (begun) => {
        setUnfinished(begun.filter(({ kind }) => kind !== 'appointment').length);
      },
      () => undefined,
    );
  }, []);
  if (unfinished === 0) return null;
  return (
    <p>
      <strong>{m.leaving_unfinished({ unfinished })}</strong> {m.leaving_finish_first()}
    </p>
  );
}
