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
    <Page title="This note is not here" back="/journal" backLabel="Journal">
      <p>It was deleted, or it has not arrived on this phone yet.</p>
      <LinkButton href="/write">Write a new one</LinkButton>
    </Page>
  );
}
