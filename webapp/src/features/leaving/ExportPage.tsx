import './leaving.css';
import { useState } from 'preact/hooks';

import { account } from '../../sync/account.ts';
import { holding, sealedExport } from '../../sync/leaving/export.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { saveFile } from '../../ui/controls/save-file.ts';
import { useAction } from '../../ui/controls/use-action.ts';
import { HoldingLine, UnfinishedLine } from './Holding.tsx';

/** Everything that is here, in a file: sealed as the rule, open after a warning. */
export default function ExportPage() {
  const state = account.value;
  const [saved, setSaved] = useState<string | null>(null);
  const { busy, trouble, run } = useAction();
  const save = async () => {
    setSaved(null);
    const { name, bytes } = await sealedExport();
    saveFile(name, bytes);
    setSaved(name);
  };
  return (
    <Page title="Take everything with you" back="/you" tab="You">
      <div class="stack-tight">
        <HoldingLine />
        <UnfinishedLine />
        {state.step === 'open' && state.role === 'therapist' && (
          <p class="quiet">What your patients shared with you is theirs, and is not in it.</p>
        )}
      </div>
      <section class="leaving-part" aria-labelledby="sealed">
        <h2 id="sealed">A sealed file</h2>
        <p>
          Your password or your recovery code opens it, as they are today. Nobody else can, so it may lie anywhere. It
          brings along a page that shows it on any computer, without Interlude and without the internet.
        </p>
        <Button
          kind="act"
          wide
          busy={busy || !holding.value.ready}
          onClick={() => {
            run(save);
          }}
        >
          {busy ? 'Putting it together' : 'Save the sealed file'}
        </Button>
        <p role="status">{saved === null ? '' : `${saved} is in your downloads. Later entries are not in it.`}</p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </section>
      <section class="leaving-part" aria-labelledby="openly">
        <h2 id="openly">To read and print</h2>
        <p>The same without a seal, as one page and as text. Whoever has that file can read it.</p>
        <div>
          <LinkButton href="/you/export/open">Save it openly</LinkButton>
        </div>
      </section>
    </Page>
  );
}
