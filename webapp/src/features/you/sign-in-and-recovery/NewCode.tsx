// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState } from 'preact/hooks';

import { twoGroups } from '../../../domain/recovery-code.ts';
import * as m from '../../../messages/index.ts';
import { hasPasskeyHere } from '../../../sync/passkeys/passkeys.ts';
import { prepareRecoveryCode, putRecoveryCode } from '../../../sync/credentials/sign-in-and-recovery.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { RecoveryCode } from '../../../ui/credentials/RecoveryCode.tsx';
import { TypedBack } from '../../../ui/credentials/TypedBack.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { Changed, OthersSignedOut } from './Changed.tsx';
import { ProofForm } from './ProofForm.tsx';

type Step = 'why' | 'paper' | 'again' | 'prove' | 'done';

/** A new recovery code: on paper and typed back before the old one ends. */
export function NewCode({ login, role }: { login: string; role: 'patient' | 'therapist' }) {
  const [step, setStep] = useState<Step>('why');
  const [code, setCode] = useState('');
  const [asked] = useState(() => twoGroups());
  const { busy, trouble, run } = useAction();
  const make = () => {
    run(async () => {
      setCode((await prepareRecoveryCode()).recoveryCode);
      setStep('paper');
    });
  };
  switch (step) {
    case 'why':
      return (
        <Page title={m.you_a_new_recovery_code()} key="why" back="/you/ways-in" tab={m.you_sign_in_and_recovery()}>
          <p>{m.you_you_write_down_a_new()}</p>
          {trouble !== null && (
            <Notice kind="fault">
              <p>{trouble}</p>
            </Notice>
          )}
          <Button kind="act" wide busy={busy} onClick={make}>
            {m.you_get_a_new_code()}
          </Button>
        </Page>
      );
    case 'paper':
      return (
        <Page
          title={m.phrase_your_new_recovery_code()}
          key="paper"
          back="/you/ways-in"
          tab={m.you_sign_in_and_recovery()}
        >
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
          back="/you/ways-in"
          tab={m.you_sign_in_and_recovery()}
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
        <Page
          title={m.phrase_your_password_again()}
          key="prove"
          back="/you/ways-in"
          tab={m.you_sign_in_and_recovery()}
          focus="content"
        >
          <OthersSignedOut>{m.you_they_open_again()}</OthersSignedOut>
          <ProofForm
            canTouch={hasPasskeyHere()}
            act={m.you_use_the_new_code_from()}
            acting={m.phrase_one_moment()}
            onClose={() => {
              setStep('again');
            }}
            busy={busy}
            trouble={trouble}
            onProof={(proof) => {
              run(async () => {
                await putRecoveryCode(proof);
                setStep('done');
              });
            }}
          />
        </Page>
      );
    case 'done':
      return <Changed title={m.you_your_new_code()}>{m.you_tear_up_the_old_one()}</Changed>;
  }
}
