import { useState } from 'preact/hooks';

import { forgetPin, quickUnlock, setPin } from '../../sync/unlocking/quick-unlock.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { codeOf, sentenceOf } from '../../ui/text/sentence.ts';
import { useAction } from '../../ui/controls/use-action.ts';

/** A PIN for this device, with what it is good for and what not. */
export function Pin() {
  const [asking, setAsking] = useState(false);
  const { busy, trouble, run } = useAction();
  const is = quickUnlock.value !== null;
  return (
    <section class="stack">
      <h2>A PIN for this device</h2>
      <div class="stack-tight">
        <p>
          Six digits or more open Interlude here instead of your password. They hold off somebody who picks up this
          device: after five wrong ones in a row the PIN is gone, and the password is asked.
        </p>
        <p>
          They do not hold off somebody who copies everything this device has stored and has time to try. A longer PIN
          holds longer; your password holds.
        </p>
      </div>
      {is && <p role="status">A PIN opens Interlude on this device.</p>}
      {asking ? (
        <NewPin
          onDone={() => {
            setAsking(false);
          }}
        />
      ) : (
        <div class="row">
          <Button
            onClick={() => {
              setAsking(true);
            }}
          >
            {is ? 'Change the PIN' : 'Set a PIN'}
          </Button>
          {is && (
            <Button
              kind="quiet"
              busy={busy}
              onClick={() => {
                run(forgetPin);
              }}
            >
              Remove the PIN
            </Button>
          )}
        </div>
      )}
      {trouble !== null && (
        <p class="field-error" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}

/** The password is asked with it: who finds the journal open must not leave a way in. */
function NewPin({ onDone }: { onDone: () => void }) {
  const [pin, typePin] = useState('');
  const [password, typePassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<{ about: 'pin' | 'password'; sentence: string } | null>(null);
  const keep = async () => {
    setBusy(true);
    setError(null);
    try {
      await setPin({ pin, password });
      onDone();
    } catch (fault) {
      setError({
        about: ['bad_pin', 'weak_pin'].includes(codeOf(fault) ?? '') ? 'pin' : 'password',
        sentence: sentenceOf(fault),
      });
      setBusy(false);
    }
  };
  const errorOf = (about: 'pin' | 'password'): string | null => (error?.about === about ? error.sentence : null);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void keep();
      }}
    >
      <PasswordField
        label="New PIN"
        hint="Six digits or more."
        inputMode="numeric"
        autoComplete="off"
        autoFocus
        value={pin}
        onValue={typePin}
        error={errorOf('pin')}
      />
      <PasswordField
        label="Your password"
        autoComplete="current-password"
        value={password}
        onValue={typePassword}
        error={errorOf('password')}
      />
      <div class="row">
        <Button type="submit" kind="act" busy={busy}>
          {busy ? 'Sealing' : 'Keep this PIN'}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
