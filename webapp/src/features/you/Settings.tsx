// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { limits } from '../../domain/kinds.ts';
import { account, keepSettings, settings } from '../../sync/account.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Field } from '../../ui/controls/Field.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';

/** The name others in a pairing see. The server never does. */
export function YourName() {
  const kept = settings.value;
  const [typed, setTyped] = useState(kept.name);
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const keep = async (event: Event) => {
    event.preventDefault();
    setSaid(null);
    setError(null);
    try {
      await keepSettings({ ...settings.peek(), name: typed.trim() });
      setSaid(m.you_saved_on_this_phone());
    } catch (fault) {
      setError(sentenceOf(fault));
    }
  };
  return (
    <form class="stack-tight" onSubmit={keep}>
      <Field
        label={m.you_your_name()}
        hint={
          account.value.step === 'open' && account.value.role === 'therapist'
            ? m.you_what_your_patients_call()
            : m.you_what_your_therapist_calls()
        }
        autoComplete="off"
        maxLength={limits.ownName}
        value={typed}
        onValue={(value) => {
          setTyped(value);
          setSaid(null);
        }}
        error={error}
      />
      {typed.trim() !== kept.name && (
        <div>
          <Button type="submit">{m.you_save_the_name()}</Button>
        </div>
      )}
      <p class="quiet small" role="status">
        {said ?? ''}
      </p>
    </form>
  );
}
