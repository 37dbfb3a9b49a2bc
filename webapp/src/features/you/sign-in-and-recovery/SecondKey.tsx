// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
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
      return <Changed title={m.you_your_authenticator_app_is_set()}>{m.you_when_you_sign_in_interlude()}</Changed>;
    case 'is-removed':
      return <Changed title={m.you_the_authenticator_app_is_removed()}>{m.you_a_passkey_is_now()}</Changed>;
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
    <Page title={m.you_second_step()} key="now" back="/you/ways-in" tab={m.you_sign_in_and_recovery()}>
      <p>{m.you_after_your_password_signing()}</p>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
          <Button onClick={load}>{m.phrase_try_again()}</Button>
        </Notice>
      )}
      {has === null && trouble === null && <Loading />}
      {has !== null && (
        <>
          <p>
            {has.totp ? m.you_an_authenticator_app_is_set() : m.you_no_authenticator_app_is_set()}{' '}
            {passkeys(has.passkeys)}
          </p>
          <div class="you-actions">
            <Button
              onClick={() => {
                go('set');
              }}
            >
              {has.totp ? m.you_set_up_another_app() : m.you_set_up_an_app()}
            </Button>
            {has.totp && (
              <Button
                kind="quiet"
                onClick={() => {
                  go('remove');
                }}
              >
                {m.you_remove_the_app()}
              </Button>
            )}
          </div>
        </>
      )}
    </Page>
  );
}

function passkeys(count: number): string {
  if (count === 0) return m.you_you_have_no_passkeys();
  return m.you_you_have_one_passkey({ count });
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
    <Page title={m.you_an_authenticator_app()} key="set" back="/you/ways-in" tab={m.you_sign_in_and_recovery()}>
      <TotpSecret secret={secret} uri={uri} />
      <form class="stack" onSubmit={on} noValidate>
        <PasswordField
          label={m.you_your_password()}
          autoComplete="current-password"
          value={typed.password}
          onValue={(password) => {
            setTyped({ ...typed, password });
          }}
        />
        <Field
          label={m.phrase_six_digit_code()}
          hint={m.phrase_the_one_your_authenticator_app()}
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
          {busy ? m.phrase_one_moment() : m.you_use_this_app()}
        </Button>
      </form>
    </Page>
  );
}

function Remove({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const { busy, trouble, run } = useAction();
  return (
    <Page
      title={m.you_remove_the_authenticator_app()}
      key="remove"
      back="/you/ways-in"
      tab={m.you_sign_in_and_recovery()}
      focus="content"
    >
      <p>{m.you_a_passkey_is_then()}</p>
      <ProofForm
        act={m.you_remove_the_app_2()}
        acting={m.you_removing()}
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
