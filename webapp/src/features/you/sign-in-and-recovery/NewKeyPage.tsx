import '../you.css';
import { useEffect, useState } from 'preact/hooks';

import { twoGroups } from '../../../domain/recovery-code.ts';
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
        <Page title="A new password" key="password" back="/you" tab="New key" action={<HelpNow />}>
          <NewPassword login={login} suggest={suggestPassword} onGoOn={prepare} busy={busy} trouble={trouble} />
        </Page>
      );
    case 'paper':
      return (
        <Page title="Your new recovery code" key="paper" back="/you" tab="New key">
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
        <Page title="Read it back from the paper" key="again" back="/you" tab="New key" focus="content">
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
        <Page title="The password until now" key="prove" back="/you" tab="New key" focus="content">
          <p>
            This is the last step. From here on only the new password and the new code open{' '}
            {role === 'patient' ? 'your journal' : 'your account'}.
          </p>
          <ProofForm
            canTouch={hasPasskeyHere()}
            label="Password until now"
            act="Make the new key"
            acting="Making the new key"
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
    <Page title="Somebody may know my password or my code" key="why" back="/you" tab="New key" action={<HelpNow />}>
      <p>
        Then a new password is not enough: whoever has read the old one may keep the key behind it. You make a new key,
        and everything you {isPatient ? 'wrote' : 'keep here'} is sealed again under it. Nothing is lost.
      </p>
      <h2>What happens</h2>
      <ul class="you-list">
        <li>You get a new password and a new recovery code. The old ones open nothing any more.</li>
        <li>
          Every other device is signed out. It opens again with the new password and brings along what it had not sent.
        </li>
        <li>Passkeys end. You add them again afterwards.</li>
        <li>
          {isPatient
            ? 'Pairings end, so what you share is taken back. You pair again with a new invite from your therapist.'
            : 'Pairings end, so what was shared with you leaves this device. Each of your people needs a new invite.'}
        </li>
      </ul>
      <p>What somebody has read already stays read. You need paper for the new code, and a connection.</p>
      <Button kind="act" wide onClick={onGoOn}>
        Go on
      </Button>
    </Page>
  );
}
