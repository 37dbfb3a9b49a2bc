// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { PasswordField } from '../controls/Field.tsx';
import { HiddenUsername } from './sign-in-fields.tsx';
import { bitsOf, ENOUGH_BITS } from './strength.ts';

interface ChosenPasswordProps {
  value: string;
  login: string;
  onValue: (password: string) => void;
  onGoOn: () => void;
  busy: boolean;
}

const MAX_BYTES = 1024;
const PAUSE_MS = 250;

/** A password of one's own, and one plain sentence on how it holds. */
export function ChosenPassword({ value, login, onValue, onGoOn, busy }: ChosenPasswordProps) {
  const bits = useBits(value, login);
  const [again, setAgain] = useState('');
  const [error, setError] = useState<string | null>(null);
  const on = (event: Event) => {
    event.preventDefault();
    const fault = whyNot(value, again, bits);
    setError(fault);
    if (fault === null) onGoOn();
  };
  return (
    <form class="stack" onSubmit={on} noValidate>
      <HiddenUsername login={login} />
      <PasswordField
        label={m.phrase_password()}
        hint={m.secret_long_is_better_than_complicated()}
        autoComplete="new-password"
        value={value}
        onValue={onValue}
      />
      <p class="quiet" role="status">
        {verdict(value, bits)}
      </p>
      <PasswordField
        label={m.secret_the_same_password_again()}
        autoComplete="new-password"
        value={again}
        onValue={setAgain}
        error={error}
      />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? m.secret_creating_your_keys() : m.phrase_continue()}
      </Button>
    </form>
  );
}

/** Bits; null while they are being estimated; 'unknown' when the word lists could not be fetched. */
type Bits = number | null | 'unknown';

/** The estimate for what is typed, a moment after the last key. */
function useBits(password: string, login: string): Bits {
  const [bits, setBits] = useState<Bits>(null);
  useEffect(() => {
    let current = true;
    setBits(null);
    const estimate = setTimeout(() => {
      void bitsOf(password, [login, 'interlude']).then(
        (found) => {
          if (current) setBits(found);
        },
        () => {
          if (current) setBits('unknown');
        },
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(estimate);
    };
  }, [password, login]);
  return bits;
}

const unknown = m.secret_checking_how_hard();

function verdict(password: string, bits: Bits): string {
  if (password === '') return m.secret_nobody_can_reset();
  if (bits === null) return m.secret_checking();
  if (bits === 'unknown') return unknown;
  if (bits >= ENOUGH_BITS) return m.secret_this_is_hard_to_guess();
  if (bits >= ENOUGH_BITS - 15) return m.secret_almost_add_one_more_word();
  return m.secret_a_computer_could_guess();
}

function whyNot(password: string, again: string, bits: Bits): string | null {
  if (/\p{Surrogate}/u.test(password)) return m.secret_this_password_contains_half();
  if (new TextEncoder().encode(password.normalize('NFKC')).length > MAX_BYTES)
    return m.secret_this_is_too_long_please();
  if (bits === null) return m.secret_one_moment_still_checking_how();
  if (bits === 'unknown') return unknown;
  if (bits < ENOUGH_BITS) return m.secret_please_make_the_password_harder();
  return password === again ? null : m.secret_the_two_passwords_arent();
}
