// SPDX-License-Identifier: AGPL-3.0-or-later
import './begun-draft.css';
import * as m from '../../messages/index.ts';
import { Button } from './Button.tsx';
import { useAction } from './use-action.ts';

export interface BegunDraftProps {
  /** "You began a note yesterday, 23:10." */
  sentence: string;
  /** Its first words. */
  words: string;
  onContinue: () => void;
  onDiscard: () => Promise<void>;
}

/** What was begun and not finished, offered: to go on with, or to let go of. */
export function BegunDraft({ sentence, words, onContinue, onDiscard }: BegunDraftProps) {
  const { busy, trouble, run } = useAction();
  return (
    <section class="begun-draft">
      <p class="quiet small">{sentence}</p>
      <p class="begun-draft-words">{words}</p>
      {trouble !== null && <p role="alert">{trouble}</p>}
      <div class="row">
        <Button onClick={onContinue}>{m.ui_continue_it()}</Button>
        <Button
          kind="quiet"
          busy={busy}
          onClick={() => {
            run(onDiscard);
          }}
        >
          {m.ui_discard()}
          <span class="only-read-aloud">: {words}</span>
        </Button>
      </div>
    </section>
  );
}
