// SPDX-License-Identifier: AGPL-3.0-or-later
import '../you.css';
import { useEffect, useState } from 'preact/hooks';

import { twoGroups } from '../../../domain/recovery-code.ts';
import * as m from '../../../messages/index.ts';
import { account, suggestPassword } from '../../../sync/account.ts';
import { hasPasskeyHere } from '../../../sync/passkeys/passkeys.ts';
import { forgetNewKey, makeNewKey, move, prepareNewKey } from '../../../sync/credentials/rotation.ts';
import { Button, HelpNow } from '../../../ui/controls/Button.tsx';
import { NewPassword } from '../../../ui/credentials/NewPassword.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { RecoveryCode } from '../../../ui/credentials/RecoveryCode.tsx';
import { TypedBack } from '../../../ui/credentials/TypedBack.tsx';
import { withdrawUndo } from '../../../ui/controls/Undo.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { Moving } from './Moving.tsx';
import { ProofForm } from './ProofForm.tsx';

type Step = 'why' | 'password' | 'paper' | 'again' | 'prove';

/** "Somebody may know my password or my code": a new key for everything, and how far its move is. */
export default function NewKeyPage() {
  const state = account.value;
  const [another, setAnother] = useState(false);
  useEffect(() => forgetNewKey, []);
  if (state.step !== 'open') return null;
  if (move.value.step !== 'none' && !another)
    return (
      <Moving
        role={state.role}
        onAnother={() => {
          setAnother(true);
        }}
      />
    );
  return (
    <Making
      login={state.login}
      role={state.role}
      onMade={() => {
        setAnother(false);
      }}
    />
  );
}

/** Nothing is sent before the last step; each step before it can be left without a trace. */
function Making({ login, role, onMade }: { login: string; role: 'patient' | 'therapist'; onMade: () => void }) {
  const [step, setStep] = useState<Step>('why');
  const [code, setCode] = useState('');
  const [asked] = useState(() => twoGroups());
  const { busy, trouble, run } = useAction();
  const prepare = (password: string) => {
    run(async () => {
      setCode((await prepareNewKey({ password })).recoveryCode);
      setStep('paper');
    });
  };
  switch (step) {
    case 'why':
      return (
        <Why
          role={role}
          onGoOn={() => {
            setStep('password');
          }}
        />
      );
    case 'password':
      return (
        <Page title={m.phrase_a_new_password()} key="password" back="/you" tab={m.you_new_key()} action={<HelpNow />}>
          <NewPassword login={login} suggest={suggestPassword} onGoOn={prepare} busy={busy} trouble={trouble} />
        </Page>
      );
    case 'paper':
      return (
        <Page title={m.phrase_your_new_recovery_code()} key="paper" back="/you" tab={m.you_new_key()}>
          <RecoveryCode code={code} login={login} role={role} />
          <Button
            kind="act"
            wide
            class="not-printed"
            onClick={() => {
              setStep('again');
            }}
          >
            {m.phrase_ive_written_it_down()}
          </Button>
        </Page>
      );
    case 'again':
      return (
        <Page
          title={m.phrase_check_what_you_wrote_down()}
          key="again"
          back="/you"
          tab={m.you_new_key()}
          focus="content"
        >
          <TypedBack
            code={code}
            asked={asked}
            onRight={() => {
              setStep('prove');
            }}
            busy={false}
            trouble={null}
            act={m.phrase_continue()}
          />
          <Button
            kind="quiet"
            onClick={() => {
              setStep('paper');
            }}
          >
            {m.phrase_show_me_the_code_again()}
          </Button>
        </Page>
      );
    case 'prove':
      return (
        <Page title={m.you_your_current_password()} key="prove" back="/you" tab={m.you_new_key()} focus="content">
          <p>{role === 'patient' ? m.you_last_step_patient() : m.you_last_step_therapist()}</p>
          <ProofForm
            canTouch={hasPasskeyHere()}
            label={m.you_current_password()}
            act={m.you_create_the_new_key()}
            acting={m.you_creating_the_new_key()}
            onClose={() => {
              setStep('again');
            }}
            busy={busy}
            trouble={trouble}
            onProof={(proof) => {
              run(async () => {
                await makeNewKey(proof);
                withdrawUndo();
                onMade();
              });
            }}
          />
        </Page>
      );
  }
}

function Why({ role, onGoOn }: { role: 'patient' | 'therapist'; onGoOn: () => void }) {
  const isPatient = role === 'patient';
  return (
    <Page title={m.you_someone_may_know_my_password()} key="why" back="/you" tab={m.you_new_key()} action={<HelpNow />}>
      <p>{isPatient ? m.you_why_a_new_key_patient() : m.you_why_a_new_key_therapist()}</p>
      <h2>{m.you_what_happens()}</h2>
      <ul class="you-list">
        <li>{m.you_you_get_a_new_password()}</li>
        <li>{m.you_every_other_device_is_signed()}</li>
        <li>{m.you_your_passkeys_stop_working()}</li>
        <li>{isPatient ? m.you_pairings_end_so_you_stop() : m.you_pairings_end_so_what()}</li>
      </ul>
      <p>{m.you_what_someone_has_already_read()}</p>
      <Button kind="act" wide onClick={onGoOn}>
        {m.phrase_continue()}
      </Button>
    </Page>
  );
}
