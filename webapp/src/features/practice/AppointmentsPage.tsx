// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';
import { useState } from 'preact/hooks';
import { useParams } from 'wouter-preact';

import { courseOf, placeInCourse, purposeWords } from '../../domain/course.ts';
import { formatDay, formatTime } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { appointments, keepAppointment, type AppointmentItem } from '../../sync/sharing/appointments.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Disclosure } from '../../ui/controls/Disclosure.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { Loading } from '../../ui/page/Loading.tsx';
import { here } from '../../ui/text/when.ts';
import { AppointmentForm } from './AppointmentForm.tsx';
import { useLastBegun } from './appointment-opening.ts';
import { isOver } from './day.ts';
import { EndPairing } from './EndPairing.tsx';

/**
 * The course of one person: what is planned, what was, and planning more. Every schedule differs, so dates are free.
 */
export default function AppointmentsPage() {
  const { pairingId } = useParams<{ pairingId: string }>();
  const person = people.value.find((one) => one.pairingId === pairingId && one.state !== 'ended');
  const back = {
    back: `/people/${pairingId}`,
    backLabel: person?.name ?? m.phrase_back(),
    tab: m.practice_appointments(),
  };
  if (!person)
    return (
      <Page title={m.practice_no_appointments_here()} {...back}>
        <p>{m.practice_this_pairing_has_ended()}</p>
      </Page>
    );
  return (
    <Page title={m.practice_appointments_with_name({ name: person.name })} {...back}>
      {person.wordsCompared ? <Course person={person} /> : <WordsFirst person={person} />}
      <EndPairing person={person} />
    </Page>
  );
}

function WordsFirst({ person }: { person: Person }) {
  return (
    <div class="stack">
      <p>{m.practice_appointments_are_sealed_for_name({ name: person.name })}</p>
      <LinkButton href={`/pair/${person.pairingId}/words`} kind="act">
        {m.phrase_compare_the_words()}
      </LinkButton>
    </div>
  );
}

/** Opens where she was: a lock, or a login that ended, may have come while she changed one. */
function Course({ person }: { person: Person }) {
  const begun = useLastBegun(person.pairingId);
  return begun === null ? <Loading /> : <Planning person={person} begun={begun.entryId} />;
}

function Planning({ person, begun }: { person: Person; begun: string | null }) {
  const [editing, setEditing] = useState(
    () => appointments.peek().find((one) => one.entryId === begun && !one.cancelled) ?? null,
  );
  const [said, setSaid] = useState('');
  const [turn, setTurn] = useState(0);
  const now = new Date();
  const all = appointments.value.filter(({ pairingId }) => pairingId === person.pairingId);
  const coming = all.filter((one) => !one.cancelled && !isOver(one, now));
  const over = all.filter((one) => one.cancelled || isOver(one, now)).reverse();
  const kept = (sentence: string) => {
    setSaid(sentence);
    setEditing(null);
    setTurn(turn + 1);
  };
  return (
    <>
      <p role="status" class={said === '' ? 'only-read-aloud' : ''} key={turn}>
        {said}
      </p>
      <section class="stack-tight">
        <h2>{m.practice_planned()}</h2>
        {coming.length === 0 ? (
          <p class="quiet">{m.practice_nothing_planned()}</p>
        ) : (
          <List items={coming} person={person} onEdit={setEditing} onKept={kept} />
        )}
      </section>
      <AppointmentForm
        key={editing?.entryId ?? turn}
        person={person}
        editing={editing}
        onKept={kept}
        onLeave={() => {
          setEditing(null);
          setTurn(turn + 1);
        }}
      />
      {over.length > 0 && (
        <Disclosure summary={m.practice_past_and_cancelled()}>
          <List items={over} person={person} />
        </Disclosure>
      )}
    </>
  );
}

interface ListProps {
  items: readonly AppointmentItem[];
  person: Person;
  /** Without it the list is only to read. */
  onEdit?: (item: AppointmentItem) => void;
  onKept?: (sentence: string) => void;
}

function List({ items, person, onEdit, onKept }: ListProps) {
  const course = courseOf(appointments.value, person.pairingId);
  return (
    <ul class="plain-list">
      {items.map((item) => (
        <li key={item.entryId} class="appointment">
          <span class="appointment-what">
            <span>
              {m.phrase_day_time({ day: formatDay(item.startsAt, here()), time: formatTime(item.startsAt, here()) })}
            </span>
            <span class="quiet">{whatWords(item, placeInCourse(course, item))}</span>
          </span>
          <span class="practice-acts">
            {onEdit && (
              <Button
                kind="quiet"
                onClick={() => {
                  onEdit(item);
                }}
              >
                {m.practice_change()}
                <AloudWhen item={item} />
              </Button>
            )}
            {onKept && <Cancelling item={item} person={person} onKept={onKept} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

function AloudWhen({ item }: { item: AppointmentItem }) {
  return (
    <span class="only-read-aloud">
      {' '}
      {m.practice_purpose_day({ purpose: purposeWords[item.purpose], day: formatDay(item.startsAt, here()) })}
    </span>
  );
}

function whatWords(item: AppointmentItem, place: string | null): string {
  const parts = [
    purposeWords[item.purpose],
    item.cancelled ? m.practice_is_cancelled() : place,
    item.minutes === null ? null : m.phrase_minutes_minutes({ minutes: item.minutes }),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function Cancelling({
  item,
  person,
  onKept,
}: {
  item: AppointmentItem;
  person: Person;
  onKept: (sentence: string) => void;
}) {
  const [asking, setAsking] = useState(false);
  const { busy, trouble, run } = useAction();
  const cancel = () => {
    run(async () => {
      await keepAppointment({ ...item, cancelled: true });
      setAsking(false);
      onKept(m.practice_cancelled());
    });
  };
  return (
    <>
      <Button
        kind="quiet"
        onClick={() => {
          setAsking(true);
        }}
      >
        {m.practice_cancel()}
        <AloudWhen item={item} />
      </Button>
      <Dialog
        title={m.practice_cancel_this_appointment()}
        open={asking}
        onClose={() => {
          setAsking(false);
        }}
        actions={
          <>
            <Button
              onClick={() => {
                setAsking(false);
              }}
            >
              {m.practice_keep_it()}
            </Button>
            <Button kind="care" busy={busy} onClick={cancel}>
              {m.practice_cancel_the_appointment()}
            </Button>
          </>
        }
      >
        <p>
          {m.practice_purpose_day_time_name_will({
            purpose: purposeWords[item.purpose],
            day: formatDay(item.startsAt, here()),
            time: formatTime(item.startsAt, here()),
            name: person.name,
          })}
        </p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </Dialog>
    </>
  );
}
