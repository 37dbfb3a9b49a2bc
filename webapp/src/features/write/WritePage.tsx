// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState } from 'preact/hooks';

import * as m from '../../messages/index.ts';
import { LinkButton } from '../../ui/controls/Button.tsx';
import { draftAsked, stayWithDraft } from '../../ui/drafts/draft-claim.ts';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { Editor } from './Editor.tsx';
import { useNoteOpening } from './opening.ts';

/** A new note, one that was begun and is asked for, or one that is being changed. */
export default function WritePage({ id }: { id?: string | undefined }) {
  const [turn, setTurn] = useState(() => ({ number: 0, draft: draftAsked() }));
  const open = (draft: string | null) => {
    stayWithDraft(location.pathname, draft);
    setTurn({ number: turn.number + 1, draft });
  };
  return <Turn key={turn.number} id={id} draft={turn.draft} onOpen={open} />;
}

interface TurnProps {
  id: string | undefined;
  draft: string | null;
  /** Opens another draft in this page, or none: the entry as it is. */
  onOpen: (draft: string | null) => void;
}

function Turn({ id, draft, onOpen }: TurnProps) {
  const opening = useNoteOpening(id, draft);
  if (opening === null) return <Loading />;
  if (opening === 'missing') return <Missing />;
  return <Editor opening={opening} onOpen={onOpen} />;
}

function Missing() {
  return (
    <Page title={m.write_this_note_isnt_here()} back="/journal" backLabel={m.phrase_journal()}>
      <p>{m.phrase_it_was_deleted()}</p>
      <LinkButton href="/write">{m.write_write_a_new_one()}</LinkButton>
    </Page>
  );
}
