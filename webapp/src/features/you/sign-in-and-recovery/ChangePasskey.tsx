// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
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
    onDone(m.you_its_now_called_name({ name: name.trim() }));
  };
  const on = (event: Event) => {
    event.preventDefault();
    run(rename);
  };
  return (
    <Dialog title={m.you_rename_name({ name: passkey.name })} open onClose={onClose}>
      <form class="stack" onSubmit={on} noValidate>
        <Field
          label={m.phrase_a_name_for_this_passkey()}
          autoComplete="off"
          maxLength={LONGEST_PASSKEY_NAME}
          autoFocus
          value={name}
          onValue={setName}
          error={trouble}
        />
        <div class="stack-tight">
          <Button type="submit" kind="act" wide busy={busy}>
            {m.you_save_the_name()}
          </Button>
          <Button kind="quiet" wide onClick={onClose}>
            {m.phrase_not_now()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Removes a passkey; it can no longer open anything. */
export function RemovePasskey({ passkey, canTouch, onClose, onDone }: Props & { canTouch: boolean }) {
  const { busy, trouble, run } = useAction();
  return (
    <Dialog title={m.you_remove_name({ name: passkey.name })} open onClose={onClose}>
      <p>{m.you_it_can_no_longer_sign()}</p>
      <ProofForm
        act={m.you_remove_passkey()}
        acting={m.you_removing()}
        kind="care"
        canTouch={canTouch}
        busy={busy}
        trouble={trouble}
        onClose={onClose}
        onProof={(proof) => {
          run(async () => {
            await passkeys.remove(passkey, proof);
            onDone(m.you_name_is_removed({ name: passkey.name }));
          });
        }}
      />
    </Dialog>
  );
}
