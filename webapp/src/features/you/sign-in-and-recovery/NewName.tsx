import { useState } from 'preact/hooks';

import { asLogin, loginFault } from '../../../domain/login.ts';
import { rename } from '../../../sync/credentials/sign-in-and-recovery.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Field, PasswordField } from '../../../ui/controls/Field.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { codeOf, sentenceOf } from '../../../ui/text/sentence.ts';
import { Changed, OthersSignedOut } from './Changed.tsx';

interface Trouble {
  about: 'name' | 'password' | 'all';
  sentence: string;
}

const ABOUT: Record<string, Trouble['about']> = { login_taken: 'name', wrong_password: 'password' };

/** Another name to sign in with, with the password typed once. */
export function NewName({ login }: { login: string }) {
  const [typed, setTyped] = useState({ login: '', password: '' });
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const change = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      await rename(typed);
      setDone(true);
    } catch (fault) {
      setTrouble({ about: ABOUT[codeOf(fault) ?? ''] ?? 'all', sentence: sentenceOf(fault) });
    }
    setBusy(false);
  };
  const on = (event: Event) => {
    event.preventDefault();
    const fault = loginFault(asLogin(typed.login));
    if (fault !== null) setTrouble({ about: 'name', sentence: fault });
    else if (typed.password === '') setTrouble({ about: 'password', sentence: 'Please type your password.' });
    else if (!busy) void change();
  };
  const about = (what: Trouble['about']) => (trouble?.about === what ? trouble.sentence : null);
  if (done)
    return <Changed title="Your name is changed">You sign in as {login} from now on, with the same password.</Changed>;
  return (
    <Page title="Another name to sign in with" back="/you/ways-in" tab="Ways in" focus="content">
      <OthersSignedOut>They open again with the new name and your password.</OthersSignedOut>
      <form class="stack" onSubmit={on} noValidate>
        <Field
          label="New name"
          hint={<>Until now {login}. Whoever runs the server can see the name.</>}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellcheck={false}
          autoFocus
          value={typed.login}
          onValue={(value) => {
            setTyped({ ...typed, login: value });
          }}
          error={about('name')}
        />
        <PasswordField
          label="Your password"
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
          {busy ? 'Changing it' : 'Change the name'}
        </Button>
      </form>
    </Page>
  );
}
