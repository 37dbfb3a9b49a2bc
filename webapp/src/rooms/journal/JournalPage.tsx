import './journal.css';
import { useEffect, useRef, useState } from 'preact/hooks';

import { groupByDay } from '../../domain/dates.ts';
import { timeline, timelineReady } from '../../sync/journal.ts';
import { HelpNow, LinkButton } from '../../ui/Button.tsx';
import { here } from '../../ui/when.ts';
import { Page } from '../../ui/Page.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { EntryLine } from './EntryLine.tsx';
import { left, PAGE } from './list-memory.ts';

/** Everything written, newest first, a heading for each day. */
export default function JournalPage() {
  useEffect(() => rememberScroll(), []);
  return (
    <Page title="Journal" action={<HelpNow />} tab="Journal" scrolledTo={left.scrolledTo}>
      {timelineReady.value ? <Timeline /> : <Waiting>Opening your journal.</Waiting>}
    </Page>
  );
}

function Timeline() {
  const [shown, setShown] = useState(left.shown);
  const items = timeline.value;
  if (items.length === 0) return <Empty />;
  const more = () => {
    left.shown = shown + PAGE;
    setShown(left.shown);
  };
  return (
    <>
      {groupByDay(items.slice(0, shown), (item) => item.writtenAt, here()).map((day) => (
        <section class="journal-day" key={day.key} aria-label={day.heading}>
          <h2 class="journal-day-heading">{day.heading}</h2>
          <ul class="plain-list journal-lines">
            {day.items.map((item) => <li key={item.id}><EntryLine item={item} /></li>)}
          </ul>
        </section>
      ))}
      {shown < items.length && <Further onReached={more} shown={shown} />}
    </>
  );
}

function Empty() {
  return (
    <div class="stack">
      <p class="quiet">Nothing is written yet. What you write stays on this phone and, sealed, on the server.</p>
      <div class="row">
        <LinkButton href="/write" kind="act">Write</LinkButton>
        <LinkButton href="/check-in">Check in</LinkButton>
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
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) onReached();
    }, { rootMargin: '1200px' });
    watcher.observe(watched);
    return () => { watcher.disconnect(); };
  }, [shown]);
  return <div ref={end} class="journal-further"><button type="button" class="button button-quiet" onClick={onReached}>Earlier entries</button></div>;
}

function rememberScroll(): () => void {
  const note = () => { left.scrolledTo = window.scrollY; };
  window.addEventListener('scroll', note, { passive: true });
  return () => { window.removeEventListener('scroll', note); };
}
