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

/** The warning before words leave the seal, and the password once more. */
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
    <Page title="Anybody who has this file can read it" back="/you/export" tab="You">
      <Notice kind="care">
        <p>
          The file has no seal. Whoever finds it can read every word: in the downloads of this phone, in a copy your
          phone keeps elsewhere, in a mail.
        </p>
        <p>Nobody can take it back from there.</p>
      </Notice>
      <div class="stack-tight">
        <HoldingLine />
        <UnfinishedLine />
      </div>
      <form class="stack" onSubmit={on}>
        <PasswordField
          label="Your password, once more"
          name="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
          error={trouble}
        />
        <div class="leaving-actions">
          <LinkButton href="/you/export" wide>
            Leave it sealed
          </LinkButton>
          <Button type="submit" kind="care" wide busy={busy || password === ''}>
            {busy ? 'Putting it together' : 'Save it openly'}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function Saved({ name }: { name: string }) {
  return (
    <Page title="It is in your downloads" back="/you/export" tab="You" key="saved">
      <p>{name} holds one page to read or print, the same as text, and everything as data for another program.</p>
      <p>Put it where only you can find it, and delete it from the downloads when you no longer need it there.</p>
    </Page>
  );
}
