import { useEffect, useState } from 'preact/hooks';

import { formatTime, relativeDay } from '../../domain/dates.ts';
import { counted } from '../../domain/plain-journal.ts';
import { initialSyncProgress } from '../../sync/exchange/connection.ts';
import { holding } from '../../sync/leaving/export.ts';
import { drafts } from '../../sync/entries/journal.ts';
import { here } from '../../ui/text/when.ts';
import { Loading } from '../../ui/page/Loading.tsx';

/** What is on this phone and would be taken along: "1,204 entries, the last of today 14:07." */
export function HoldingLine() {
  const { ready, entries, unreadable, lastAt } = holding.value;
  if (!ready) return <Loading>Counting what is here.</Loading>;
  return (
    <>
      <p>
        {counted(entries)} on this phone
        {lastAt === null ? '' : `, the last of ${relativeDay(lastAt, here())} ${formatTime(lastAt, here())}`}.
      </p>
      {initialSyncProgress.value !== null && (
        <p>
          <strong>Not everything has arrived on this phone yet.</strong> Wait for the rest if you want all of it in the
          file.
        </p>
      )}
      {unreadable > 0 && (
        <p class="quiet small">
          {counted(unreadable)} cannot be read here. Sealed, {unreadable === 1 ? 'it travels' : 'they travel'} along as{' '}
          {unreadable === 1 ? 'it is' : 'they are'}.
        </p>
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
      <strong>
        {unfinished === 1 ? 'An unfinished text' : `${unfinished} unfinished texts`} on Today{' '}
        {unfinished === 1 ? 'is' : 'are'} not in it.
      </strong>{' '}
      Finish what you want to take along.
    </p>
  );
}
