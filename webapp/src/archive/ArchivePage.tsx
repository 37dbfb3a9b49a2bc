// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../messages/index.ts';
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
    <Page title={m.archive_read_a_sealed_journal()}>
      <p>{m.archive_this_page_opens_a_file()}</p>
      <div class="field">
        <label class="field-label" for="archive">
          {m.archive_the_file()}
        </label>
        <p class="field-hint" id="archive-hint">
          {m.archive_its_name_begins_with_interlude()}
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
    setBusy(m.archive_opening_this_takes_a_few());
    await aMoment();
    const way: Way = byCode ? { code: typed } : { password: typed };
    try {
      onOpen(
        await openPicked(picked, way, (done) => {
          setBusy(m.archive_done_of_of_open({ done: done.toLocaleString('en-GB'), of }));
        }),
      );
    } catch (fault) {
      setError(sentenceOf(fault));
      setBusy(null);
    }
  };
  return (
    <Page title={m.archive_how_do_you_want()} focus="content">
      <p>
        {m.archive_made_for_login_on_day({
          login: manifest.login,
          day: madeOn(manifest.created),
          of,
          rows: manifest.rows.length,
        })}
      </p>
      <form class="stack" onSubmit={open}>
        {byCode ? (
          <Field
            key="code"
            label={m.phrase_recovery_code()}
            hint={m.phrase_seven_groups_of_four_small()}
            autoComplete="off"
            autoFocus
            value={typed}
            onValue={setTyped}
            error={error}
          />
        ) : (
          <PasswordField
            key="password"
            label={m.phrase_password()}
            hint={m.archive_the_password_you_had()}
            autoComplete="off"
            autoFocus
            value={typed}
            onValue={setTyped}
            error={error}
          />
        )}
        <Button type="submit" kind="act" wide busy={busy !== null}>
          {m.archive_open()}
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
          {byCode ? m.archive_use_the_password() : m.archive_use_the_recovery_code()}
        </Button>
        <Button kind="quiet" onClick={onOther}>
          {m.archive_choose_another_file()}
        </Button>
      </div>
    </Page>
  );
}

function madeOn(created: string): string {
  const at = new Date(created);
  return Number.isNaN(at.getTime())
    ? m.archive_an_unknown_day()
    : fullDate(at, Intl.DateTimeFormat().resolvedOptions().timeZone);
}
