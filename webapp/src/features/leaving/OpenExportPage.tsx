// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './leaving.css';
import { useState } from 'preact/hooks';

import { openExport } from '../../sync/leaving/export.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { saveFile } from '../../ui/controls/save-file.ts';
import { useAction } from '../../ui/controls/use-action.ts';
import { HoldingLine, UnfinishedLine } from './Holding.tsx';

/** Warns that the file will not be sealed, and asks for the password once more. */
export default function OpenExportPage() {
  const [password, setPassword] = useState('');
  const [saved, setSaved] = useState<string | null>(null);
  const { busy, trouble, run } = useAction();
  if (saved !== null) return <Saved name={saved} />;
  const save = async () => {
    const { name, bytes } = await openExport({ password });
    saveFile(name, bytes);
    setSaved(name);
  };
  const on = (event: Event) => {
    event.preventDefault();
    run(save);
  };
  return (
    <Page title={m.leaving_anyone_who_has_this_file()} back="/you/export" tab={m.phrase_you()}>
      <Notice kind="care">
        <p>{m.leaving_the_file_has_no_seal()}</p>
        <p>{m.leaving_once_its_out_nobody_can()}</p>
      </Notice>
      <div class="stack-tight">
        <HoldingLine />
        <UnfinishedLine />
      </div>
      <form class="stack" onSubmit={on}>
        <PasswordField
          label={m.phrase_your_password_again()}
          name="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
          error={trouble}
        />
        <div class="leaving-actions">
          <LinkButton href="/you/export" wide>
            {m.leaving_keep_it_sealed()}
          </LinkButton>
          <Button type="submit" kind="care" wide busy={busy || password === ''}>
            {busy ? m.leaving_preparing_the_file() : m.leaving_save_an_open_copy()}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function Saved({ name }: { name: string }) {
  return (
    <Page title={m.leaving_its_in_your_downloads()} back="/you/export" tab={m.phrase_you()} key="saved">
      <p>{m.leaving_name_holds_one_page({ name })}</p>
      <p>{m.leaving_put_it_where_only()}</p>
    </Page>
  );
}
