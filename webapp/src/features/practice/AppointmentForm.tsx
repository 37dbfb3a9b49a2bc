// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';
import { useState } from 'preact/hooks';

import { endOf, overlapping, type Purpose } from '../../domain/course.ts';
import { formatDay, formatTime } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { beforeLock } from '../../sync/account.ts';
import { appointments, keepAppointment, type AppointmentItem } from '../../sync/sharing/appointments.ts';
import { connection } from '../../sync/exchange/connection.ts';
import { drafts } from '../../sync/entries/journal.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Choices } from '../../ui/controls/Choices.tsx';
import { useDraftKeeper } from '../../ui/drafts/draft-keeper.ts';
import { Field } from '../../ui/controls/Field.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { here } from '../../ui/text/when.ts';
import { Loading } from '../../ui/page/Loading.tsx';
import { draftErrors, readDraft, turnsOf, type AppointmentDraft, type Turn } from './appointment-draft.ts';
import { useAppointmentOpening, type BegunAppointment, type Opening } from './appointment-opening.ts';

const purposes: readonly { value: Purpose; label: string }[] = [
  { value: 'preparation', label: m.practice_preparation() },
  { value: 'medicine', label: m.practice_medicine() },
  { value: 'integration', label: m.practice_integration() },
  { value: 'booster', label: m.practice_booster() },
];

export interface AppointmentFormProps {
  person: Person;
  editing: AppointmentItem | null;
  onKept: (sentence: string) => void;
  /** She leaves the form: what was typed is dropped. */
  onLeave: () => void;
}

/** Plans one appointment, or changes a planned one. The hour is that of this device. */
export function AppointmentForm(props: AppointmentFormProps) {
  const opening = useAppointmentOpening(props.person.pairingId, props.editing);
  return opening === null ? <Loading /> : <OpenForm {...props} opening={opening} />;
}

/** Where what is typed is, in words; nothing before anything was typed. */
function stateWords(state: 'nothing' | 'waiting' | 'kept' | 'failed', goesOn: boolean): string {
  switch (state) {
    case 'waiting':
      return m.practice_saving_as_you_type();
    case 'kept':
      return m.practice_saved_on_this_device();
    case 'nothing':
      return goesOn ? m.practice_your_unsaved_changes_are_still() : '';
    case 'failed':
      return '';
  }
}

