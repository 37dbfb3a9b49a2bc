// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { hasPasskeyHere, unlockWithPasskey } from '../../sync/passkeys/passkeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/** Opens the journal with one touch, where a passkey can do so on this device; else shows nothing. */
export function ByPasskey() {
  const { busy, trouble, run } = useAction();
  if (!hasPasskeyHere()) return null;
  return (
    <div class="stack">
      <Button
        kind="act"
        wide
        autoFocus
        busy={busy}
        onClick={() => {
          run(unlockWithPasskey);
        }}
      >
        <Icon name="passkey" />
        {busy ? m.phrase_check_your_device() : m.unlock_unlock_with_your_passkey()}
      </Button>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </div>
  );
}
