// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useMemo, useState } from 'preact/hooks';

import { courseOf, nextOf } from '../../domain/course.ts';
import { formatDay } from '../../domain/dates.ts';
import { isWriting } from '../../domain/kinds.ts';
import type { SharedCheckIn, SharedNote } from '../../domain/payloads.ts';
import * as m from '../../messages/index.ts';
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
import { cutIntoPieces, excerptOf, type Marked, type Piece } from '../../domain/passage.ts';

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
    <Page title={m.sharing_share_with_name({ name: person.name })} back="/share" tab={m.phrase_share()}>
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
          {m.sharing_tick_at_least_one_sentence()}
        </p>
      )}
      <Button kind="act" wide disabled={nothing} onClick={look}>
        {m.sharing_see_what_name_will_see({ name: person.name })}
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
        {before.excerpt
          ? m.sharing_already_passage({ name: person.name })
          : m.sharing_already_all({ name: person.name })}
      </p>
    </Notice>
  );
}

function HowMuchOfIt({ value, onChange }: { value: HowMuch; onChange: (value: HowMuch) => void }) {
  const options = [
    { value: 'all' as const, label: m.sharing_the_whole_entry() },
    { value: 'passage' as const, label: m.sharing_only_a_passage() },
  ];
  return <Choices legend={m.sharing_how_much()} options={options} value={value} onChange={onChange} />;
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
    <div class="sharing-whole" tabIndex={0} role="group" aria-label={m.sharing_what_you_wrote()}>
      <SharedCopy copy={item.payload} occasion={null} now={new Date()} />
    </div>
  );
}

function UntilWhen({ value, onChange }: { value: Until; onChange: (value: Until) => void }) {
  const options = [
    { value: '7' as const, label: m.sharing_for_7_days(), hint: formatDay(closingDay('7'), here()) },
    { value: '30' as const, label: m.sharing_for_30_days(), hint: formatDay(closingDay('30'), here()) },
    { value: 'open' as const, label: m.sharing_until_i_stop_sharing() },
  ];
  return <Choices legend={m.sharing_how_long()} options={options} value={value} onChange={onChange} />;
}
