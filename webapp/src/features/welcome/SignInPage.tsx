import './welcome.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { asLogin } from '../../domain/login.ts';
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
      setError(sentenceOf(fault, 'Signing in did not work. What you typed is still here; please try again.'));
      setBusy(false);
    }
  };
  const on = (event: Event) => {
    event.preventDefault();
    if (login.trim() === '' || password === '') setError('Please type your name and your password.');
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
    <Page title="Sign in" back="/" focus="content" action={<HelpNow />}>
      <form class="stack" onSubmit={on} noValidate>
        <Field
          label="Name"
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
          label="Password"
          hint="Six words, with a space between them, or the password you chose."
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
          {busy ? 'Opening' : 'Sign in'}
        </Button>
      </form>
      <ByPasskey
        onOpen={goOn}
        onArrived={() => {
          setArrived(true);
        }}
      />
      <LinkButton href="/recover" kind="quiet">
        I have lost my password
      </LinkButton>
    </Page>
  );
}
