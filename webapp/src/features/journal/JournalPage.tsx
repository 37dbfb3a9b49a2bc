// SPDX-License-Identifier: AGPL-3.0-or-later
import './journal.css';
import { Component } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { groupByDay } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { initialSyncProgress, isJournalHere } from '../../sync/exchange/connection.ts';
import { timeline, timelineReady, type JournalItem } from '../../sync/entries/journal.ts';
import { HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { InitialSyncLine } from '../../ui/status/InitialSyncLine.tsx';
import { here } from '../../ui/text/when.ts';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { EntryLine } from './EntryLine.tsx';
import { left, PAGE } from './list-memory.ts';

/** Everything written, newest first, a heading for each day. */
export default function JournalPage() {
  useEffect(() => rememberScroll(), []);
  return (
    <Page title={m.phrase_journal()} action={<HelpNow />} tab={m.phrase_journal()} scrolledTo={left.scrolledTo}>
      {initialSyncProgress.value !== null && (
        <InitialSyncLine here={timeline.value.length} part={initialSyncProgress.value} />
      )}
      {timelineReady.value ? <Timeline /> : <Loading>{m.phrase_opening_your_journal()}</Loading>}
    </Page>
  );
}

function Timeline() {
  const [shown, setShown] = useState(left.shown);
  const items = timeline.value;
  if (items.length === 0) return initialSyncProgress.value === null ? <Empty /> : null;
  const more = () => {
    left.shown = shown + PAGE;
    setShown(left.shown);
  };
  return (
    <>
      {groupByDay(items.slice(0, shown), (item) => item.writtenAt, here()).map((day) => (
        <OneDay key={day.key} heading={day.heading} items={day.items} />
      ))}
      {shown < items.length && <Further onReached={more} shown={shown} />}
    </>
  );
}

interface DayProps {
  heading: string;
  items: readonly JournalItem[];
}

/** One day of the list; drawn again only when something of that day changed, however long the list is. */
class OneDay extends Component<DayProps> {
  override shouldComponentUpdate(next: DayProps): boolean {
    const { heading, items } = this.props;
    return (
      next.heading !== heading ||
      next.items.length !== items.length ||
      next.items.some((item, at) => item !== items[at])
    );
  }

  override render({ heading, items }: DayProps) {
    return (
      <section class="journal-day" aria-label={heading}>
        <h2 class="journal-day-heading">{heading}</h2>
        <ul class="plain-list journal-lines">
          {items.map((item) => (
            <li key={item.id}>
              <EntryLine item={item} />
            </li>
          ))}
        </ul>
      </section>
    );
  }
}

function Empty() {
  return (
    <div class="stack">
      <p class="quiet">{isJournalHere.value ? m.journal_nothing_here_yet_what() : m.phrase_still_on_its_way()}</p>
      <div class="row">
        <LinkButton href="/write" kind="act">
          {m.phrase_write()}
        </LinkButton>
        <LinkButton href="/check-in">{m.phrase_check_in()}</LinkButton>
      </div>
    </div>
  );
}

/** Adds the next entries shortly before the end of the list comes into sight. */
function Further({ onReached, shown }: { onReached: () => void; shown: number }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const watched = end.current;
    if (watched === null) return;
    const watcher = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) onReached();
      },
      { rootMargin: '1200px' },
    );
    watcher.observe(watched);
    return () => {
      watcher.disconnect();
    };
  }, [shown]);
  return (
    <div ref={end} class="journal-further">
      <button type="button" class="button button-quiet" onClick={onReached}>
        {m.journal_earlier_entries()}
      </button>
    </div>
  );
}

function rememberScroll(): () => void {
  const note = () => {
    left.scrolledTo = window.scrollY;
  };
  window.addEventListener('scroll', note, { passive: true });
  return () => {
    window.removeEventListener('scroll', note);
  };
}
