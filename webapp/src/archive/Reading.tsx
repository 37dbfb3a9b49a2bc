import { useMemo, useState } from 'preact/hooks';

import { counted, daysOf, peopleOf, piecesOf, timeOf, type Piece } from '../domain/plain-journal.ts';
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
    <Page title="Journal">
      <div class="stack-tight quiet not-printed">
        <p>{counted(pieces.length)}, the newest first. To find a word, use the search of your browser.</p>
        {people.length > 0 && <p>People: {people.join(', ')}</p>}
      </div>
      {lines.length > 0 && (
        <Notice kind="care">
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Notice>
      )}
      <div class="archive-ways not-printed">
        <Button onClick={onClose}>Close it</Button>
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
      {pieces.length === 0 && <p>Nothing is written in it.</p>}
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
          {open.attachments.has(id) ? '. It comes along when you save everything openly.' : ' (not in this file)'}
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
        Save it openly
      </Button>
      <Dialog
        title="Save without a seal?"
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
              Leave it sealed
            </Button>
            <Button kind="care" onClick={save}>
              Save it openly
            </Button>
          </>
        }
      >
        <p>
          Anybody who has that file can read every word in it, and whoever uses this computer may find it in its
          downloads.
        </p>
      </Dialog>
    </>
  );
}
