// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { canUsePasskeys, signInWithPasskey } from '../../sync/passkeys/passkeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/** Signs in without a name or a password. `onArrived`: signed in, but the journal still has to be opened. */
export function ByPasskey({ onOpen, onArrived }: { onOpen: () => void; onArrived: () => void }) {
  const { busy, trouble, run } = useAction();
  if (!canUsePasskeys()) return null;
  const enter = async () => {
    const { open } = await signInWithPasskey();
    if (open) onOpen();
    else onArrived();
  };
  return (
    <div class="stack">
      <Button
        wide
        busy={busy}
        onClick={() => {
          run(enter);
        }}
      >
        <Icon name="passkey" />
        {busy ? m.phrase_check_your_device() : m.phrase_use_a_passkey()}
      </Button>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </div>
  );
}
