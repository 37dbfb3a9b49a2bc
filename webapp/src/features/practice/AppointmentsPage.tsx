import './practice.css';
import { useState } from 'preact/hooks';
import { useParams } from 'wouter-preact';

import { courseOf, placeInCourse } from '../../domain/course.ts';
import { formatDay, formatTime } from '../../domain/dates.ts';
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
  const back = { back: `/people/${pairingId}`, backLabel: person?.name ?? 'Back', tab: 'Appointments' };
  if (!person)
    return (
      <Page title="No appointments here" {...back}>
        <p>This pairing has ended or is not on this device.</p>
      </Page>
    );
  return (
    <Page title={`Appointments with ${person.name}`} {...back}>
      {person.wordsCompared ? <Course person={person} /> : <WordsFirst person={person} />}
      <EndPairing person={person} />
    </Page>
  );
}

function WordsFirst({ person }: { person: Person }) {
  return (
    <div class="stack">
      <p>Appointments are sealed for {person.name}. Before the first one, compare the eight words.</p>
      <LinkButton href={`/pair/${person.pairingId}/words`} kind="act">
        Compare the words
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
        <h2>Planned</h2>
        {coming.length === 0 ? (
          <p class="quiet">Nothing is planned.</p>
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
        <Disclosure summary="Past and cancelled">
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
              {formatDay(item.startsAt, here())}, {formatTime(item.startsAt, here())}
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
                Change
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
      {item.purpose}, {formatDay(item.startsAt, here())}
    </span>
  );
}

function whatWords(item: AppointmentItem, place: string | null): string {
  const parts = [
    item.purpose,
    item.cancelled ? 'cancelled' : place,
    item.minutes === null ? null : `${item.minutes} minutes`,
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
      onKept('Cancelled.');
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
        Cancel
        <AloudWhen item={item} />
      </Button>
      <Dialog
        title="Cancel this appointment?"
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
              Keep it
            </Button>
            <Button kind="care" busy={busy} onClick={cancel}>
              Cancel the appointment
            </Button>
          </>
        }
      >
        <p>
          {item.purpose}, {formatDay(item.startsAt, here())}, {formatTime(item.startsAt, here())}. {person.name} sees
          that it is cancelled.
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
