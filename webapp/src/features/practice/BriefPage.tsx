// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';
import { useRef } from 'preact/hooks';
import { useParams } from 'wouter-preact';

import { composeBrief, type Brief, type Heading, type Passage, type ShareName } from '../../domain/brief.ts';
import { purposeWords } from '../../domain/course.ts';
import { formatDay, formatTime, relativeDay } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { appointments, type AppointmentItem } from '../../sync/sharing/appointments.ts';
import { asOf, exchangeNow } from '../../sync/exchange/connection.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { markOpened, received } from '../../sync/sharing/sharing.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Disclosure } from '../../ui/controls/Disclosure.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SharedCopy } from '../../ui/text/SharedCopy.tsx';
import { usePolling } from '../../ui/controls/use-polling.ts';
import { here, momentWords, shortDay } from '../../ui/text/when.ts';
import { AsOf } from './AsOf.tsx';
import { CheckInLines } from './CheckInLines.tsx';
import { PeopleList } from './PeopleList.tsx';
import { Seen } from './Seen.tsx';

/** The brief of one person: one page, set like a letter, the same on paper. */
export default function BriefPage() {
  // What was shared a moment ago should be here before the appointment begins.
  usePolling(exchangeNow, 30);
  const { pairingId } = useParams<{ pairingId: string }>();
  const person = people.value.find((one) => one.pairingId === pairingId);
  return (
    <div class="desk">
      <nav class="desk-people not-printed" aria-label={m.phrase_people()}>
        <p class="desk-day">{formatDay(here().now, here())}</p>
        <PeopleList selected={pairingId} />
      </nav>
      {person ? <OnePerson key={pairingId} person={person} /> : <Unknown />}
    </div>
  );
}

function Unknown() {
  return (
    <Page title={m.practice_this_person_isnt_here()} back="/" backLabel={m.phrase_people()} class="brief">
      <p>{m.practice_this_pairing_isnt()}</p>
    </Page>
  );
}

function OnePerson({ person }: { person: Person }) {
  return person.state === 'ended' ? <EndedWith person={person} /> : <WholeBrief person={person} />;
}

function EndedWith({ person }: { person: Person }) {
  return (
    <Page title={person.name} back="/" backLabel={m.phrase_people()} tab={m.practice_brief()} class="brief">
      <p>{m.practice_this_pairing_has_ended_what()}</p>
    </Page>
  );
}

function WholeBrief({ person }: { person: Person }) {
  const { pairingId } = person;
  const brief = composeBrief({ pairingId, shares: received.value, appointments: appointments.value, here: here() });
  const seen = ({ shareId, revision }: ShareName) => {
    void markOpened(pairingId, shareId, revision).catch(() => undefined);
  };
  return (
    <Page
      title={<Head person={person} next={brief.next} />}
      back="/"
      backLabel={m.phrase_people()}
      tab={m.practice_brief()}
      class="brief"
      action={<Actions person={person} />}
    >
      <AsOf name={person.name} />
      <NotShown brief={brief} name={person.name} />
      <Fresh brief={brief} name={person.name} onSeen={seen} />
      <CheckInLines brief={brief} name={person.name} onSeen={seen} />
      <Before passages={brief.earlier} onSeen={seen} />
      <p class="only-printed small">{printedWords(person.name)}</p>
    </Page>
  );
}

function printedWords(name: string): string {
  const { at } = asOf.value;
  const day = formatDay(here().now, here());
  return at === null
    ? m.practice_printed_not_fetched({ day, name })
    : m.practice_printed_from_interlude_day_only({ day, name, when: momentWords(at) });
}

function Head({ person, next }: { person: Person; next: Heading<AppointmentItem> | null }) {
  return (
    <span class="brief-head">
      <span>{person.name}</span>
      {next && <span class="brief-next">{nextWords(next)}</span>}
    </span>
  );
}

/** "integration, today, 15:00, fourth of six" */
function nextWords({ appointment, place, on }: Heading<AppointmentItem>): string {
  const day = on ? m.practice_latest_since() : `${relativeDay(appointment.startsAt, here())},`;
  const words = `${purposeWords[appointment.purpose]}, ${day} ${formatTime(appointment.startsAt, here())}`;
  return place === null ? words : `${words}, ${place}`;
}

function Actions({ person }: { person: Person }) {
  return (
    <div class="row brief-actions">
      <LinkButton href={`/people/${person.pairingId}/appointments`} kind="quiet">
        {m.practice_appointments()}
      </LinkButton>
      <Button
        kind="quiet"
        onClick={() => {
          window.print();
        }}
      >
        {m.phrase_print()}
      </Button>
    </div>
  );
}

function NotShown({ brief, name }: { brief: Brief<AppointmentItem>; name: string }) {
  return (
    <>
      {brief.newer > 0 && (
        <Notice>
          <p>{m.practice_something_name_shared_needs({ name })}</p>
        </Notice>
      )}
      {brief.unreadable > 0 && (
        <Notice>
          <p>{m.practice_something_name_shared_couldnt({ name })}</p>
        </Notice>
      )}
    </>
  );
}

type OnSeen = (share: ShareName) => void;

function Fresh({ brief, name, onSeen }: { brief: Brief<AppointmentItem>; name: string; onSeen: OnSeen }) {
  const day = brief.since === null ? null : shortDay(brief.since, here());
  return (
    <section class="brief-part">
      <h2>{day === null ? m.practice_shared() : m.practice_shared_since({ day })}</h2>
      {brief.fresh.length === 0 ? (
        <p class="quiet">{nothingWords(brief, name, day)}</p>
      ) : (
        <Passages passages={brief.fresh} onSeen={onSeen} />
      )}
    </section>
  );
}

/** Claims no more than is known: something may still be on its way, and shares may have been withdrawn. */
function nothingWords(brief: Brief<AppointmentItem>, name: string, day: string | null): string {
  if (asOf.value.at === null) return m.practice_nothing_here_yet({ name });
  if (day !== null) return m.practice_nothing_since({ name, day });
  return brief.checkIns.length > 0
    ? m.practice_no_words_at_the_moment({ name })
    : m.practice_nothing_at_the_moment({ name });
}

function Before({ passages, onSeen }: { passages: readonly Passage[]; onSeen: OnSeen }) {
  if (passages.length === 0) return null;
  return (
    <section class="brief-part">
      <Disclosure summary={m.practice_shared_earlier()}>
        <Passages passages={passages} onSeen={onSeen} />
      </Disclosure>
    </section>
  );
}

function Passages({ passages, onSeen }: { passages: readonly Passage[]; onSeen: OnSeen }) {
  // Passages that were unread when the page opened stay marked as new while they are read.
  const unread = useRef(new Set<string>());
  passages.filter(({ openedAt }) => openedAt === null).forEach(({ shareId }) => unread.current.add(shareId));
  return (
    <div class="brief-passages">
      {passages.map((passage) => (
        <Seen
          key={passage.shareId}
          pending={passage.openedAt === null ? `${passage.shareId} ${passage.revision}` : null}
          onSeen={() => {
            onSeen(passage);
          }}
        >
          <SharedCopy
            copy={passage.copy}
            occasion={passage.occasion}
            now={here().now}
            mark={unread.current.has(passage.shareId) ? m.practice_new() : undefined}
          />
        </Seen>
      ))}
    </div>
  );
}
