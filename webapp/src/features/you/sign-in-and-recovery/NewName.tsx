// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState } from 'preact/hooks';

import { asLogin, loginFault } from '../../../domain/login.ts';
import * as m from '../../../messages/index.ts';
import { rename } from '../../../sync/credentials/sign-in-and-recovery.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { PasswordField } from '../../../ui/controls/Field.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { UsernameField } from '../../../ui/credentials/sign-in-fields.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { Changed, OthersSignedOut } from './Changed.tsx';

/** The field that a fault is about; every other fault stands below them. */
const ABOUT: Record<string, 'name' | 'password'> = {
  bad_login: 'name',
  login_taken: 'name',
  no_password: 'password',
  wrong_password: 'password',
};

/** Another name to sign in with, with the password typed once. */
export function NewName({ login }: { login: string }) {
  const [typed, setTyped] = useState({ login: '', password: '' });
  const { busy, trouble, code, run, say } = useAction();
  const [done, setDone] = useState(false);
  const change = async () => {
    await rename(typed);
    setDone(true);
  };
  const on = (event: Event) => {
    event.preventDefault();
    const fault = loginFault(asLogin(typed.login));
    if (fault !== null) say(fault, 'bad_login');
    else if (typed.password === '') say(m.you_please_enter_your_password(), 'no_password');
    else run(change);
  };
  const about = (what: 'name' | 'password' | 'all') => ((ABOUT[code ?? ''] ?? 'all') === what ? trouble : null);
  if (done) return <Changed title={m.you_your_sign_in_name_has()}>{m.you_you_now_sign({ login })}</Changed>;
  return (
    <Page
      title={m.you_change_your_sign_in_name()}
      back="/you/ways-in"
      tab={m.you_sign_in_and_recovery()}
      focus="content"
    >
      <OthersSignedOut>{m.you_they_open_again_with_the_new()}</OthersSignedOut>
      <form class="stack" onSubmit={on} noValidate>
        <UsernameField
          label={m.you_new_name()}
          hint={<>{m.you_now_login_whoever_runs({ login })}</>}
          autoFocus
          value={typed.login}
          onValue={(value) => {
            setTyped({ ...typed, login: value });
          }}
          error={about('name')}
        />
        <PasswordField
          label={m.you_your_password()}
          autoComplete="current-password"
          value={typed.password}
          onValue={(value) => {
            setTyped({ ...typed, password: value });
          }}
          error={about('password')}
        />
        {about('all') !== null && (
          <Notice kind="fault">
            <p>{about('all')}</p>
          </Notice>
        )}
        <Button type="submit" kind="act" wide busy={busy}>
          {busy ? m.you_changing_the_name() : m.you_change_the_name()}
        </Button>
      </form>
    </Page>
  );
}
