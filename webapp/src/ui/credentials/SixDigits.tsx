// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './credentials.css';
import { useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { Field } from '../controls/Field.tsx';

interface SixDigitsProps {
  onDigits: (digits: string) => void;
  busy: boolean;
  trouble: string | null;
  /** What the button says. */
  act: string;
}

/**
 * The six digits an authenticator app shows; sent by the button, never by the sixth key: a slip can still be mended.
 */
export function SixDigits({ onDigits, busy, trouble, act }: SixDigitsProps) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const on = (event: Event) => {
    event.preventDefault();
    const whole = /^\d{6}$/.test(typed.replace(/\s/g, ''));
    setError(whole ? null : m.secret_please_enter_all_six_digits());
    if (whole && !busy) onDigits(typed);
  };
  return (
    <form class="stack" onSubmit={on} noValidate>
      <Field
        label={m.phrase_six_digit_code()}
        hint={m.phrase_the_one_your_authenticator_app()}
        class="code-field"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        autoFocus
        value={typed}
        onValue={setTyped}
        error={error ?? trouble}
      />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? m.phrase_one_moment() : act}
      </Button>
    </form>
  );
}