/** What is typed is kept on this device at every pause, so that a lock or an ended login takes nothing. */
function OpenForm({ person, editing, onKept, onLeave, opening }: AppointmentFormProps & { opening: Opening }) {
  const [draft, setDraft] = useState(opening.draft);
  const [asked, setAsked] = useState(false);
  const { busy, trouble, run } = useAction();
  const { key } = opening.claim;
  const keeper = useDraftKeeper<BegunAppointment>(
    (value) => drafts.keep({ key, entryId: editing?.entryId ?? null, kind: 'appointment', value }),
    beforeLock,
  );
  // Appointments at the same time that she was warned of; submitting once more plans this one all the same.
  const [clashes, setClashes] = useState<readonly AppointmentItem[]>([]);
  const change = (part: Partial<AppointmentDraft>) => {
    const moved = 'day' in part || 'hour' in part;
    const next = { ...draft, ...(moved ? { turn: undefined } : {}), ...part };
    setDraft(next);
    setClashes([]);
    keeper.changed({ pairingId: person.pairingId, draft: next });
  };
  const errors = asked ? draftErrors(draft) : {};
  const keep = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    const read = readDraft(draft);
    if (!read) return;
    const found = overlapping(livingAppointments(), read, editing?.entryId ?? null);
    if (found.some((one) => !clashes.includes(one))) {
      setClashes(found);
      return;
    }
    run(async () => {
      await keeper.finish();
      try {
        await keepAppointment({ ...(editing && { entryId: editing.entryId }), pairingId: person.pairingId, ...read });
      } catch (fault) {
        keeper.resume({ pairingId: person.pairingId, draft });
        throw fault;
      }
      await drafts.drop(key);
      onKept(keptWords(editing !== null, person.name));
    });
  };
  const leave = () => {
    run(async () => {
      await keeper.finish();
      await drafts.drop(key);
      onLeave();
    });
  };
  return (
    <form class="stack appointment-form" onSubmit={keep} noValidate>
      <h2>{editing ? m.practice_change_this_appointment() : m.practice_add_an_appointment()}</h2>
      <div class="appointment-purposes">
        <Choices
          legend={m.practice_kind_of_session()}
          options={purposes}
          value={draft.purpose}
          onChange={(purpose) => {
            change({ purpose });
          }}
        />
        {errors.purpose !== undefined && (
          <p class="field-error" role="alert">
            {errors.purpose}
          </p>
        )}
      </div>
      <div class="appointment-when">
        <Field
          label={m.practice_day()}
          type="date"
          required
          value={draft.day}
          onValue={(day) => {
            change({ day });
          }}
          error={errors.day}
        />
        <Field
          label={m.practice_time()}
          type="time"
          required
          value={draft.hour}
          onValue={(hour) => {
            change({ hour });
          }}
          error={errors.hour}
        />
        <Field
          label={m.practice_minutes()}
          type="number"
          inputMode="numeric"
          min={5}
          max={1440}
          value={draft.minutes}
          onValue={(minutes) => {
            change({ minutes });
          }}
          error={errors.minutes}
        />
      </div>
      {turnsOf(draft) !== null && (
        <Twice
          hour={draft.hour}
          turn={draft.turn ?? null}
          error={errors.turn}
          onChange={(turn) => {
            change({ turn });
          }}
        />
      )}
      {clashes.length > 0 && <Clashes clashes={clashes} />}
      <p class="quiet small" role="status">
        {stateWords(keeper.state.value, opening.goesOn)}
      </p>
      {keeper.trouble.value !== null && (
        <Notice kind="fault">
          <p>{keeper.trouble.value}</p>
        </Notice>
      )}
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="row">
        <Button kind="act" type="submit" busy={busy}>
          {submitWords(editing !== null, clashes.length > 0)}
        </Button>
        {editing && (
          <Button busy={busy} onClick={leave}>
            {m.practice_leave_it()}
          </Button>
        )}
        {!editing && opening.goesOn && (
          <Button kind="quiet" busy={busy} onClick={leave}>
            {m.practice_start_over()}
          </Button>
        )}
      </div>
    </form>
  );
}

function submitWords(isChange: boolean, isWarned: boolean): string {
  if (isWarned) return isChange ? m.practice_save_anyway() : m.practice_plan_anyway();
  return isChange ? m.practice_save_the_change() : m.practice_plan_it();
}

function Twice({
  hour,
  turn,
  error,
  onChange,
}: {
  hour: string;
  turn: Turn | null;
  error: string | undefined;
  onChange: (turn: Turn) => void;
}) {
  const options = [
    { value: 'first' as const, label: m.practice_the_first_time() },
    { value: 'second' as const, label: m.practice_the_second_time() },
  ];
  return (
    <div>
      <Choices legend={m.practice_comes_twice({ hour })} options={options} value={turn} onChange={onChange} />
      {error !== undefined && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** Warns of appointments at the same time, but allows them: two people in one appointment may be meant. */
function Clashes({ clashes }: { clashes: readonly AppointmentItem[] }) {
  return (
    <div role="alert">
      <Notice>
        {clashes.map((one) => (
          <p key={one.entryId}>
            {m.practice_also_planned({
              name: people.value.find(({ pairingId }) => pairingId === one.pairingId)?.name ?? '',
              day: formatDay(one.startsAt, here()),
              from: formatTime(one.startsAt, here()),
              to: formatTime(new Date(endOf(one)), here()),
            })}
          </p>
        ))}
      </Notice>
    </div>
  );
}

/** Those of people she is still paired with. */
function livingAppointments(): AppointmentItem[] {
  const living = new Set(people.peek().flatMap(({ state, pairingId }) => (state === 'ended' ? [] : [pairingId])));
  return appointments.peek().filter(({ pairingId }) => living.has(pairingId));
}

/** What was done, and when the patient sees it. */
function keptWords(isChange: boolean, name: string): string {
  if (connection.peek().state === 'signed_out')
    return isChange ? m.practice_changed_seen_signed_in({ name }) : m.practice_planned_seen_signed_in({ name });
  return isChange ? m.practice_changed_seen_online({ name }) : m.practice_planned_seen_online({ name });
}
