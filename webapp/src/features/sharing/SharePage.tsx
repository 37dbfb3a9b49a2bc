import './sharing.css';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { courseOf, endOf, lastOf, nextOf } from '../../domain/course.ts';
import { formatTime, relativeDay } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import { appointments, type AppointmentItem } from '../../sync/sharing/appointments.ts';
import { exchangeNow } from '../../sync/exchange/connection.ts';
import { timeline, timelineReady, type JournalItem } from '../../sync/entries/journal.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { offeredTo } from '../../sync/pairing/sharing-again.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SavedState } from '../../ui/status/SavedState.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { usePolling } from '../../ui/controls/use-polling.ts';
import { here } from '../../ui/text/when.ts';
import { SharedList } from './SharedList.tsx';

/** Everything since the last appointment, all of it private until one thing is chosen. */
export default function SharePage() {
  // Whether a share was opened is only true as long as it is asked again.
  usePolling(exchangeNow, 30);
  const paired = people.value.filter(({ state }) => state !== 'ended');
  return (
    <Page title="Share" tab="Share">
      {paired.length === 0 ? <Nobody /> : <Choosing paired={paired} />}
      <SharedList />
    </Page>
  );
}

function Nobody() {
  return (
    <div class="stack">
      <p>Nobody can read your journal. To share something of it, pair with your therapist first.</p>
      <LinkButton href="/pair" kind="act">
        Pair with your therapist
      </LinkButton>
    </div>
  );
}

function Choosing({ paired }: { paired: readonly Person[] }) {
  if (!timelineReady.value) return <Loading>Opening your journal.</Loading>;
  const since = lastAppointmentEnd(paired);
  const writings = timeline.value.filter(isWriting);
  const isRecent = ({ writtenAt }: JournalItem) => since === null || writtenAt.getTime() >= since;
  return (
    <>
      <NextAppointment paired={paired} />
      {paired
        .filter(({ pairingId, wordsCompared }) => wordsCompared && offeredTo(pairingId).length > 0)
        .map(({ pairingId, name }) => (
          <LinkButton key={pairingId} href={`/share/again/${pairingId}`}>
            Share again with {name} what somebody could read before
          </LinkButton>
        ))}
      <Recent items={writings.filter(isRecent)} since={since} />
      <Earlier items={writings.filter((item) => !isRecent(item))} />
    </>
  );
}

function NextAppointment({ paired }: { paired: readonly Person[] }) {
  const now = new Date();
  const coming = paired
    .map(({ pairingId }) => nextOf(courseOf(appointments.value, pairingId), now))
    .filter((next): next is AppointmentItem => next !== null)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())[0];
  if (!coming) return null;
  const name = paired.find(({ pairingId }) => pairingId === coming.pairingId)?.name ?? '';
  return (
    <p>
      Your {coming.purpose} is {relativeDay(coming.startsAt, here())} at {formatTime(coming.startsAt, here())} with{' '}
      {name}.
    </p>
  );
}

/** The end of the last appointment with anybody, in milliseconds; null before the first. */
function lastAppointmentEnd(paired: readonly Person[]): number | null {
  const ends = paired.flatMap(({ pairingId }) => {
    const last = lastOf(courseOf(appointments.value, pairingId), new Date());
    return last ? [endOf(last)] : [];
  });
  return ends.length === 0 ? null : Math.max(...ends);
}

function Recent({ items, since }: { items: readonly JournalItem[]; since: number | null }) {
  return (
    <section class="stack-tight">
      <h2>{since === null ? 'What you wrote' : 'Since your last appointment'}</h2>
      <p class="quiet">All of it is yours alone until you share it. Choose one to see exactly what would be read.</p>
      <Writings items={items} empty={since === null ? 'Nothing is written yet.' : 'Nothing is written since then.'} />
    </section>
  );
}

function Earlier({ items }: { items: readonly JournalItem[] }) {
  const [shown, setShown] = useState(0);
  if (items.length === 0) return null;
  return (
    <section class="stack-tight">
      {shown > 0 && (
        <>
          <h2>Earlier</h2>
          <Writings items={items.slice(0, shown)} empty="" />
        </>
      )}
      {shown < items.length && (
        <Button
          kind="quiet"
          class="sharing-more"
          onClick={() => {
            setShown(shown + PAGE);
          }}
        >
          {shown === 0 ? 'Show what you wrote earlier' : 'Show more'}
        </Button>
      )}
    </section>
  );
}

/** How many earlier writings come at a time. */
const PAGE = 30;

function Writings({ items, empty }: { items: readonly JournalItem[]; empty: string }) {
  const [most, setMost] = useState(PAGE);
  if (items.length === 0) return <p>{empty}</p>;
  return (
    <>
      <ul class="plain-list sharing-list">
        {items.slice(0, most).map((item) => (
          <li key={item.id}>
            <Writing item={item} />
          </li>
        ))}
      </ul>
      {items.length > most && (
        <Button
          kind="quiet"
          class="sharing-more"
          onClick={() => {
            setMost(most + PAGE);
          }}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function Writing({ item }: { item: JournalItem }) {
  const place = here();
  return (
    <Link href={`/share/${item.id}`} className={item.shares.length > 0 ? 'sharing-item clay-line' : 'sharing-item'}>
      <span class="sharing-item-when">
        {relativeDay(item.writtenAt, place)}, {formatTime(item.writtenAt, place)}
      </span>
      <span class="sharing-item-words">{lineOf(item)}</span>
      <SavedState item={item} />
    </Link>
  );
}

/** One line that its writer knows it by. */
function lineOf(item: JournalItem): string {
  if (item.kind === 'note') return firstWords(item.payload.text, 120);
  if (item.kind !== 'check_in') return '';
  const words = item.payload.words.trim();
  return words === ''
    ? `Mood: ${moodWord(item.payload.mood)}`
    : `Mood: ${moodWord(item.payload.mood)}. ${firstWords(words)}`;
}
