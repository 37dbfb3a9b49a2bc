import { useEffect, useState } from 'preact/hooks';

import { hasPasskeyHere } from '../../../sync/passkeys/passkeys.ts';
import { changeTotp, newTotpSecret, removeTotp, secondFactorState } from '../../../sync/unlocking/second-factor.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Field, PasswordField } from '../../../ui/controls/Field.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { TotpSecret } from '../../../ui/credentials/TotpSecret.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { Loading } from '../../../ui/page/Loading.tsx';
import { Changed } from './Changed.tsx';
import { ProofForm } from './ProofForm.tsx';

type Step = 'now' | 'set' | 'remove' | 'is-set' | 'is-removed';

/** The second key of a therapist's account: the app with six digits, set up anew or taken away. */
export function SecondKey({ login }: { login: string }) {
  const [step, setStep] = useState<Step>('now');
  switch (step) {
    case 'now':
      return <Now go={setStep} />;
    case 'set':
      return (
        <SetUp
          login={login}
          onDone={() => {
            setStep('is-set');
          }}
        />
      );
    case 'remove':
      return (
        <Remove
          onDone={() => {
            setStep('is-removed');
          }}
          onBack={() => {
            setStep('now');
          }}
        />
      );
    case 'is-set':
      return (
        <Changed title="The six digits are set up">
          Signing in asks for them after your password. An app you had before no longer counts.
        </Changed>
      );
    case 'is-removed':
      return <Changed title="The six digits are gone">A passkey is your second key now.</Changed>;
  }
}

function Now({ go }: { go: (step: Step) => void }) {
  const [has, setHas] = useState<{ totp: boolean; passkeys: number } | null>(null);
  const { trouble, run } = useAction();
  const load = () => {
    run(async () => {
      setHas(await secondFactorState());
    });
  };
  useEffect(load, []);
  return (
    <Page title="Second key" key="now" back="/you/ways-in" tab="Ways in">
      <p>Signing in asks for a second key after your password: six digits from an app on your phone, or a passkey.</p>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
          <Button onClick={load}>Try again</Button>
        </Notice>
      )}
      {has === null && trouble === null && <Loading />}
      {has !== null && (
        <>
          <p>
            {has.totp ? 'An app with six digits is set up.' : 'No app with six digits is set up.'}{' '}
            {passkeys(has.passkeys)}
          </p>
          <div class="you-actions">
            <Button
              onClick={() => {
                go('set');
              }}
            >
              {has.totp ? 'Set up another app' : 'Set up an app'}
            </Button>
            {has.totp && (
              <Button
                kind="quiet"
                onClick={() => {
                  go('remove');
                }}
              >
                Remove the app
              </Button>
            )}
          </div>
        </>
      )}
    </Page>
  );
}

function passkeys(count: number): string {
  if (count === 0) return 'There is no passkey.';
  return count === 1 ? 'There is one passkey.' : `There are ${count} passkeys.`;
}

function SetUp({ login, onDone }: { login: string; onDone: () => void }) {
  const [{ secret, uri }] = useState(() => newTotpSecret(login));
  const [typed, setTyped] = useState({ code: '', password: '' });
  const { busy, trouble, run } = useAction();
  const on = (event: Event) => {
    event.preventDefault();
    run(async () => {
      await changeTotp({ secret, code: typed.code, proof: { password: typed.password } });
      onDone();
    });
  };
  return (
    <Page title="An app with six digits" key="set" back="/you/ways-in" tab="Ways in">
      <TotpSecret secret={secret} uri={uri} />
      <form class="stack" onSubmit={on} noValidate>
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          value={typed.password}
          onValue={(password) => {
            setTyped({ ...typed, password });
          }}
        />
        <Field
          label="Six digits"
          hint="As your authenticator app shows them now."
          class="code-field"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          value={typed.code}
          onValue={(code) => {
            setTyped({ ...typed, code });
          }}
        />
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button type="submit" kind="act" wide busy={busy}>
          {busy ? 'One moment' : 'Use this app'}
        </Button>
      </form>
    </Page>
  );
}

function Remove({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const { busy, trouble, run } = useAction();
  return (
    <Page title="Remove the app with six digits" key="remove" back="/you/ways-in" tab="Ways in" focus="content">
      <p>Then a passkey is the only second key. Without one, the app has to stay.</p>
      <ProofForm
        act="Remove it"
        acting="Removing it"
        kind="care"
        canTouch={hasPasskeyHere()}
        onClose={onBack}
        busy={busy}
        trouble={trouble}
        onProof={(proof) => {
          run(async () => {
            await removeTotp(proof);
            onDone();
          });
        }}
      />
    </Page>
  );
}
