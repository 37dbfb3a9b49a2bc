// SPDX-License-Identifier: AGPL-3.0-or-later
import './journal.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { moodWord, scales } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { dayHeading, formatTime } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import {
  deleteEntry,
  isThere,
  readersOf,
  timeline,
  timelineReady,
  type JournalItem,
} from '../../sync/entries/journal.ts';
import { asOf } from '../../sync/exchange/connection.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { here, onDay } from '../../ui/text/when.ts';
import { namesTogether } from '../../ui/controls/names-together.ts';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SavedState } from '../../ui/status/SavedState.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { offerUndo } from '../../ui/controls/Undo.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { Passages } from '../../ui/text/Passages.tsx';
import { Words } from '../../ui/text/Words.tsx';

/** One entry, whole, with what can be done with it. */
export default function EntryPage({ id }: { id: string }) {
  const item = timeline.value.find((one) => one.id === id);
  if (item !== undefined) return <Entry item={item} />;
  return timelineReady.value ? <Gone /> : <Loading>{m.phrase_opening_your_journal()}</Loading>;
}

function Gone() {
  return (
    <Page title={m.journal_this_entry_isnt_here()} back="/journal" backLabel={m.phrase_journal()}>
      <p>{m.phrase_it_was_deleted()}</p>
    </Page>
  );
}

function Entry({ item }: { item: JournalItem }) {
  return (
    <Page
      title={<When item={item} />}
      back="/journal"
      backLabel={m.phrase_journal()}
      action={<HelpNow />}
      tab={m.phrase_journal()}
      class="entry"
    >
      <Content item={item} />
      <div class="stack-tight">
        <SavedState item={item} long asOf={asOf.value.isLive ? null : asOf.value.at} />
        {item.editedAt !== null && (
          <p class="small quiet">
            {m.journal_changed_day_time({ day: onDay(item.editedAt, here()), time: formatTime(item.editedAt, here()) })}
          </p>
        )}
      </div>
      {item.merged && (
        <Notice>
          <p>{m.journal_this_was_changed_in_two()}</p>
        </Notice>
      )}
      <Actions item={item} />
    </Page>
  );
}

function When({ item }: { item: JournalItem }) {
  return (
    <>{m.phrase_day_time({ day: dayHeading(item.writtenAt, here()), time: formatTime(item.writtenAt, here()) })}</>
  );
}

function Content({ item }: { item: JournalItem }) {
  const copies = item.shares.filter(isThere);
  switch (item.kind) {
    case 'note':
      return <Passages text={item.payload.text} copies={copies.map(({ words }) => words)} />;
    case 'check_in':
      return <CheckInWhole item={item} shared={copies.some(({ excerpt }) => !excerpt)} />;
    case 'newer':
      return (
        <Notice>
          <p>{m.journal_this_was_written()}</p>
        </Notice>
      );
    case 'unreadable':
      return (
        <Notice kind="care">
          <p>{m.journal_this_entry_arrived_damaged()}</p>
        </Notice>
      );
  }
}

function CheckInWhole({ item, shared }: { item: JournalItem & { kind: 'check_in' }; shared: boolean }) {
  const { mood, feelings, words } = item.payload;
  const answered = scales.filter(({ name }) => item.payload[name] !== null);
  return (
    <div class={shared ? 'stack clay-line' : 'stack'}>
      <p class="entry-mood">{m.phrase_mood_mood_2({ mood: moodWord(mood) })}</p>
      {answered.length > 0 && (
        <dl class="entry-scales">
          {answered.map(({ name, label, low, high }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {m.entry_step_of_five({ step: item.payload[name] ?? '' })}{' '}
                <span class="quiet">{m.entry_from_low_to_high({ low, high })}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {feelings.length > 0 && <p>{feelings.join(', ')}</p>}
      {words !== '' && <Words>{words}</Words>}
    </div>
  );
}

function Actions({ item }: { item: JournalItem }) {
  const [, navigate] = useLocation();
  const [error, setError] = useState<string | null>(null);
  const editable = isWriting(item);
  const remove = async () => {
    try {
      const taken = await deleteEntry(item.id);
      offerUndo(
        () => deleted(item.id),
        () => taken.undo(),
      );
      navigate('/journal');
    } catch (fault) {
      setError(sentenceOf(fault));
    }
  };
  // What cannot be read here is kept as it came: it may be read elsewhere, and could not be brought back.
  if (!editable) return null;
  return (
    <div class="stack-tight">
      {error !== null && (
        <Notice kind="fault">
          <p>{error}</p>
        </Notice>
      )}
      <div class="entry-actions">
        <LinkButton href={`${item.kind === 'note' ? '/write' : '/check-in'}/${item.id}`}>{m.journal_edit()}</LinkButton>
        <LinkButton href={`/share/${item.id}`}>{m.phrase_share()}</LinkButton>
        <Button kind="quiet" onClick={remove}>
          {m.journal_delete()}
        </Button>
      </div>
    </div>
  );
}

/** Deleting an entry takes no copy back: that is un-sharing, and the screen says so. */
function deleted(entryId: string): string {
  const { have, waiting } = readersOf(entryId);
  const names = namesTogether([...have, ...waiting]);
  return names === '' ? m.journal_deleted() : m.journal_deleted_here_the_copy({ names });
}
