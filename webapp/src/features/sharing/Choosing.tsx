import './sharing.css';
import { useMemo, useState } from 'preact/hooks';

import { courseOf, nextOf } from '../../domain/course.ts';
import { formatDay } from '../../domain/dates.ts';
import { isWriting } from '../../domain/kinds.ts';
import type { SharedCheckIn, SharedNote } from '../../domain/payloads.ts';
import { appointments } from '../../sync/sharing/appointments.ts';
import type { JournalItem } from '../../sync/entries/journal.ts';
import type { Person } from '../../sync/pairing/pairings.ts';
import { previewShare } from '../../sync/sharing/sharing.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Choices } from '../../ui/controls/Choices.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SharedCopy } from '../../ui/text/SharedCopy.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { here } from '../../ui/text/when.ts';
import { PassagePicker } from './PassagePicker.tsx';
import { cutIntoPieces, excerptOf, type Marked, type Piece } from './passage.ts';

type Copy = SharedNote | SharedCheckIn;
type HowMuch = 'all' | 'passage';
type Until = '7' | '30' | 'open';

const DAY = 86_400_000;

/** How much of it, and until when. The usual answers are given already: all of it, for seven days. */
export function Choosing({
  item,
  person,
  onPreview,
}: {
  item: JournalItem;
  person: Person;
  onPreview: (copy: Copy) => void;
}) {
  const [howMuch, setHowMuch] = useState<HowMuch>('all');
  const [marked, setMarked] = useState<Marked>(null);
  const [until, setUntil] = useState<Until>('7');
  const text = item.kind === 'note' ? item.payload.text : '';
  const pieces = useMemo(() => cutIntoPieces(text), [text]);
  const { trouble, run } = useAction();
  const nothing = howMuch === 'passage' && marked === null;
  const look = () => {
    run(async () => {
      onPreview(previewOf(item, person, until, howMuch === 'passage' ? excerptOf(pieces, marked) : null));
    });
  };
  return (
    <Page title={`Share with ${person.name}`} back="/share" tab="Share">
      <Already item={item} person={person} />
      {pieces.length > 1 && <HowMuchOfIt value={howMuch} onChange={setHowMuch} />}
      <WhatItIs {...{ item, howMuch, pieces, marked, setMarked }} />
      <UntilWhen value={until} onChange={setUntil} />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      {nothing && (
        <p class="quiet" role="status">
          Tick at least one sentence.
        </p>
      )}
      <Button kind="act" wide disabled={nothing} onClick={look}>
        See what {person.name} will see
      </Button>
    </Page>
  );
}

function previewOf(
  item: JournalItem,
  person: Person,
  until: Until,
  excerpt: { start: number; end: number } | null,
): Copy {
  const appointment = nextOf(courseOf(appointments.value, person.pairingId), new Date());
  return previewShare({
    entryId: item.id,
    ...(excerpt && { excerpt }),
    expiresAt: until === 'open' ? null : closingDay(until).toISOString(),
    appointmentId: appointment?.entryId ?? null,
  });
}

function closingDay(until: '7' | '30'): Date {
  return new Date(Date.now() + Number(until) * DAY);
}

function Already({ item, person }: { item: JournalItem; person: Person }) {
  const before = item.shares.find(({ pairingId }) => pairingId === person.pairingId);
  if (!before) return null;
  return (
    <Notice kind="clay">
      <p>
        {before.excerpt ? 'A passage of this is' : 'This is'} shared with {person.name} already. All of it takes the
        place of what was shared whole; a passage is added to it.
      </p>
    </Notice>
  );
}

function HowMuchOfIt({ value, onChange }: { value: HowMuch; onChange: (value: HowMuch) => void }) {
  const options = [
    { value: 'all' as const, label: 'All of it' },
    { value: 'passage' as const, label: 'Only a passage' },
  ];
  return <Choices legend="How much" options={options} value={value} onChange={onChange} />;
}

function WhatItIs({
  item,
  howMuch,
  pieces,
  marked,
  setMarked,
}: {
  item: JournalItem;
  howMuch: HowMuch;
  pieces: readonly Piece[];
  marked: Marked;
  setMarked: (marked: Marked) => void;
}) {
  if (howMuch === 'passage') return <PassagePicker pieces={pieces} marked={marked} onChange={setMarked} />;
  if (!isWriting(item)) return null;
  return (
    <div class="sharing-whole" tabIndex={0} role="group" aria-label="What you wrote">
      <SharedCopy copy={item.payload} occasion={null} now={new Date()} />
    </div>
  );
}

function UntilWhen({ value, onChange }: { value: Until; onChange: (value: Until) => void }) {
  const options = [
    { value: '7' as const, label: 'It closes by itself in 7 days', hint: formatDay(closingDay('7'), here()) },
    { value: '30' as const, label: 'It closes by itself in 30 days', hint: formatDay(closingDay('30'), here()) },
    { value: 'open' as const, label: 'Until I take it back' },
  ];
  return <Choices legend="Until when" options={options} value={value} onChange={onChange} />;
}
