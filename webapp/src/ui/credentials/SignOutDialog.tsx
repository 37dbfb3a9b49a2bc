// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
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
        sentence: sentenceOf(error, m.secret_signing_out_didnt_work_please()),
        unsent: codeOf(error) === 'unsent_words',
      });
    }
  };
  const lossy = trouble?.unsent === true;
  return (
    <Dialog
      title={everywhere ? m.secret_sign_out_everywhere() : m.secret_sign_out_on_this_device()}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{m.secret_stay()}</Button>
          <Button kind="care" onClick={() => leave(lossy)}>
            {lossy ? m.secret_sign_out_and_lose() : m.phrase_sign_out()}
          </Button>
        </>
      }
    >
      {everywhere && <p>{m.secret_all_your_other_devices()}</p>}
      <p>{m.secret_the_journal_leaves_this_device()}</p>
      {unfinished > 0 && (
        <p>
          <strong>{m.secret_unfinished({ unfinished })}</strong> {m.secret_finish_first()}
        </p>
      )}
      {trouble !== null && <p role="alert">{trouble.sentence}</p>}
    </Dialog>
  );
}
