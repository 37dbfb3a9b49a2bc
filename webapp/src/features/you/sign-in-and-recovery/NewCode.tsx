import { useState } from 'preact/hooks';

import { twoGroups } from '../../../domain/recovery-code.ts';
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
        <Page title="A new recovery code" key="why" back="/you/ways-in" tab="Ways in">
          <p>You write down a new code, and read two groups of it back. Only then does the old one end.</p>
          {trouble !== null && (
            <Notice kind="fault">
              <p>{trouble}</p>
            </Notice>
          )}
          <Button kind="act" wide busy={busy} onClick={make}>
            Make a new code
          </Button>
        </Page>
      );
    case 'paper':
      return (
        <Page title="Your new recovery code" key="paper" back="/you/ways-in" tab="Ways in">
          <RecoveryCode code={code} login={login} role={role} />
          <Button
            kind="act"
            wide
            class="not-printed"
            onClick={() => {
              setStep('again');
            }}
          >
            I have it on paper
          </Button>
        </Page>
      );
    case 'again':
      return (
        <Page title="Read it back from the paper" key="again" back="/you/ways-in" tab="Ways in" focus="content">
          <TypedBack
            code={code}
            asked={asked}
            onRight={() => {
              setStep('prove');
            }}
            busy={false}
            trouble={null}
            act="Go on"
          />
          <Button
            kind="quiet"
            onClick={() => {
              setStep('paper');
            }}
          >
            Show me the code again
          </Button>
        </Page>
      );
    case 'prove':
      return (
        <Page title="Your password, once more" key="prove" back="/you/ways-in" tab="Ways in" focus="content">
          <OthersSignedOut>They open again with your password.</OthersSignedOut>
          <ProofForm
            canTouch={hasPasskeyHere()}
            act="Use the new code from now on"
            acting="One moment"
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
      return <Changed title="The new code is in use">Tear up the old one: it opens nothing any more.</Changed>;
  }
}
