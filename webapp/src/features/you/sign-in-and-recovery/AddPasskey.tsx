import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import {
  LONGEST_PASSKEY_NAME,
  passkeys,
  thisDevice,
  type NewPasskey,
  type Proof,
} from '../../../sync/passkeys/passkeys.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Dialog } from '../../../ui/controls/Dialog.tsx';
import { Field } from '../../../ui/controls/Field.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { ProofForm } from './ProofForm.tsx';

interface Props {
  canTouch: boolean;
  onClose: () => void;
  onDone: (said: string) => void;
}

/** A name and a proof, then two touches: one makes the passkey, one shows whether it can open the journal. */
export function AddPasskey({ canTouch, onClose, onDone }: Props) {
  const [name, setName] = useState(thisDevice);
  const [made, setMade] = useState<NewPasskey | null>(null);
  const { busy, trouble, run } = useAction();
  const keep = async (one: NewPasskey) => {
    await one.keep();
    onDone(
      one.unlocks === true
        ? `“${name.trim()}” opens everything from now on.`
        : `“${name.trim()}” signs you in from now on.`,
    );
  };
  const go = async (one: NewPasskey) => {
    setMade(one);
    if (one.unlocks === true) await keep(one);
  };
  const make = (proof: Proof) => {
    run(async () => {
      await go(await passkeys.make({ name, proof }));
    });
  };
  if (made !== null) {
    return (
      <Made
        made={made}
        busy={busy}
        trouble={trouble}
        onClose={onClose}
        onKeep={() => {
          run(() => keep(made));
        }}
        onTouch={() => {
          run(async () => {
            await go(await made.tryAgain());
          });
        }}
      />
    );
  }
  return (
    <Dialog title="Add a passkey" open onClose={onClose}>
      <p>Your device asks twice: once to make the passkey, once to see whether it can open what you wrote.</p>
      <ProofForm
        act="Make it"
        acting="Look at your device"
        canTouch={canTouch}
        busy={busy}
        trouble={trouble}
        onClose={onClose}
        onProof={make}
      >
        <Field
          label="A name to tell it by"
          hint="Such as the device it is on. Whoever runs the server can see it."
          autoComplete="off"
          maxLength={LONGEST_PASSKEY_NAME}
          value={name}
          onValue={setName}
        />
      </ProofForm>
    </Dialog>
  );
}

interface MadeProps {
  made: NewPasskey;
  busy: boolean;
  trouble: string | null;
  onKeep: () => void;
  onTouch: () => void;
  onClose: () => void;
}

/** It is made, and not a way in yet: it may open nothing, the second touch may be missing, or the server was away. */
function Made({ made, ...rest }: MadeProps) {
  if (made.unlocks === null) return <Untried {...rest} />;
  return made.unlocks ? <Unsent {...rest} /> : <SignsInOnly {...rest} />;
}

type StepProps = Omit<MadeProps, 'made'>;

function Untried({ busy, trouble, onKeep, onTouch, onClose }: StepProps) {
  return (
    <Step title="One more touch" trouble={trouble}>
      <p>The passkey is made. A second touch shows whether it can open what you wrote.</p>
      <Button kind="act" wide busy={busy} onClick={onTouch}>
        Touch it once more
      </Button>
      <Button wide busy={busy} onClick={onKeep}>
        Keep it for signing in only
      </Button>
      <Button kind="quiet" wide onClick={onClose}>
        Leave it
      </Button>
    </Step>
  );
}

function SignsInOnly({ busy, trouble, onKeep, onClose }: StepProps) {
  return (
    <Step title="It can sign you in, not more" trouble={trouble}>
      <p>
        This passkey carries no key that could open what you wrote; some devices and browsers make only such ones. It
        signs you in on a new device, and there your password or your recovery code opens the rest.
      </p>
      <Button kind="act" wide busy={busy} onClick={onKeep}>
        Keep it for signing in
      </Button>
      <Button kind="quiet" wide onClick={onClose}>
        Leave it
      </Button>
    </Step>
  );
}

function Unsent({ busy, trouble, onKeep, onClose }: StepProps) {
  return (
    <Step title="Almost done" trouble={trouble}>
      <p>The passkey is made and opens what you wrote. The server has still to hear of it.</p>
      <Button kind="act" wide busy={busy} onClick={onKeep}>
        {busy ? 'Keeping it' : 'Keep it'}
      </Button>
      <Button kind="quiet" wide onClick={onClose}>
        Leave it
      </Button>
    </Step>
  );
}

function Step({ title, trouble, children }: { title: string; trouble: string | null; children: ComponentChildren }) {
  return (
    <Dialog title={title} open onClose={() => undefined}>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="stack">{children}</div>
    </Dialog>
  );
}
