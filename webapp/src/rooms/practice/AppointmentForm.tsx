import './practice.css';
import { useState } from 'preact/hooks';

import type { Purpose } from '../../domain/course.ts';
import { keepAppointment, type AppointmentItem } from '../../sync/appointments.ts';
import type { Person } from '../../sync/pairings.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { draftErrors, draftOf, readDraft, type AppointmentDraft } from './appointment-draft.ts';

const purposes: readonly { value: Purpose; label: string }[] = [
  { value: 'preparation', label: 'Preparation' },
  { value: 'medicine', label: 'Medicine' },
  { value: 'integration', label: 'Integration' },
  { value: 'booster', label: 'Booster' },
];

/** Plans one appointment, or changes a planned one. The hour is that of this device. */
export function AppointmentForm({ person, editing, onKept, onLeave }: {
  person: Person;
  editing: AppointmentItem | null;
  onKept: (sentence: string) => void;
  onLeave: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(editing));
  const [asked, setAsked] = useState(false);
  const { busy, trouble, run } = useDeed();
  const change = (part: Partial<AppointmentDraft>) => { setDraft({ ...draft, ...part }); };
  const errors = asked ? draftErrors(draft) : {};
  const keep = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    const read = readDraft(draft);
    if (!read) return;
    run(async () => {
      await keepAppointment({ ...(editing && { entryId: editing.entryId }), pairingId: person.pairingId, ...read });
      onKept(editing ? 'Changed.' : `Planned. ${person.name} sees it with the next connection.`);
    });
  };
  return (
    <form class="stack appointment-form" onSubmit={keep} noValidate>
      <h2>{editing ? 'Change this appointment' : 'Plan an appointment'}</h2>
      <div class="appointment-purposes">
        <Choices legend="What for" options={purposes} value={draft.purpose} onChange={(purpose) => { change({ purpose }); }} />
        {errors.purpose !== undefined && <p class="field-error" role="alert">{errors.purpose}</p>}
      </div>
      <div class="appointment-when">
        <Field label="Day" type="date" required value={draft.day} onValue={(day) => { change({ day }); }} error={errors.day} />
        <Field label="Hour" type="time" required value={draft.hour} onValue={(hour) => { change({ hour }); }} error={errors.hour} />
        <Field
          label="Minutes"
          type="number"
          inputMode="numeric"
          min={5}
          max={1440}
          value={draft.minutes}
          onValue={(minutes) => { change({ minutes }); }}
          error={errors.minutes}
        />
      </div>
      {trouble !== null && <Notice kind="fault"><p>{trouble}</p></Notice>}
      <div class="row">
        <Button kind="act" type="submit" busy={busy}>{editing ? 'Keep the change' : 'Plan it'}</Button>
        {editing && <Button onClick={onLeave}>Leave it as it was</Button>}
      </div>
    </form>
  );
}
