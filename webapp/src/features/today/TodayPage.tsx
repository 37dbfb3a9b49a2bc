// SPDX-License-Identifier: AGPL-3.0-or-later
import './today.css';
import { Link } from 'wouter-preact';

import { formatDay } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { lock } from '../../sync/account.ts';
import { appointments } from '../../sync/sharing/appointments.ts';
import {
  connection,
  exchangeNow,
  initialSyncProgress,
  isJournalHere,
  storageFull,
  update,
} from '../../sync/exchange/connection.ts';
import { timeline } from '../../sync/entries/journal.ts';
import { endsOnTheirWay, people } from '../../sync/pairing/pairings.ts';
import { HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { ConnectionLine } from '../../ui/status/ConnectionLine.tsx';
import { InitialSyncLine } from '../../ui/status/InitialSyncLine.tsx';
import { here } from '../../ui/text/when.ts';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { FromTheLock } from './FromTheLock.tsx';
import { LastEntry } from './LastEntry.tsx';
import { greeting, nextAppointment } from './next-appointment.ts';
import { Unfinished } from './Unfinished.tsx';
import { richMessage } from '../../ui/controls/rich-message.ts';

/** Where the day is: what comes next, the two ways to put something down, and what was put down last. */
export default function TodayPage() {
  const now = here();
  return (
    <Page
      title={greeting(now.now.getHours())}
      lead={formatDay(now.now, now)}
      action={<HelpNow />}
      tab={m.phrase_today()}
      class="today"
    >
      {storageFull.value && (
        <Notice kind="fault">
          <p>{m.phrase_this_phone_is_full_whats()}</p>
        </Notice>
      )}
      <FromTheLock />
      <Next />
      <div class="today-actions">
        <LinkButton href="/check-in" kind="plain">
          <Icon name="check-in" />
          {m.phrase_check_in()}
        </LinkButton>
        <LinkButton href="/write" kind="plain">
          <Icon name="write" />
          {m.phrase_write()}
        </LinkButton>
      </div>
      <Unfinished />
      <ToCompare />
      {initialSyncProgress.value !== null && (
        <InitialSyncLine here={timeline.value.length} part={initialSyncProgress.value} />
      )}
      <LastEntry item={timeline.value[0]} />
      <PairingHint />
      {update.value.waiting && (
        <p class="quiet small">
          {richMessage(m.today_update_waits, { link: <Link href="/you">{m.today_update_link()}</Link> })}
        </p>
      )}
      <ConnectionLine {...connection.value} onAgain={() => exchangeNow().catch(() => undefined)} onSignIn={lock} />
    </Page>
  );
}

function Next() {
  const next = nextAppointment(appointments.value, people.value, here());
  if (next === null) return null;
  return (
    <section class="stack" aria-label={m.today_next_appointment()}>
      <p class="today-next">{next.sentence}</p>
      {next.ready !== null && (
        <Link href="/share" className="today-ready">
          <span>
            <span class="today-ready-what">{next.ready}</span>
            <span class="quiet">{m.phrase_choose_what_to_share()}</span>
          </span>
          <Icon name="on" />
        </Link>
      )}
    </section>
  );
}

/** People whose eight words were not compared yet: before the first share, they must be. */
function ToCompare() {
  const uncompared = people.value.filter((person) => person.state === 'paired' && !person.wordsCompared);
  return (
    <>
      {uncompared.map((person) => (
        <Notice key={person.pairingId}>
          <p>{m.today_when_you_next_see({ name: person.name })}</p>
          <LinkButton href={`/pair/${person.pairingId}/words`} kind="quiet">
            {m.today_show_the_words()}
          </LinkButton>
        </Notice>
      ))}
    </>
  );
}

function PairingHint() {
  const standing = people.value.filter((person) => person.state !== 'ended');
  if (standing.length === 0) {
    if (!isJournalHere.value) return <p class="quiet">{m.phrase_people_on_their_way()}</p>;
    const last = people.value.at(-1);
    if (last !== undefined && endsOnTheirWay.value.has(last.pairingId))
      return <p class="quiet">{m.phrase_pairing_ends_once_online({ name: last.name })}</p>;
    if (last !== undefined)
      return (
        <p class="quiet">
          {richMessage(m.today_pairing_ended, {
            name: last.name,
            link: <Link href="/pair">{m.today_pair_again()}</Link>,
          })}
        </p>
      );
    return (
      <p class="quiet">{richMessage(m.today_no_pairing, { link: <Link href="/pair">{m.today_pair_first()}</Link> })}</p>
    );
  }
  const waiting = standing
    .filter((person) => person.state === 'waiting')
    .map((person) => person.name)
    .join(', ');
  return waiting === '' ? null : <p class="quiet">{m.today_waiting_for_name_to_open({ name: waiting })}</p>;
}
