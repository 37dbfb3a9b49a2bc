// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { unlockWithPin } from '../../sync/unlocking/quick-unlock.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/**
 * The PIN of this device; after the fifth wrong one the page goes on without it. `first`: nothing quicker stands above.
 */
export function ByPin({ login, first }: { login: string; first: boolean }) {
  const [pin, setPin] = useState('');
  const { busy, trouble, run } = useAction();
  const open = async () => {
    try {
      await unlockWithPin(pin);
    } catch (fault) {
      setPin('');
      throw fault;
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        run(open);
      }}
    >
      <PasswordField
        label={m.unlock_pin()}
        hint={<>{m.phrase_signed_in_as_login({ login })}</>}
        inputMode="numeric"
        autoComplete="off"
        autoFocus={first}
        value={pin}
        onValue={setPin}
        error={trouble}
      />
      <Button type="submit" kind={first ? 'act' : 'plain'} wide busy={busy}>
        {busy ? m.phrase_opening() : m.phrase_unlock()}
      </Button>
    </form>
  );
}
