// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { LinkButton } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { Editor } from './Editor.tsx';
import { useNoteOpening } from './opening.ts';

/** A new note, or one that is being changed. */
export default function WritePage({ id }: { id?: string | undefined }) {
  const opening = useNoteOpening(id);
  if (opening === null) return <Loading />;
  if (opening === 'missing') return <Missing />;
  return <Editor opening={opening} />;
}

function Missing() {
  return (
    <Page title={m.write_this_note_isnt_here()} back="/journal" backLabel={m.phrase_journal()}>
      <p>{m.phrase_it_was_deleted()}</p>
      <LinkButton href="/write">{m.write_write_a_new_one()}</LinkButton>
    </Page>
  );
}
