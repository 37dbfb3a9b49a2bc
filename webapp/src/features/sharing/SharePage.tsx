// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { courseOf, endOf, lastOf, nextOf, purposeWords } from '../../domain/course.ts';
import { formatTime, relativeDay } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { appointments, type AppointmentItem } from '../../sync/sharing/appointments.ts';
import { exchangeNow, isJournalHere } from '../../sync/exchange/connection.ts';
import { isReadWhole, timeline, timelineReady, type JournalItem } from '../../sync/entries/journal.ts';
import { endsOnTheirWay, people, type Person } from '../../sync/pairing/pairings.ts';
import { offeredTo } from '../../sync/pairing/sharing-again.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SavedState } from '../../ui/status/SavedState.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { usePolling } from '../../ui/controls/use-polling.ts';
import { here, onDay } from '../../ui/text/when.ts';
import { SharedList } from './SharedList.tsx';

/** Everything since the last appointment, all of it private until one thing is chosen. */
export default function SharePage() {
  // Polled, because the other person may open a share at any time.
  usePolling(exchangeNow, 30);
  const paired = people.value.filter(({ state }) => state !== 'ended');
  return (
    <Page title={m.phrase_share()} tab={m.phrase_share()}>
      {paired.length === 0 ? <Nobody /> : <Choosing paired={paired} />}
      <SharedList />
    </Page>
  );
}

function Nobody() {
  if (!isJournalHere.value) return <p role="status">{m.phrase_people_on_their_way()}</p>;
  const ending = people.value.find(({ pairingId }) => endsOnTheirWay.value.has(pairingId));
  return (
    <div class="stack">
      <p>{ending ? m.phrase_pairing_ends_once_online({ name: ending.name }) : m.sharing_nobody_else_can_read()}</p>
      <LinkButton href="/pair" kind="act">
        {m.phrase_pair_with_your_therapist()}
      </LinkButton>
    </div>
  );
}

function Choosing({ paired }: { paired: readonly Person[] }) {
  if (!timelineReady.value) return <Loading>{m.phrase_opening_your_journal()}</Loading>;
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
            {m.sharing_share_again_with_name_what({ name })}
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
      {m.sharing_your_purpose_session_is_day({
        purpose: purposeWords[coming.purpose],
        day: onDay(coming.startsAt, here()),
        time: formatTime(coming.startsAt, here()),
        name,
      })}
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
      <h2>{since === null ? m.sharing_what_you_wrote() : m.sharing_since_your_last_appointment()}</h2>
      <p class="quiet">{m.sharing_only_you_can_read()}</p>
      <Writings
        items={items}
        empty={
          !isJournalHere.value
            ? m.phrase_still_on_its_way()
            : since === null
              ? m.sharing_you_havent_written_anything_yet()
              : m.sharing_you_havent_written_anything_since()
        }
      />
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
          <h2>{m.sharing_earlier()}</h2>
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
          {shown === 0 ? m.sharing_show_what_you_wrote_earlier() : m.sharing_show_more()}
        </Button>
      )}
    </section>
  );
}

/** How many earlier entries are added at a time. */
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
          {m.sharing_show_more()}
        </Button>
      )}
    </>
  );
}

function Writing({ item }: { item: JournalItem }) {
  const place = here();
  return (
    <Link href={`/share/${item.id}`} className={isReadWhole(item) ? 'sharing-item clay-line' : 'sharing-item'}>
      <span class="sharing-item-when">
        {m.phrase_day_time({ day: relativeDay(item.writtenAt, place), time: formatTime(item.writtenAt, place) })}
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
    ? m.phrase_mood_mood({ mood: moodWord(item.payload.mood) })
    : m.sharing_mood_and_words({ mood: moodWord(item.payload.mood), words: firstWords(words) });
}
