// SPDX-License-Identifier: AGPL-3.0-or-later
import './welcome.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { asLogin } from '../../domain/login.ts';
import * as m from '../../messages/index.ts';
import { signIn } from '../../sync/account.ts';
import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { UsernameField } from '../../ui/credentials/sign-in-fields.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { ByPasskey } from './ByPasskey.tsx';
import { OpenAfterPasskey } from './OpenAfterPasskey.tsx';

/** Name and password; what was typed stays when they do not fit. */
export default function SignInPage() {
  const [, navigate] = useLocation();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const { busy, trouble, run, say } = useAction(m.welcome_signing_in_didnt_work_what());
  const [arrived, setArrived] = useState(false);
  const onward = pendingInvite.peek() === null ? '/' : '/i';
  const goOn = () => {
    navigate(onward, { replace: true });
  };
  const enter = async () => {
    await signIn({ login: asLogin(login), password });
    goOn();
  };
  const on = (event: Event) => {
    event.preventDefault();
    if (login.trim() === '' || password === '') say(m.welcome_please_enter_your_name());
    else run(enter);
  };
  if (arrived)
    return (
      <OpenAfterPasskey
        onOpen={goOn}
        onLeave={() => {
          setArrived(false);
        }}
      />
    );
  return (
    <Page title={m.welcome_sign_in()} back="/" focus="content" action={<HelpNow />}>
      <form class="stack" onSubmit={on} noValidate>
        <UsernameField autoFocus value={login} onValue={setLogin} />
        <PasswordField
          label={m.phrase_password()}
          hint={m.welcome_your_six_words_with_spaces()}
          name="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button type="submit" kind="act" wide busy={busy}>
          {busy ? m.phrase_opening() : m.welcome_sign_in()}
        </Button>
      </form>
      <ByPasskey
        onOpen={goOn}
        onArrived={() => {
          setArrived(true);
        }}
      />
      <LinkButton href="/recover" kind="quiet">
        {m.welcome_ive_lost_my_password()}
      </LinkButton>
    </Page>
  );
}
