// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
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
    <Page title={m.phrase_export_your_journal()} back="/you" tab={m.phrase_you()}>
      <div class="stack-tight">
        <HoldingLine />
        <UnfinishedLine />
        {state.step === 'open' && state.role === 'therapist' && (
          <p class="quiet">{m.leaving_what_your_patients_shared()}</p>
        )}
      </div>
      <section class="leaving-part" aria-labelledby="sealed">
        <h2 id="sealed">{m.leaving_a_sealed_file()}</h2>
        <p>{m.leaving_who_opens_the_file()}</p>
        <Button
          kind="act"
          wide
          busy={busy || !holding.value.ready}
          onClick={() => {
            run(save);
          }}
        >
          {busy ? m.leaving_preparing_the_file() : m.leaving_save_a_sealed_file()}
        </Button>
        <p role="status">{saved === null ? '' : m.leaving_saved_is_in_your_downloads({ saved })}</p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </section>
      <section class="leaving-part" aria-labelledby="openly">
        <h2 id="openly">{m.leaving_to_read_and_print()}</h2>
        <p>{m.leaving_the_same_without_a_seal()}</p>
        <div>
          <LinkButton href="/you/export/open">{m.leaving_save_an_open_copy()}</LinkButton>
        </div>
      </section>
    </Page>
  );
}
