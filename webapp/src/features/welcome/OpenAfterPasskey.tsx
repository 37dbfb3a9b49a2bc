// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { leavePasskeySignIn, openAfterPasskey } from '../../sync/passkeys/passkeys.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { EverythingLost } from '../../ui/credentials/EverythingLost.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { RecoveryCodeField } from '../../ui/credentials/sign-in-fields.tsx';
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
    <Page title={m.welcome_youre_signed()} focus="content" action={<HelpNow />}>
      <p>{byCode ? m.welcome_passkey_opens_nothing_code() : m.welcome_passkey_opens_nothing_password()}</p>
      <form class="stack" onSubmit={on} noValidate key={String(byCode)}>
        {byCode ? (
          <RecoveryCodeField autoFocus value={typed} onValue={setTyped} error={trouble} />
        ) : (
          <PasswordField
            label={m.phrase_password()}
            name="password"
            autoComplete="current-password"
            autoFocus
            value={typed}
            onValue={setTyped}
            error={trouble}
          />
        )}
        <Button type="submit" kind="act" wide busy={busy}>
          {busy ? m.phrase_opening() : m.welcome_open_it()}
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
          {byCode ? m.phrase_use_your_password() : m.phrase_use_your_recovery_code()}
        </Button>
        <Button kind="quiet" onClick={leave}>
          {m.phrase_not_now()}
        </Button>
      </div>
      {byCode && <EverythingLost />}
    </Page>
  );
}
