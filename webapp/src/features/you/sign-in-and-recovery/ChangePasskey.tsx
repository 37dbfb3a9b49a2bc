import { useState } from 'preact/hooks';

import { LONGEST_PASSKEY_NAME, passkeys, type Passkey } from '../../../sync/passkeys/passkeys.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Dialog } from '../../../ui/controls/Dialog.tsx';
import { Field } from '../../../ui/controls/Field.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { ProofForm } from './ProofForm.tsx';

interface Props {
  passkey: Passkey;
  onClose: () => void;
  onDone: (said: string) => void;
}

/** Another name for a passkey; nobody has to prove anything for that. */
export function RenamePasskey({ passkey, onClose, onDone }: Props) {
  const [name, setName] = useState(passkey.name);
  const { busy, trouble, run } = useAction();
  const rename = async () => {
    await passkeys.rename(passkey.passkeyId, name);
    onDone(`It is called “${name.trim()}” now.`);
  };
  const on = (event: Event) => {
    event.preventDefault();
    run(rename);
  };
  return (
    <Dialog title={`Rename “${passkey.name}”`} open onClose={onClose}>
      <form class="stack" onSubmit={on} noValidate>
        <Field
          label="A name to tell it by"
          autoComplete="off"
          maxLength={LONGEST_PASSKEY_NAME}
          autoFocus
          value={name}
          onValue={setName}
          error={trouble}
        />
        <div class="stack-tight">
          <Button type="submit" kind="act" wide busy={busy}>
            Keep this name
          </Button>
          <Button kind="quiet" wide onClick={onClose}>
            Not now
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A passkey goes, and whatever it opened stays shut to it. */
export function RemovePasskey({ passkey, canTouch, onClose, onDone }: Props & { canTouch: boolean }) {
  const { busy, trouble, run } = useAction();
  return (
    <Dialog title={`Remove “${passkey.name}”?`} open onClose={onClose}>
      <p>
        It signs nobody in and opens nothing any more, on any device that is online. Your device may still show it among
        its passwords; delete it there, too.
      </p>
      <ProofForm
        act="Remove it"
        acting="Removing it"
        kind="care"
        canTouch={canTouch}
        busy={busy}
        trouble={trouble}
        onClose={onClose}
        onProof={(proof) => {
          run(async () => {
            await passkeys.remove(passkey, proof);
            onDone(`“${passkey.name}” is removed.`);
          });
        }}
      />
    </Dialog>
  );
}
