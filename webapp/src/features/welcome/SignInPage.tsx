// SPDX-License-Identifier: AGPL-3.0-or-later
import './welcome.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { asLogin } from '../../domain/login.ts';
import * as m from '../../messages/index.ts';
import { signIn } from '../../sync/account.ts';
import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { Field, PasswordField } from '../../ui/controls/Field.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { ByPasskey } from './ByPasskey.tsx';
import { OpenAfterPasskey } from './OpenAfterPasskey.tsx';

/** Name and password; what was typed stays when they do not fit. */
export default function SignInPage() {
  const [, navigate] = useLocation();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [arrived, setArrived] = useState(false);
  const onward = pendingInvite.peek() === null ? '/' : '/i';
  const goOn = () => {
    navigate(onward, { replace: true });
  };
  const enter = async () => {
    setBusy(true);
    setError(null);
    try {
      await signIn({ login: asLogin(login), password });
      goOn();
    } catch (fault) {
      setError(sentenceOf(fault, m.welcome_signing_in_didnt_work_what()));
      setBusy(false);
    }
  };
  const on = (event: Event) => {
    event.preventDefault();
    if (login.trim() === '' || password === '') setError(m.welcome_please_enter_your_name());
    else void enter();
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
        <Field
          label={m.phrase_name()}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellcheck={false}
          autoFocus
          value={login}
          onValue={setLogin}
        />
        <PasswordField
          label={m.phrase_password()}
          hint={m.welcome_your_six_words_with_spaces()}
          name="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
        {error !== null && (
          <Notice kind="fault">
            <p>{error}</p>
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
