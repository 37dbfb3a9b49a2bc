// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, useState } from 'preact/hooks';

import { sentenceOf } from '../text/sentence.ts';

export { sentenceOf };

export interface Action {
  /** It is under way; a second press is not taken. */
  busy: boolean;
  /** What went wrong the last time, in one sentence, or null. */
  trouble: string | null;
  run: (action: () => Promise<unknown>) => void;
}

/** Runs what a button does: one at a time, and what goes wrong becomes a sentence on the page. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const shown = useRef(true);
  useEffect(
    () => () => {
      shown.current = false;
    },
    [],
  );
  const attempt = async (action: () => Promise<unknown>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await action();
    } catch (fault) {
      if (shown.current) setTrouble(sentenceOf(fault));
    }
    if (shown.current) setBusy(false);
  };
  return {
    busy,
    trouble,
    run: (action) => {
      if (!busy) void attempt(action);
    },
  };
}
