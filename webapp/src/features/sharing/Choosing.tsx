// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useMemo } from 'preact/hooks';

import { courseOf, nextOf } from '../../domain/course.ts';
import { formatDay } from '../../domain/dates.ts';
import { isWriting } from '../../domain/kinds.ts';
import {
  canTick,
  cutIntoPieces,
  excerptOf,
  excerptSelected,
  type Marked,
  type Piece,
  type Selected,
} from '../../domain/passage.ts';
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
import { SelectedWords } from './SelectedWords.tsx';

type Copy = SharedNote | SharedCheckIn;
type HowMuch = 'all' | 'passage';
type Until = '7' | '30' | 'open';

/** What she has chosen so far. It outlives the look at the preview, and comes back from it unchanged. */
export interface Choice {
  howMuch: HowMuch;
  /** By ticking sentences, or by selecting words in the text itself. */
  by: 'sentences' | 'words';
  marked: Marked;
  selected: Selected;
  until: Until;
}

/** The usual answers are given already: all of it, for seven days. */
export const usualChoice: Choice = { howMuch: 'all', by: 'sentences', marked: null, selected: null, until: '7' };

const DAY = 86_400_000;

export interface ChoosingProps {
  item: JournalItem;
  person: Person;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  onPreview: (copy: Copy) => void;
}

/** How much of it, and until when. */
export function Choosing({ item, person, choice, onChoice, onPreview }: ChoosingProps) {
  const text = item.kind === 'note' ? item.payload.text : '';
  const pieces = useMemo(() => cutIntoPieces(text), [text]);
  const { trouble, run } = useAction();
  const change = (part: Partial<Choice>) => {
    onChoice({ ...choice, ...part });
  };
  const passage = passageOf(choice, text, pieces);
  const nothing = choice.howMuch === 'passage' && passage === 'nothing';
  const look = () => {
    run(async () => {
      onPreview(previewOf(item, person, choice.until, typeof passage === 'string' ? null : passage));
    });
  };
  return (
    <Page title={m.sharing_share_with_name({ name: person.name })} back="/share" tab={m.phrase_share()}>
      <Already item={item} person={person} />
      {/\S\s+\S/.test(text) && (
        <HowMuchOfIt
          value={choice.howMuch}
          onChange={(howMuch) => {
            change({ howMuch });
          }}
        />
      )}
      {choice.howMuch === 'passage' ? <Passage {...{ text, pieces, choice, change }} /> : <WhatItIs item={item} />}
      <UntilWhen
        value={choice.until}
        onChange={(until) => {
          change({ until });
        }}
      />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      {nothing && (
        <p class="quiet" role="status">
          {isByWords(choice, pieces) ? m.sharing_select_at_least_one_word() : m.sharing_tick_at_least_one_sentence()}
        </p>
      )}
      <Button kind="act" wide disabled={nothing} onClick={look}>
        {m.sharing_see_what_name_will_see({ name: person.name })}
      </Button>
    </Page>
  );
}

/** A list of very many sentences is not offered: then words are selected. */
function isByWords({ by }: Choice, pieces: readonly Piece[]): boolean {
  return by === 'words' || !canTick(pieces);
}

/** The marked range; 'nothing' while nothing is marked; 'all' where that is the whole. */
function passageOf(
  choice: Choice,
  text: string,
  pieces: readonly Piece[],
): { start: number; end: number } | 'nothing' | 'all' {
  if (choice.howMuch === 'all') return 'all';
  const isByWord = isByWords(choice, pieces);
  if ((isByWord ? choice.selected : choice.marked) === null) return 'nothing';
  return (isByWord ? excerptSelected(text, choice.selected) : excerptOf(pieces, choice.marked)) ?? 'all';
}

function Passage({
  text,
  pieces,
  choice,
  change,
}: {
  text: string;
  pieces: readonly Piece[];
  choice: Choice;
  change: (part: Partial<Choice>) => void;
}) {
  const isByWord = isByWords(choice, pieces);
  return (
    <>
      {isByWord ? (
        <SelectedWords
          text={text}
          selected={choice.selected}
          onChange={(selected) => {
            change({ selected });
          }}
        />
      ) : (
        <PassagePicker
          pieces={pieces}
          marked={choice.marked}
          onChange={(marked) => {
            change({ marked });
          }}
        />
      )}
      {canTick(pieces) && (
        <div>
          <Button
            kind="quiet"
            onClick={() => {
              change({ by: isByWord ? 'sentences' : 'words' });
            }}
          >
            {isByWord ? m.sharing_tick_sentences_instead() : m.sharing_select_words_instead()}
          </Button>
        </div>
      )}
    </>
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

function WhatItIs({ item }: { item: JournalItem }) {
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
