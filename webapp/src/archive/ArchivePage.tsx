import './archive.css';
import { useState } from 'preact/hooks';

import { Button } from '../ui/controls/Button.tsx';
import { Field, PasswordField } from '../ui/controls/Field.tsx';
import { Notice } from '../ui/page/Notice.tsx';
import { Page } from '../ui/page/Page.tsx';
import { fullDate } from '../domain/plain-journal.ts';
import { aMoment, openPicked, sentenceOf, type OpenJournal, type Way } from './opening.ts';
import { readPicked, type Picked } from './picked.ts';
import { Reading } from './Reading.tsx';

/** Choose the file, say what opens it, read. */
export function ArchivePage() {
  const [picked, setPicked] = useState<Picked | null>(null);
  const [open, setOpen] = useState<OpenJournal | null>(null);
  if (open !== null)
    return (
      <Reading
        open={open}
        onClose={() => {
          setOpen(null);
          setPicked(null);
        }}
      />
    );
  return picked === null ? (
    <Choosing key="choosing" onPicked={setPicked} />
  ) : (
    <Opening
      key="opening"
      picked={picked}
      onOpen={setOpen}
      onOther={() => {
        setPicked(null);
      }}
    />
  );
}

function Choosing({ onPicked }: { onPicked: (picked: Picked) => void }) {
  const [error, setError] = useState<string | null>(null);
  const pick = async (files: FileList | null) => {
    if (files === null || files.length === 0) return;
    setError(null);
    try {
      onPicked(await readPicked([...files]));
    } catch (fault) {
      setError(sentenceOf(fault));
    }
  };
  return (
    <Page title="Read a sealed journal">
      <p>
        This page opens a file that Interlude made. It needs no internet and no account: what you read stays on this
        computer, and nothing is sent anywhere.
      </p>
      <div class="field">
        <label class="field-label" for="archive">
          The file
        </label>
        <p class="field-hint" id="archive-hint">
          Its name begins with interlude and ends with .zip. If your computer has unpacked it already, choose
          manifest.json.
        </p>
        <input
          id="archive"
          class="archive-file"
          type="file"
          multiple
          accept=".zip,.json,application/zip,application/json"
          aria-describedby="archive-hint"
          onChange={(event) => pick(event.currentTarget.files)}
        />
      </div>
      {error !== null && (
        <Notice kind="fault">
          <p>{error}</p>
        </Notice>
      )}
    </Page>
  );
}

interface OpeningProps {
  picked: Picked;
  onOpen: (open: OpenJournal) => void;
  onOther: () => void;
}

function Opening({ picked, onOpen, onOther }: OpeningProps) {
  const [byCode, setByCode] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { manifest } = picked;
  const of = manifest.rows.length.toLocaleString('en-GB');
  const open = async (event: Event) => {
    event.preventDefault();
    if (busy !== null) return;
    setError(null);
    setBusy('Opening. This takes a few seconds.');
    await aMoment();
    const way: Way = byCode ? { code: typed } : { password: typed };
    try {
      onOpen(
        await openPicked(picked, way, (done) => {
          setBusy(`${done.toLocaleString('en-GB')} of ${of} are open.`);
        }),
      );
    } catch (fault) {
      setError(sentenceOf(fault));
      setBusy(null);
    }
  };
  return (
    <Page title="What opens it" focus="content">
      <p>
        Made for {manifest.login} on {madeOn(manifest.created)}. {of} sealed{' '}
        {manifest.rows.length === 1 ? 'entry' : 'entries'}.
      </p>
      <form class="stack" onSubmit={open}>
        {byCode ? (
          <Field
            key="code"
            label="Recovery code"
            hint="Seven groups of four. Small letters and missing hyphens are fine."
            autoComplete="off"
            autoFocus
            value={typed}
            onValue={setTyped}
            error={error}
          />
        ) : (
          <PasswordField
            key="password"
            label="Password"
            hint="The one of the day the file was made."
            autoComplete="off"
            autoFocus
            value={typed}
            onValue={setTyped}
            error={error}
          />
        )}
        <Button type="submit" kind="act" wide busy={busy !== null}>
          Open
        </Button>
        <p class="quiet" role="status">
          {busy ?? ''}
        </p>
      </form>
      <div class="archive-ways">
        <Button
          kind="quiet"
          onClick={() => {
            setByCode(!byCode);
            setTyped('');
            setError(null);
          }}
        >
          {byCode ? 'Use the password' : 'Use the recovery code'}
        </Button>
        <Button kind="quiet" onClick={onOther}>
          Another file
        </Button>
      </div>
    </Page>
  );
}

function madeOn(created: string): string {
  const at = new Date(created);
  return Number.isNaN(at.getTime()) ? 'an unknown day' : fullDate(at, Intl.DateTimeFormat().resolvedOptions().timeZone);
}
