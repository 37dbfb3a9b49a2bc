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
  if (done)
    return (
      <Changed title="Your password is changed">
        The new one opens everything from now on. The recovery code stays the same.
      </Changed>
    );
  if (password === null) {
    return (
      <Page title="A new password" key="new" back="/you/ways-in" tab="Ways in">
        <NewPassword login={login} suggest={suggestPassword} onGoOn={setPassword} busy={false} trouble={null} />
      </Page>
    );
  }
  return (
    <Page title="The password until now" key="old" back="/you/ways-in" tab="Ways in" focus="content">
      <OthersSignedOut>They open again with the new password.</OthersSignedOut>
      <ProofForm
        canTouch={hasPasskeyHere()}
        label="Password until now"
        act="Change the password"
        acting="Changing it"
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
