// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';
import { useState } from 'preact/hooks';
import { useParams } from 'wouter-preact';

import { courseOf, placeInCourse, purposeWords } from '../../domain/course.ts';
import { formatDay, formatTime } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import {
  appointments,
  keepAppointment,
  removeAppointment,
  type AppointmentItem,
} from '../../sync/sharing/appointments.ts';
import { isJournalHere } from '../../sync/exchange/connection.ts';
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
          <p class="quiet">
            {isJournalHere.value ? m.practice_nothing_planned() : m.practice_appointments_not_here_yet()}
          </p>
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
          <List items={over} person={person} onEdit={setEditing} onKept={kept} isOver />
        </Disclosure>
      )}
    </>
  );
}

interface ListProps {
  items: readonly AppointmentItem[];
  person: Person;
  onEdit: (item: AppointmentItem) => void;
  onKept: (sentence: string) => void;
  /** Passed or cancelled: what stands there can still be put right. */
  isOver?: boolean;
}

function List({ items, person, onEdit, onKept, isOver: areOver = false }: ListProps) {
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
            {!item.cancelled && (
              <Button
                kind="quiet"
                onClick={() => {
                  onEdit(item);
                }}
              >
                {areOver ? m.practice_it_was_moved() : m.practice_change()}
                <AloudWhen item={item} />
              </Button>
            )}
            {item.cancelled ? (
              <PutBack item={item} onKept={onKept} />
            ) : (
              <Asked item={item} person={person} onKept={onKept} act={areOver ? acts.didNotHappen : acts.cancel} />
            )}
            {areOver && <Asked item={item} person={person} onKept={onKept} act={acts.remove} />}
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

interface Act {
  word: () => string;
  title: () => string;
  whatHappens: (item: AppointmentItem, name: string) => string;
  /** Words of the button that changes nothing. */
  leave: () => string;
  go: () => string;
  done: () => string;
  run: (item: AppointmentItem) => Promise<unknown>;
}

const about = (item: AppointmentItem, name: string) => ({
  purpose: purposeWords[item.purpose],
  day: formatDay(item.startsAt, here()),
  time: formatTime(item.startsAt, here()),
  name,
});

const acts: Record<'cancel' | 'didNotHappen' | 'remove', Act> = {
  cancel: {
    word: m.practice_cancel,
    title: m.practice_cancel_this_appointment,
    whatHappens: (item, name) => m.practice_purpose_day_time_name_will(about(item, name)),
    leave: m.practice_keep_it,
    go: m.practice_cancel_the_appointment,
    done: m.practice_cancelled,
    run: (item) => keepAppointment({ ...item, cancelled: true }),
  },
  didNotHappen: {
    word: m.practice_did_not_happen,
    title: m.practice_did_it_not_happen,
    whatHappens: (item, name) => m.practice_did_not_happen_will(about(item, name)),
    leave: m.practice_keep_it,
    go: m.practice_did_not_happen,
    done: m.practice_noted_not_happened,
    run: (item) => keepAppointment({ ...item, cancelled: true }),
  },
  remove: {
    word: m.practice_remove,
    title: m.practice_remove_this_appointment,
    whatHappens: (item, name) => m.practice_remove_will(about(item, name)),
    leave: m.practice_keep_it,
    go: m.practice_remove_the_appointment,
    done: m.practice_removed,
    run: ({ entryId }) => removeAppointment(entryId),
  },
};

/** Restores an appointment that was cancelled by mistake, or held after all. */
function PutBack({ item, onKept }: { item: AppointmentItem; onKept: (sentence: string) => void }) {
  const { busy, trouble, run } = useAction();
  return (
    <>
      <Button
        kind="quiet"
        busy={busy}
        onClick={() => {
          run(async () => {
            await keepAppointment({ ...item, cancelled: false });
            onKept(m.practice_is_put_back());
          });
        }}
      >
        {m.practice_put_back()}
        <AloudWhen item={item} />
      </Button>
      {trouble !== null && <p role="alert">{trouble}</p>}
    </>
  );
}

/** One of the acts, after a question that states its effect. */
function Asked({
  item,
  person,
  onKept,
  act,
}: {
  item: AppointmentItem;
  person: Person;
  onKept: (sentence: string) => void;
  act: Act;
}) {
  const [asking, setAsking] = useState(false);
  const { busy, trouble, run } = useAction();
  const leave = () => {
    setAsking(false);
  };
  const go = () => {
    run(async () => {
      await act.run(item);
      setAsking(false);
      onKept(act.done());
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
        {act.word()}
        <AloudWhen item={item} />
      </Button>
      <Dialog
        title={act.title()}
        open={asking}
        onClose={leave}
        actions={
          <>
            <Button onClick={leave}>{act.leave()}</Button>
            <Button kind="care" busy={busy} onClick={go}>
              {act.go()}
            </Button>
          </>
        }
      >
        <p>{act.whatHappens(item, person.name)}</p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </Dialog>
    </>
  );
}
