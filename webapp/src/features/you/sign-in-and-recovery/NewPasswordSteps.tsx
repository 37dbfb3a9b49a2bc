// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
import { useState } from 'preact/hooks';

import { suggestPassword } from '../../../sync/account.ts';
import { hasPasskeyHere } from '../../../sync/passkeys/passkeys.ts';
import { changePassword } from '../../../sync/credentials/sign-in-and-recovery.ts';
import { NewPassword } from '../../../ui/credentials/NewPassword.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { Changed, OthersSignedOut } from './Changed.tsx';
import { ProofForm } from './ProofForm.tsx';

/** A new password first, then the one until now: nothing changes before the new one is kept somewhere. */
export function NewPasswordSteps({ login }: { login: string }) {
  const [password, setPassword] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const { busy, trouble, run } = useAction();
  if (done) return <Changed title={m.you_your_password_has_changed()}>{m.you_the_new_one_opens_everything()}</Changed>;
  if (password === null) {
    return (
      <Page title={m.phrase_a_new_password()} key="new" back="/you/ways-in" tab={m.you_sign_in_and_recovery()}>
        <NewPassword login={login} suggest={suggestPassword} onGoOn={setPassword} busy={false} trouble={null} />
      </Page>
    );
  }
  return (
    <Page
      title={m.you_your_current_password()}
      key="old"
      back="/you/ways-in"
      tab={m.you_sign_in_and_recovery()}
      focus="content"
    >
      <OthersSignedOut>{m.you_they_open_again_with_the_new_password()}</OthersSignedOut>
      <ProofForm
        canTouch={hasPasskeyHere()}
        label={m.you_current_password()}
        act={m.you_change_the_password()}
        acting={m.you_changing_the_password()}
        onClose={() => {
          setPassword(null);
        }}
        busy={busy}
        trouble={trouble}
        onProof={(proof) => {
          run(async () => {
            await changePassword({ password, proof });
            setDone(true);
          });
        }}
      />
    </Page>
  );
}
