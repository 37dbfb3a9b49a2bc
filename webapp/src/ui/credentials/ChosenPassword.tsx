import { useEffect, useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { PasswordField } from '../controls/Field.tsx';
import { bitsOf, ENOUGH_BITS } from './strength.ts';

interface ChosenPasswordProps {
  value: string;
  login: string;
  onValue: (password: string) => void;
  onGoOn: () => Promise<void>;
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
    if (fault === null) void onGoOn();
  };
  return (
    <form class="stack" onSubmit={on} noValidate>
      <input type="hidden" name="username" autoComplete="username" value={login} />
      <PasswordField
        label="Password"
        hint="Long is better than strange: several words that have nothing to do with each other."
        autoComplete="new-password"
        value={value}
        onValue={onValue}
      />
      <p class="quiet" role="status">
        {verdict(value, bits)}
      </p>
      <PasswordField
        label="The same once more"
        autoComplete="new-password"
        value={again}
        onValue={setAgain}
        error={error}
      />
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? 'Making your keys' : 'Go on'}
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

const unknown = 'How hard this is to guess can only be looked up with a connection. The six words need none.';

function verdict(password: string, bits: Bits): string {
  if (password === '') return 'Nobody can reset it for you, so it has to be hard to guess.';
  if (bits === null) return 'Looking at it.';
  if (bits === 'unknown') return unknown;
  if (bits >= ENOUGH_BITS) return 'This is hard to guess, even for a computer that tries for years.';
  if (bits >= ENOUGH_BITS - 15) return 'Nearly. One more word that does not belong to the others.';
  return 'A computer could guess this. Please add more words.';
}

function whyNot(password: string, again: string, bits: Bits): string | null {
  if (/\p{Surrogate}/u.test(password))
    return 'This password holds half a character that cannot be typed again. Please use another.';
  if (new TextEncoder().encode(password.normalize('NFKC')).length > MAX_BYTES)
    return 'This is too long. Please use at most a thousand letters.';
  if (bits === null) return 'One moment, still looking at how hard it is to guess. Please try again.';
  if (bits === 'unknown') return unknown;
  if (bits < ENOUGH_BITS) return 'Please make the password harder to guess first.';
  return password === again ? null : 'The two are not the same yet.';
}
