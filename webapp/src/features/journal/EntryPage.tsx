import './journal.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { moodWord, scales } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import { dayHeading, formatTime } from '../../domain/dates.ts';
import { deleteEntry, readersOf, timeline, timelineReady, type JournalItem } from '../../sync/entries/journal.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { here, onDay } from '../../ui/text/when.ts';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SavedState } from '../../ui/status/SavedState.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { offerUndo } from '../../ui/controls/Undo.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { Words } from '../../ui/text/Words.tsx';

/** One entry, whole, with what can be done with it. */
export default function EntryPage({ id }: { id: string }) {
  const item = timeline.value.find((one) => one.id === id);
  if (item !== undefined) return <Entry item={item} />;
  return timelineReady.value ? <Gone /> : <Loading>Opening your journal.</Loading>;
}

function Gone() {
  return (
    <Page title="This entry is not here" back="/journal" backLabel="Journal">
      <p>It was deleted, or it has not arrived on this phone yet.</p>
    </Page>
  );
}

function Entry({ item }: { item: JournalItem }) {
  return (
    <Page
      title={<When item={item} />}
      back="/journal"
      backLabel="Journal"
      action={<HelpNow />}
      tab="Journal"
      class="entry"
    >
      <Content item={item} />
      <div class="stack-tight">
        <SavedState item={item} long />
        {item.editedAt !== null && (
          <p class="small quiet">
            Changed {onDay(item.editedAt, here())}, {formatTime(item.editedAt, here())}
          </p>
        )}
      </div>
      {item.merged && (
        <Notice>
          <p>This was changed in two places at once. Both texts are kept here; take out what you do not need.</p>
        </Notice>
      )}
      <Actions item={item} />
    </Page>
  );
}

function When({ item }: { item: JournalItem }) {
  return (
    <>
      {dayHeading(item.writtenAt, here())}, {formatTime(item.writtenAt, here())}
    </>
  );
}

function Content({ item }: { item: JournalItem }) {
  const shared = item.shares.length > 0;
  switch (item.kind) {
    case 'note':
      return <Words shared={shared}>{item.payload.text}</Words>;
    case 'check_in':
      return <CheckInWhole item={item} shared={shared} />;
    case 'newer':
      return (
        <Notice>
          <p>This was written with a newer version of the app. It is kept as it is; update the app to read it.</p>
        </Notice>
      );
    case 'unreadable':
      return (
        <Notice kind="care">
          <p>
            This entry arrived damaged and cannot be read on this phone. It is kept as it came. If you have another
            device with this journal, open it there.
          </p>
        </Notice>
      );
  }
}

function CheckInWhole({ item, shared }: { item: JournalItem & { kind: 'check_in' }; shared: boolean }) {
  const { mood, feelings, words } = item.payload;
  const answered = scales.filter(({ name }) => item.payload[name] !== null);
  return (
    <div class={shared ? 'stack clay-line' : 'stack'}>
      <p class="entry-mood">Mood {moodWord(mood)}</p>
      {answered.length > 0 && (
        <dl class="entry-scales">
          {answered.map(({ name, label, low, high }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {item.payload[name]} of 5{' '}
                <span class="quiet">
                  from {low} to {high}
                </span>
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
        <LinkButton href={`${item.kind === 'note' ? '/write' : '/check-in'}/${item.id}`}>Edit</LinkButton>
        <LinkButton href={`/share/${item.id}`}>Share</LinkButton>
        <Button kind="quiet" onClick={remove}>
          Delete
        </Button>
      </div>
    </div>
  );
}

/** Deleting an entry takes no copy back: that is un-sharing, and the screen says so. */
function deleted(entryId: string): string {
  const names = readersOf(entryId).join(' and ');
  return names === '' ? 'Deleted.' : `Deleted here. The copy for ${names} stays shared until you take it back.`;
}
