import { useState } from 'preact/hooks';

import { leavePasskeySignIn, openAfterPasskey } from '../../sync/passkeys/passkeys.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { EverythingLost } from '../../ui/credentials/EverythingLost.tsx';
import { Field, PasswordField } from '../../ui/controls/Field.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/** Signed in by a passkey that carries no key: the password or the code opens, this once. */
export function OpenAfterPasskey({ onOpen, onLeave }: { onOpen: () => void; onLeave: () => void }) {
  const [byCode, setByCode] = useState(false);
  const [typed, setTyped] = useState('');
  const { busy, trouble, run } = useAction();
  const open = async () => {
    await openAfterPasskey(byCode ? { code: typed } : { password: typed });
    onOpen();
  };
  const on = (event: Event) => {
    event.preventDefault();
    if (typed !== '') run(open);
  };
  const leave = async () => {
    await leavePasskeySignIn();
    onLeave();
  };
  return (
    <Page title="You are signed in" focus="content" action={<HelpNow />}>
      <p>
        Your passkey cannot open what you wrote; it carries no key. Your {byCode ? 'recovery code' : 'password'} does,
        this once.
      </p>
      <form class="stack" onSubmit={on} noValidate key={String(byCode)}>
        {byCode ? (
          <Field
            label="Recovery code"
            hint="Seven groups of four. Small letters and missing hyphens are fine."
            class="code-field"
            autoFocus
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            value={typed}
            onValue={setTyped}
            error={trouble}
          />
        ) : (
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            autoFocus
            value={typed}
            onValue={setTyped}
            error={trouble}
          />
        )}
        <Button type="submit" kind="act" wide busy={busy}>
          {busy ? 'Opening' : 'Open it'}
        </Button>
      </form>
      <div class="stack-tight">
        <Button
          kind="quiet"
          onClick={() => {
            setByCode(!byCode);
            setTyped('');
          }}
        >
          {byCode ? 'Use your password' : 'Use your recovery code'}
        </Button>
        <Button kind="quiet" onClick={leave}>
          Not now
        </Button>
      </div>
      {byCode && <EverythingLost />}
    </Page>
  );
}
