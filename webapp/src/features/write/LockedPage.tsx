// SPDX-License-Identifier: AGPL-3.0-or-later
import './write.css';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { formatTime } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import { finishLocked, keepLocked, lockedNotes } from '../../sync/entries/locked-writing.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { useDraftKeeper, type DraftKeeper } from '../../ui/drafts/draft-keeper.ts';
import { Page } from '../../ui/page/Page.tsx';
import { here } from '../../ui/text/when.ts';
import { inNotes } from './long-note.ts';
import { AboveTheKeyboard, Paper } from './Paper.tsx';

/** A page to write on without unlocking: what is kept here cannot be read again before the unlock. */
export default function LockedPage() {
  const [sheet, setSheet] = useState(0);
  return (
    <Page
      title={<Title />}
      titleIn="bar"
      back="/"
      backLabel={m.phrase_unlock()}
      action={<HelpNow />}
      tab={m.phrase_write()}
      focus="content"
      class="write-page write-dim"
    >
      <AboveTheKeyboard />
      <Sheet
        key={sheet}
        first={sheet === 0}
        onDone={() => {
          setSheet(sheet + 1);
        }}
      />
    </Page>
  );
}

function Title() {
  return (
    <>
      <span class="only-read-aloud">{m.write_new_note()} </span>
      {formatTime(here().now, here())}
    </>
  );
}

/** The text of this page, with the ids of the entries it becomes: one, or more if it is too long for one. */
class LockedDraft {
  #ids: string[] = [];
  #begun: Date | null = null;

  /** How many notes of this sheet the phone has. */
  get kept(): number {
    return this.#ids.length;
  }

  async keep(text: string): Promise<void> {
    this.#begun ??= new Date();
    const writtenAt = this.#begun;
    const pieces = text.trim() === '' ? [] : inNotes(text);
    const gone = this.#ids.slice(pieces.length);
    this.#ids = pieces.map((_, at) => this.#ids[at] ?? crypto.randomUUID());
    await keepLocked(
      pieces.map((piece, at) => ({ entryId: this.#ids[at] ?? '', text: piece, writtenAt })),
      gone,
    );
  }
}

/** Her words stay in sight while she is on the page; after Done it is empty, and says where they are. */
function Sheet({ first, onDone }: { first: boolean; onDone: () => void }) {
  const [, navigate] = useLocation();
  const text = useRef('');
  const [draft] = useState(() => new LockedDraft());
  const keeper = useDraftKeeper<string>(
    (words) => draft.keep(words),
    () => () => undefined,
    () => {
      void finishLocked();
    },
  );
  const write = (words: string) => {
    text.current = words;
    keeper.changed(words);
  };
  const done = async () => {
    const empty = text.current.trim() === '';
    await keeper.now();
    if (keeper.trouble.value !== null) return;
    if (empty) navigate('/');
    else onDone();
  };
  const others = Math.max(0, lockedNotes.value - draft.kept);
  return (
    <>
      <Paper
        startsWith=""
        onText={write}
        onBlur={() => {
          void keeper.now();
        }}
      />
      <footer class="write-foot">
        <p class="write-around quiet">{m.write_only_you_can_read()}</p>
        <div class="write-done">
          <div class="write-kept">
            <Kept keeper={keeper} first={first} />
            {others > 0 && <p class="quiet">{waiting(others)}</p>}
          </div>
          <Button kind="act" onClick={done}>
            {m.phrase_done()}
          </Button>
        </div>
      </footer>
    </>
  );
}

function waiting(notes: number): string {
  return m.write_a_note_is_waiting_until({ notes });
}

function Kept({ keeper, first }: { keeper: DraftKeeper<string>; first: boolean }) {
  if (keeper.trouble.value !== null)
    return (
      <p class="write-not-kept" role="alert">
        {keeper.trouble.value}
      </p>
    );
  return (
    <p class="quiet" role="status">
      {stateOf(keeper.state.value, first)}
    </p>
  );
}

function stateOf(state: DraftKeeper<string>['state']['value'], first: boolean): string {
  switch (state) {
    case 'waiting':
      return m.write_saving_as_you_write();
    case 'kept':
      return m.write_saved_on_this_phone_sealed();
    default:
      return first ? '' : m.write_sealed_on_this_phone();
  }
}
