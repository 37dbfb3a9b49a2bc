import { useEffect, useRef, useState } from 'preact/hooks';

import { sentenceOf } from '../text/sentence.ts';

export { sentenceOf };

export interface Deed {
  /** It is under way; a second press is not taken. */
  busy: boolean;
  /** What went wrong the last time, in one sentence, or null. */
  trouble: string | null;
  run: (deed: () => Promise<unknown>) => void;
}

/** Runs what a button does: one at a time, and what goes wrong becomes a sentence on the page. */
export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const shown = useRef(true);
  useEffect(
    () => () => {
      shown.current = false;
    },
    [],
  );
  const attempt = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await deed();
    } catch (fault) {
      if (shown.current) setTrouble(sentenceOf(fault));
    }
    if (shown.current) setBusy(false);
  };
  return {
    busy,
    trouble,
    run: (deed) => {
      if (!busy) void attempt(deed);
    },
  };
}
