// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';
import { Link } from 'wouter-preact';

import { formatTime, relativeDay } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { appointments, type AppointmentItem } from '../../sync/sharing/appointments.ts';
import { isJournalHere } from '../../sync/exchange/connection.ts';
import { otherKeys } from '../../sync/pairing/other-key.ts';
import { invites, people, type Person } from '../../sync/pairing/pairings.ts';
import { received } from '../../sync/sharing/sharing.ts';
import { LinkButton } from '../../ui/controls/Button.tsx';
import { Disclosure } from '../../ui/controls/Disclosure.tsx';
import { here, shortDay } from '../../ui/text/when.ts';
import { composeDay, type Line } from './day.ts';

type PersonLine = Line<Person, AppointmentItem>;

/** Today and the people, in appointment order: the left column of the desk, the first page of a phone. */
export function PeopleList({ selected }: { selected?: string | undefined }) {
  const patients = people.value.filter(({ role }) => role === 'patient');
  const day = composeDay({ people: patients, appointments: appointments.value, shares: received.value, here: here() });
  if (patients.length === 0 && invites.value.length === 0)
    return isJournalHere.value ? <Nobody /> : <p class="quiet">{m.practice_people_not_here_yet()}</p>;
  return (
    <div class="people">
      <Today lines={day.today} selected={selected} />
      <Group title={m.practice_new_not_today()} lines={day.newForLater} selected={selected} />
      <Group
        title={day.today.length + day.newForLater.length === 0 ? m.practice_your_people() : m.practice_everyone_else()}
        lines={day.others}
        selected={selected}
      />
      <WaitingToPair comparing={day.comparing} />
      <Ended people={day.ended} selected={selected} />
    </div>
  );
}

function Nobody() {
  return (
    <div class="stack">
      <p>{m.practice_nobody_is_paired()}</p>
      <p class="quiet">{m.practice_invite_someone_with_a_code()}</p>
      <LinkButton href="/invite" kind="act">
        {m.practice_send_your_first_invite()}
      </LinkButton>
    </div>
  );
}

function Today({ lines, selected }: { lines: readonly PersonLine[]; selected: string | undefined }) {
  return (
    <section class="people-group">
      <h2>{m.phrase_today()}</h2>
      {lines.length === 0 ? (
        <p class="quiet">
          {isJournalHere.value ? m.practice_no_appointments_today() : m.practice_appointments_not_here_yet()}
        </p>
      ) : (
        <ul class="plain-list">
          {lines.map((line) => (
            <Row key={line.appointment?.entryId} line={line} selected={selected} today />
          ))}
        </ul>
      )}
    </section>
  );
}

function Group({
  title,
  lines,
  selected,
}: {
  title: string;
  lines: readonly PersonLine[];
  selected: string | undefined;
}) {
  if (lines.length === 0) return null;
  return (
    <section class="people-group">
      <h2>{title}</h2>
      <ul class="plain-list">
        {lines.map((line) => (
          <Row key={line.person.pairingId} line={line} selected={selected} />
        ))}
      </ul>
    </section>
  );
}

function Row({ line, selected, today = false }: { line: PersonLine; selected: string | undefined; today?: boolean }) {
  const { person, appointment, isNew } = line;
  return (
    <li>
      <Link
        href={`/people/${person.pairingId}`}
        className="people-row"
        aria-current={person.pairingId === selected ? 'page' : undefined}
      >
        {today && appointment && <span class="people-hour">{formatTime(appointment.startsAt, here())}</span>}
        <span class="people-name">
          {person.name}
          {!today && appointment && (
            <span class="quiet small people-day">{relativeDay(appointment.startsAt, here())}</span>
          )}
        </span>
        {isNew && <span class="people-new">{m.practice_new()}</span>}
      </Link>
    </li>
  );
}

function WaitingToPair({ comparing }: { comparing: readonly Person[] }) {
  const open = invites.value;
  if (comparing.length + open.length === 0) return null;
  return (
    <section class="people-group">
      <h2>{m.practice_waiting_to_pair()}</h2>
      <ul class="plain-list">
        {comparing.map((person) => (
          <li key={person.pairingId}>
            <Link href={`/pair/${person.pairingId}/words`} className="people-row">
              <span class="people-name">
                {person.name}
                <span class="quiet small people-day">
                  {otherKeys.value.has(person.pairingId)
                    ? m.practice_has_a_different_key_now()
                    : m.practice_compare_the_words()}
                </span>
              </span>
            </Link>
          </li>
        ))}
        {open.map((invite) => (
          <li key={invite.inviteId}>
            <Link href="/invite" className="people-row">
              <span class="people-name">
                {m.phrase_invite()}
                <span class="quiet small people-day">
                  {m.practice_until_day({ day: shortDay(new Date(invite.expiresAt), here()) })}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ended({ people: ended, selected }: { people: readonly Person[]; selected: string | undefined }) {
  if (ended.length === 0) return null;
  return (
    <Disclosure summary={m.phrase_ended()}>
      <ul class="plain-list">
        {ended.map((person) => (
          <Row key={person.pairingId} line={{ person, appointment: null, isNew: false }} selected={selected} />
        ))}
      </ul>
    </Disclosure>
  );
}
