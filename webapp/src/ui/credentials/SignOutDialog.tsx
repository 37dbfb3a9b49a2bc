import { useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { Dialog } from '../controls/Dialog.tsx';
import { codeOf, sentenceOf } from '../text/sentence.ts';

export interface SignOutDialogProps {
  open: boolean;
  onClose: () => void;
  /** How many texts were begun on this device and not finished, where that can be known. */
  unfinished?: number | undefined;
  /** All other devices are signed out as well. */
  everywhere?: boolean | undefined;
  /** Refuses with the code `unsent_words` while something is on this device only. */
  signOut: (evenUnsent: boolean) => Promise<unknown>;
}

/** Asks before the journal leaves this device, and once more when it would take unsent words along. */
export function SignOutDialog({ open, onClose, signOut, unfinished = 0, everywhere = false }: SignOutDialogProps) {
  const [trouble, setTrouble] = useState<{ sentence: string; unsent: boolean } | null>(null);
  const leave = async (evenUnsent: boolean) => {
    try {
      await signOut(evenUnsent);
    } catch (error) {
      setTrouble({
        sentence: sentenceOf(error, 'Signing out did not work. Please try again.'),
        unsent: codeOf(error) === 'unsent_words',
      });
    }
  };
  const lossy = trouble?.unsent === true;
  return (
    <Dialog
      title={everywhere ? 'Sign out everywhere?' : 'Sign out on this device?'}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Stay</Button>
          <Button kind="care" onClick={() => leave(lossy)}>
            {lossy ? 'Sign out and lose it' : 'Sign out'}
          </Button>
        </>
      }
    >
      {everywhere && <p>All other devices are signed out first; what they hold stays sealed there.</p>}
      <p>
        The journal leaves this device, and anything begun and not finished goes with it. What is stored comes back when
        you sign in again.
      </p>
      {unfinished > 0 && (
        <p>
          <strong>
            {unfinished === 1 ? 'There is an unfinished text' : `There are ${unfinished} unfinished texts`} on Today.
          </strong>{' '}
          Finish what you want to keep first.
        </p>
      )}
      {trouble !== null && <p role="alert">{trouble.sentence}</p>}
    </Dialog>
  );
}
