// SPDX-License-Identifier: AGPL-3.0-or-later
import { useMemo, useState } from 'preact/hooks';

import { counted, daysOf, peopleOf, piecesOf, timeOf, type Piece } from '../domain/plain-journal.ts';
import * as m from '../messages/index.ts';
import { Button } from '../ui/controls/Button.tsx';
import { Dialog } from '../ui/controls/Dialog.tsx';
import { Notice } from '../ui/page/Notice.tsx';
import { Page } from '../ui/page/Page.tsx';
import { saveFile } from '../ui/controls/save-file.ts';
import { Words } from '../ui/text/Words.tsx';
import { packedOpenly, type OpenJournal } from './opening.ts';

/** The journal, newest first. All of it stands on the page, so that the browser's own search finds every word. */
export function Reading({ open, onClose }: { open: OpenJournal; onClose: () => void }) {
  const { journal, lines } = open;
  const pieces = useMemo(() => piecesOf(journal).reverse(), [journal]);
  const people = useMemo(() => peopleOf(journal), [journal]);
  return (
    <Page title={m.phrase_journal()}>
      <div class="stack-tight quiet not-printed">
        <p>{m.archive_entries_newest_first_to_find({ entries: counted(pieces.length) })}</p>
        {people.length > 0 && <p>{m.archive_people_names({ names: people.join(', ') })}</p>}
      </div>
      {lines.length > 0 && (
        <Notice kind="care">
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Notice>
      )}
      <div class="archive-ways not-printed">
        <Button onClick={onClose}>{m.archive_close()}</Button>
        <Saving open={open} />
      </div>
      {daysOf(pieces).map(({ key, heading, pieces: of }) => (
        <section class="archive-day" key={`${key} ${of[0]?.entryId ?? ''}`}>
          <h2>{heading}</h2>
          {of.map((piece) => (
            <One key={piece.entryId} piece={piece} open={open} />
          ))}
        </section>
      ))}
      {pieces.length === 0 && <p>{m.archive_this_journal_is_empty()}</p>}
    </Page>
  );
}

function One({ piece, open }: { piece: Piece; open: OpenJournal }) {
  return (
    <article class="archive-entry">
      <p class="quiet small">
        <time dateTime={piece.at.toISOString()}>{timeOf(piece)}</time>
      </p>
      {piece.facts.map((fact) => (
        <p key={fact} dir="auto">
          {fact}
        </p>
      ))}
      {piece.words !== '' && <Words>{piece.words}</Words>}
      {piece.attachments.map(({ id, name }) => (
        <p class="quiet small" key={id}>
          {name}
          {open.attachments.has(id) ? m.archive_file_included_open() : ` ${m.archive_file_not_included()}`}
        </p>
      ))}
    </article>
  );
}

function Saving({ open }: { open: OpenJournal }) {
  const [asked, setAsked] = useState(false);
  const save = () => {
    setAsked(false);
    const { name, bytes } = packedOpenly(open);
    saveFile(name, bytes);
  };
  return (
    <>
      <Button
        kind="quiet"
        onClick={() => {
          setAsked(true);
        }}
      >
        {m.archive_save_an_open_copy()}
      </Button>
      <Dialog
        title={m.archive_save_a_copy_anyone_can()}
        open={asked}
        onClose={() => {
          setAsked(false);
        }}
        actions={
          <>
            <Button
              onClick={() => {
                setAsked(false);
              }}
            >
              {m.archive_keep_it_sealed()}
            </Button>
            <Button kind="care" onClick={save}>
              {m.archive_save_an_open_copy()}
            </Button>
          </>
        }
      >
        <p>{m.archive_anyone_who_has_that_file()}</p>
      </Dialog>
    </>
  );
}
