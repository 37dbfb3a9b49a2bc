// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, useState } from 'preact/hooks';

import { codeOf, sentenceOf } from '../text/sentence.ts';

export { sentenceOf };

export interface Action {
  /** It is under way; a second press is not taken. */
  busy: boolean;
  /** What went wrong the last time, in one sentence, or null. */
  trouble: string | null;
  /** The stable code of what went wrong, for a screen that shows it beside the field it is about. */
  code: string | null;
  run: (action: () => Promise<unknown>) => void;
  /** Says what has to be put right before anything is tried; null when nothing has to be any more. */
  say: (sentence: string | null, code?: string) => void;
}

interface Trouble {
  sentence: string | null;
  code: string | null;
}

const NONE: Trouble = { sentence: null, code: null };

/**
 * Runs what a button does: one at a time, and what goes wrong becomes a sentence on the page.
 *
 * @param otherwise what to say of a fault that brings no sentence of its own
 */
export function useAction(otherwise?: string): Action {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(NONE);
  const underWay = useRef(false);
  const shown = useRef(true);
  useEffect(
    () => () => {
      shown.current = false;
    },
    [],
  );
  const attempt = async (action: () => Promise<unknown>) => {
    underWay.current = true;
    setBusy(true);
    setTrouble(NONE);
    try {
      await action();
    } catch (fault) {
      if (shown.current) setTrouble({ sentence: sentenceOf(fault, otherwise), code: codeOf(fault) });
    }
    underWay.current = false;
    if (shown.current) setBusy(false);
  };
  return {
    busy,
    trouble: trouble.sentence,
    code: trouble.code,
    run: (action) => {
      if (!underWay.current) void attempt(action);
    },
    say: (sentence, code) => {
      setTrouble({ sentence, code: code ?? null });
    },
  };
}
