// SPDX-License-Identifier: AGPL-3.0-or-later
import './write.css';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { dayHeading, formatTime } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { beforeLock } from '../../sync/account.ts';
import { drafts, keepNote, readersOf, type Draft } from '../../sync/entries/journal.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { BegunDraft } from '../../ui/controls/BegunDraft.tsx';
import { stayWithDraft } from '../../ui/drafts/draft-claim.ts';
import { useDraftKeeper, type DraftKeeper } from '../../ui/drafts/draft-keeper.ts';
import { here, momentAfterVerb } from '../../ui/text/when.ts';
import { useAction } from '../../ui/controls/use-action.ts';
import { aroundWords } from '../../ui/controls/around.ts';
import { offerUndo } from '../../ui/controls/Undo.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { inNotes, tooLong } from './long-note.ts';
import type { NoteDraft, Opening } from './opening.ts';
import { AboveTheKeyboard, Paper } from './Paper.tsx';

/** One big field. A draft is kept at every pause; Done makes it an entry. */
export function Editor({ opening, onOpen }: { opening: Opening; onOpen: (draft: string | null) => void }) {
  const [, navigate] = useLocation();
  // Not state: a long text is not drawn again for every letter; the field itself shows it.
  const text = useRef(opening.text);
  const [long, setLong] = useState(() => tooLong(opening.text));
  const { busy, trouble, run, say } = useAction();
  const { key } = opening.claim;
  const [path] = useState(location.pathname);
  const [begun, setBegun] = useState(opening.begun);
  const keeper = useDraftKeeper<NoteDraft>(async (value) => {
    if (value.text === '') return drafts.drop(key);
    await drafts.keep({ key, entryId: opening.entryId, kind: 'note', value });
    if (opening.entryId === null) stayWithDraft(path, key);
  }, beforeLock);
  const draftOf = (words: string): NoteDraft => ({
    text: words,
    writtenAt: opening.writtenAt.toISOString(),
    base: opening.base,
  });
  const write = (words: string) => {
    text.current = words;
    // Once she writes, earlier drafts are no longer offered here; they are still on Today.
    setBegun([]);
    setLong(tooLong(words));
    keeper.changed(draftOf(words));
  };
  const keep = async () => {
    await keeper.finish();
    try {
      await keepAll(text.current, opening);
      await drafts.drop(key);
      navigate(opening.entryId === null ? '/' : `/journal/${opening.entryId}`, { replace: true });
    } catch (fault) {
      keeper.resume(draftOf(text.current));
      throw fault;
    }
  };
  const done = () => {
    const fault = emptied(text.current, opening);
    if (fault === null) run(keep);
    else say(fault);
  };
  const discard = async () => {
    await keeper.finish();
    try {
      const kept = await drafts.get(key);
      if (kept !== null) await discarded(kept);
    } catch (fault) {
      keeper.resume(draftOf(text.current));
      throw fault;
    }
    if (opening.entryId === null) navigate('/', { replace: true });
    else onOpen(null);
  };
  return (
    <Page
      title={<Title opening={opening} />}
      titleIn="bar"
      back={opening.entryId === null ? '/' : `/journal/${opening.entryId}`}
      action={<HelpNow />}
      tab={m.phrase_write()}
      focus="content"
      class="write-page"
    >
      <AboveTheKeyboard />
      {begun.slice(0, 1).map(({ draft, text: words, writtenAt }) => (
        <BegunDraft
          key={draft.key}
          sentence={m.write_you_began_a_note({ when: momentAfterVerb(writtenAt) })}
          words={firstWords(words, 80)}
          onContinue={() => {
            onOpen(draft.key);
          }}
          onDiscard={async () => {
            await discarded(draft);
            setBegun(begun.slice(1));
          }}
        />
      ))}
      <Paper
        startsWith={opening.text}
        onText={write}
        onBlur={() => {
          void keeper.now();
        }}
      />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      {long && <TooLong />}
      <footer class="write-foot">
        <Surroundings opening={opening} />
        <div class="write-done">
          <Kept keeper={keeper} />
          {opening.restored && (
            <Button
              kind="quiet"
              busy={busy}
              onClick={() => {
                run(discard);
              }}
            >
              {opening.entryId === null ? m.write_discard_draft() : m.write_discard_changes()}
            </Button>
          )}
          <Button kind="act" busy={busy} onClick={done}>
            {m.phrase_done()}
          </Button>
        </div>
      </footer>
    </Page>
  );
}

/** Discards a draft, and offers to undo that. */
async function discarded(draft: Draft): Promise<void> {
  const { undo } = await drafts.discard(draft);
  offerUndo(() => m.ui_draft_discarded(), undo);
}

/** Emptying a note is not deleting it: that is done on its page, where it can be undone. */
function emptied(text: string, opening: Opening): string | null {
  if (opening.entryId === null || text.trim() !== '') return null;
  return m.write_the_note_is_empty_now();
}

/** The entry with the first words, and further notes where one cannot hold them all. */
async function keepAll(text: string, opening: Opening): Promise<void> {
  if (text.trim() === '') return;
  const [first = '', ...more] = inNotes(text);
  await keepNote({
    text: first,
    writtenAt: opening.writtenAt,
    ...(opening.entryId === null ? {} : { id: opening.entryId }),
    ...(opening.base === null ? {} : { base: opening.base }),
  });
  for (const words of more) await keepNote({ text: words });
}

function Title({ opening }: { opening: Opening }) {
  const time = formatTime(opening.writtenAt, here());
  if (opening.entryId === null)
    return (
      <>
        <span class="only-read-aloud">{m.write_new_note_aloud()} </span>
        {time}
      </>
    );
  return (
    <>
      <span class="only-read-aloud">{m.write_note_of_aloud()} </span>
      {m.phrase_day_time({ day: dayHeading(opening.writtenAt, here()), time })}
    </>
  );
}

/** Who else holds a copy, which an edit does not change. */
function Surroundings({ opening }: { opening: Opening }) {
  const readers = opening.entryId === null ? null : readersOf(opening.entryId);
  return <p class="write-around quiet">{readers === null ? m.write_surroundings_alone() : aroundWords(readers)}</p>;
}

function TooLong() {
  return (
    <Notice>
      <p>{m.write_a_note_holds_up()}</p>
    </Notice>
  );
}

function Kept({ keeper }: { keeper: DraftKeeper<NoteDraft> }) {
  if (keeper.trouble.value !== null)
    return (
      <p class="write-kept write-not-kept" role="alert">
        {keeper.trouble.value}
      </p>
    );
  switch (keeper.state.value) {
    case 'waiting':
      return <p class="write-kept quiet">{m.write_saving_as_you_write()}</p>;
    case 'kept':
      return <p class="write-kept quiet">{m.write_saved_on_this_phone()}</p>;
    default:
      return <p class="write-kept quiet" />;
  }
}
