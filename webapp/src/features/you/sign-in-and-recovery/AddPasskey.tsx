// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
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
        ? m.you_name_now_opens_everything({ name: name.trim() })
        : m.you_name_can_now_sign({ name: name.trim() }),
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
    <Dialog title={m.you_add_a_passkey()} open onClose={onClose}>
      <p>{m.you_your_device_asks_twice_once()}</p>
      <ProofForm
        act={m.phrase_create_passkey()}
        acting={m.phrase_check_your_device()}
        canTouch={canTouch}
        busy={busy}
        trouble={trouble}
        onClose={onClose}
        onProof={make}
      >
        <Field
          label={m.phrase_a_name_for_this_passkey()}
          hint={m.phrase_the_device_its()}
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

/** Made but not saved: it cannot open the journal, the second touch is missing, or the server did not answer. */
function Made({ made, ...rest }: MadeProps) {
  if (made.unlocks === null) return <Untried {...rest} />;
  return made.unlocks ? <Unsent {...rest} /> : <SignsInOnly {...rest} />;
}

type StepProps = Omit<MadeProps, 'made'>;

function Untried({ busy, trouble, onKeep, onTouch, onClose }: StepProps) {
  return (
    <Step title={m.phrase_one_more_step()} trouble={trouble}>
      <p>{m.you_the_passkey_is_ready_use()}</p>
      <Button kind="act" wide busy={busy} onClick={onTouch}>
        {m.phrase_use_it_once_more()}
      </Button>
      <Button wide busy={busy} onClick={onKeep}>
        {m.phrase_use_it_only_to_sign()}
      </Button>
      <Button kind="quiet" wide onClick={onClose}>
        {m.you_cancel()}
      </Button>
    </Step>
  );
}

function SignsInOnly({ busy, trouble, onKeep, onClose }: StepProps) {
  return (
    <Step title={m.you_it_can_only_sign()} trouble={trouble}>
      <p>{m.you_this_passkey_carries_no_key()}</p>
      <Button kind="act" wide busy={busy} onClick={onKeep}>
        {m.you_save_it_for_signing()}
      </Button>
      <Button kind="quiet" wide onClick={onClose}>
        {m.you_cancel()}
      </Button>
    </Step>
  );
}

function Unsent({ busy, trouble, onKeep, onClose }: StepProps) {
  return (
    <Step title={m.phrase_almost_done()} trouble={trouble}>
      <p>{m.you_the_passkey_is_ready()}</p>
      <Button kind="act" wide busy={busy} onClick={onKeep}>
        {busy ? m.phrase_saving() : m.phrase_save()}
      </Button>
      <Button kind="quiet" wide onClick={onClose}>
        {m.you_cancel()}
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
