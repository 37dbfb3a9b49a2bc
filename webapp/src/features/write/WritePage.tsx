// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { LinkButton } from '../../ui/controls/Button.tsx';
import { useDraftTurn, type OpenDraft } from '../../ui/drafts/draft-turn.ts';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { Editor } from './Editor.tsx';
import { useNoteOpening } from './opening.ts';

/** A new note, one that was begun and is asked for, or one that is being changed. */
export default function WritePage({ id }: { id?: string | undefined }) {
  const { number, draft, open } = useDraftTurn();
  return <Turn key={number} id={id} draft={draft} onOpen={open} />;
}

interface TurnProps {
  id: string | undefined;
  draft: string | null;
  onOpen: OpenDraft;
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
