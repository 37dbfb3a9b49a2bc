// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { forgetPin, quickUnlock, setPin } from '../../sync/unlocking/quick-unlock.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { PasswordField } from '../../ui/controls/Field.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/** A PIN for this device, with what it is good for and what not. */
export function Pin() {
  const [asking, setAsking] = useState(false);
  const { busy, trouble, run } = useAction();
  const is = quickUnlock.value !== null;
  return (
    <section class="stack">
      <h2>{m.you_a_pin_for_this_device()}</h2>
      <div class="stack-tight">
        <p>{m.you_a_pin_of_six_digits()}</p>
        <p>{m.you_it_doesnt_keep_out_someone()}</p>
      </div>
      {is && <p role="status">{m.you_pin_is()}</p>}
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
            {is ? m.you_change_the_pin() : m.you_set_a_pin()}
          </Button>
          {is && (
            <Button
              kind="quiet"
              busy={busy}
              onClick={() => {
                run(forgetPin);
              }}
            >
              {m.you_remove_the_pin()}
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

/** Asks for the password too: whoever finds the journal open must not be able to set a PIN for later. */
function NewPin({ onDone }: { onDone: () => void }) {
  const [pin, typePin] = useState('');
  const [password, typePassword] = useState('');
  const { busy, trouble, code, run } = useAction();
  const keep = async () => {
    await setPin({ pin, password });
    onDone();
  };
  const isAboutPin = ['bad_pin', 'weak_pin'].includes(code ?? '');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        run(keep);
      }}
    >
      <PasswordField
        label={m.you_new_pin()}
        hint={m.you_at_least_six_digits()}
        inputMode="numeric"
        autoComplete="off"
        autoFocus
        value={pin}
        onValue={typePin}
        error={isAboutPin ? trouble : null}
      />
      <PasswordField
        label={m.you_your_password()}
        autoComplete="current-password"
        value={password}
        onValue={typePassword}
        error={isAboutPin ? null : trouble}
      />
      <div class="row">
        <Button type="submit" kind="act" busy={busy}>
          {busy ? m.you_saving() : m.you_save_the_pin()}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {m.you_cancel()}
        </Button>
      </div>
    </form>
  );
}
