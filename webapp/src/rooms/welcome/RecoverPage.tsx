import './welcome.css';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { asLogin } from '../../domain/login.ts';
import { signInWithRecoveryCode, suggestPassword } from '../../sync/account.ts';
import { Button, HelpNow } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { codeOf, sentenceOf } from '../../ui/sentence.ts';
import { RecoveryCode } from './RecoveryCode.tsx';

/** Back in with the recovery code: six new words for a password, and then a new code for the paper. */
export default function RecoverPage() {
  const [made, setMade] = useState<{ login: string; code: string } | null>(null);
  const [, navigate] = useLocation();
  if (made === null) return <WithTheCode onMade={setMade} />;
  return (
    <Page title="Your new recovery code" key="made">
      <p class="not-printed">The code you just used no longer opens anything. This one does.</p>
      <RecoveryCode code={made.code} login={made.login} />
      <Button kind="act" wide class="not-printed" onClick={() => { navigate('/', { replace: true }); }}>I have it on paper</Button>
    </Page>
  );
}

const aboutTheCode = ['mistyped_code', 'wrong_code'];

function WithTheCode({ onMade }: { onMade: (made: { login: string; code: string }) => void }) {
  const [login, setLogin] = useState('');
  const [code, setCode] = useState('');
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [codeError, setCodeError] = useState<string | null>(null);
  useEffect(() => { void suggestPassword().then(setWords, () => undefined); }, []);
  const enter = async () => {
    setBusy(true);
    setError(null);
    setCodeError(null);
    try {
      const made = await signInWithRecoveryCode({ login: asLogin(login), code, newPassword: words });
      onMade({ login: asLogin(login), code: made.recoveryCode });
    } catch (fault) {
      const say = aboutTheCode.includes(codeOf(fault) ?? '') ? setCodeError : setError;
      say(sentenceOf(fault, 'That did not work. What you typed is still here; please try again.'));
      setBusy(false);
    }
  };
  const on = (event: Event) => {
    event.preventDefault();
    void enter();
  };
  return (
    <Page title="Back in with your recovery code" back="/sign-in" focus="content" action={<HelpNow />}>
      <form class="stack" onSubmit={on} noValidate>
        <Field label="Name" autoComplete="username" autoCapitalize="none" spellcheck={false} autoFocus value={login} onValue={setLogin} />
        <Field
          label="Recovery code"
          hint="Seven groups of four. Small letters and missing hyphens are fine."
          class="code-field"
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          value={code}
          onValue={setCode}
          error={codeError}
        />
        <p>From now on these six words are your password. Write them down before you go on.</p>
        <ol class="six-words" aria-label="Your six new words">
          {words.split(' ').map((word, place) => <li key={place}>{word}</li>)}
        </ol>
        {error !== null && <Notice kind="fault"><p>{error}</p></Notice>}
        <Button type="submit" kind="act" wide busy={busy || words === ''}>{busy ? 'Opening' : 'I have kept them, open it'}</Button>
      </form>
    </Page>
  );
}
