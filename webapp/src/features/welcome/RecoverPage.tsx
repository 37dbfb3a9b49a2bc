// SPDX-License-Identifier: AGPL-3.0-or-later
import './welcome.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { asLogin } from '../../domain/login.ts';
import { twoGroups } from '../../domain/recovery-code.ts';
import * as m from '../../messages/index.ts';
import { finishRecovering, openWithCode, prepareNewKeys, suggestPassword, type Role } from '../../sync/account.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Choices } from '../../ui/controls/Choices.tsx';
import { EverythingLost } from '../../ui/credentials/EverythingLost.tsx';
import { NewPassword } from '../../ui/credentials/NewPassword.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { RecoveryCode } from '../../ui/credentials/RecoveryCode.tsx';
import { RecoveryCodeField, UsernameField } from '../../ui/credentials/sign-in-fields.tsx';
import { TypedBack } from '../../ui/credentials/TypedBack.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

type Step =
  | { at: 'code' }
  | { at: 'password'; login: string; role: Role }
  | { at: 'paper' | 'again'; login: string; role: Role; lostSecondFactor: boolean; made: string };

/** Recovery by the code: a new password, a new code on paper, and only then does the old code end. */
export default function RecoverPage() {
  const [step, setStep] = useState<Step>({ at: 'code' });
  switch (step.at) {
    case 'code':
      return (
        <WithTheCode
          onOpen={(opened) => {
            setStep({ at: 'password', ...opened });
          }}
        />
      );
    case 'password':
      return (
        <WithANewPassword
          {...step}
          onMade={(made) => {
            setStep({ ...step, ...made, at: 'paper' });
          }}
        />
      );
    case 'paper':
      return (
        <Page title={m.phrase_your_new_recovery_code()} key="paper" action={<HelpNow />}>
          <p class="not-printed">{m.welcome_the_code_you_just_used()}</p>
          <RecoveryCode code={step.made} login={step.login} role={step.role} />
          <Button
            kind="act"
            wide
            class="not-printed"
            onClick={() => {
              setStep({ ...step, at: 'again' });
            }}
          >
            {m.phrase_ive_written_it_down()}
          </Button>
        </Page>
      );
    case 'again':
      return (
        <ReadBack
          made={step.made}
          lostSecondFactor={step.lostSecondFactor}
          onBack={() => {
            setStep({ ...step, at: 'paper' });
          }}
        />
      );
  }
}

const aboutTheCode = ['mistyped_code', 'wrong_code'];

function WithTheCode({ onOpen }: { onOpen: (opened: { login: string; role: Role }) => void }) {
  const [typed, setTyped] = useState({ login: '', code: '' });
  const { busy, trouble, code, run } = useAction(m.welcome_that_didnt_work_what());
  const isAboutCode = aboutTheCode.includes(code ?? '');
  const enter = async () => {
    const { role } = await openWithCode(typed);
    onOpen({ login: asLogin(typed.login), role });
  };
  const on = (event: Event) => {
    event.preventDefault();
    run(enter);
  };
  return (
    <Page title={m.welcome_use_your_recovery_code()} back="/sign-in" focus="content" action={<HelpNow />}>
      <p>{m.welcome_you_choose_a_new_password()}</p>
      <p class="quiet small">{m.welcome_anything_another_device_hadnt_stored()}</p>
      <form class="stack" onSubmit={on} noValidate>
        <UsernameField
          autoFocus
          value={typed.login}
          onValue={(login) => {
            setTyped({ ...typed, login });
          }}
        />
        <RecoveryCodeField
          value={typed.code}
          onValue={(value) => {
            setTyped({ ...typed, code: value });
          }}
          error={isAboutCode ? trouble : null}
        />
        {!isAboutCode && trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button type="submit" kind="act" wide busy={busy}>
          {busy ? m.phrase_opening() : m.phrase_continue()}
        </Button>
      </form>
      <EverythingLost />
    </Page>
  );
}

const digits = [
  { value: 'here', label: m.welcome_i_still_have() },
  { value: 'gone', label: m.welcome_ive_lost_it_too() },
] as const;

interface WithANewPasswordProps {
  login: string;
  role: Role;
  onMade: (made: { made: string; lostSecondFactor: boolean }) => void;
}

function WithANewPassword({ login, role, onMade }: WithANewPasswordProps) {
  const [app, setApp] = useState<'here' | 'gone'>('here');
  const { busy, trouble, run } = useAction();
  const make = (password: string) => {
    run(async () => {
      onMade({ made: (await prepareNewKeys(password)).recoveryCode, lostSecondFactor: app === 'gone' });
    });
  };
  return (
    <Page title={m.phrase_a_new_password()} key="password" action={<HelpNow />}>
      {role === 'therapist' && (
        <Choices legend={m.welcome_your_authenticator_code()} options={digits} value={app} onChange={setApp} />
      )}
      <NewPassword login={login} suggest={suggestPassword} onGoOn={make} busy={busy} trouble={trouble} />
    </Page>
  );
}

function ReadBack({ made, lostSecondFactor, onBack }: { made: string; lostSecondFactor: boolean; onBack: () => void }) {
  const [, navigate] = useLocation();
  const [asked] = useState(() => twoGroups());
  const { busy, trouble, run } = useAction();
  const finish = () => {
    run(async () => {
      await finishRecovering({ lostSecondFactor });
      navigate('/', { replace: true });
    });
  };
  return (
    <Page title={m.phrase_check_what_you_wrote_down()} key="again" focus="content" action={<HelpNow />}>
      <TypedBack
        code={made}
        asked={asked}
        onRight={finish}
        busy={busy}
        trouble={trouble}
        act={m.welcome_finish_and_unlock()}
        acting={m.phrase_opening()}
      />
      <Button kind="quiet" onClick={onBack}>
        {m.phrase_show_me_the_code_again()}
      </Button>
    </Page>
  );
}
