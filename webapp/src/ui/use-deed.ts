import { useEffect, useRef, useState } from 'preact/hooks';

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
  useEffect(() => () => { shown.current = false; }, []);
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
  return { busy, trouble, run: (deed) => { if (!busy) void attempt(deed); } };
}

/** The sentence a fault brings for the person; for one that brings none, a plain one. */
export function sentenceOf(fault: unknown): string {
  if (fault instanceof Error && 'sentence' in fault && typeof fault.sentence === 'string') return fault.sentence;
  return 'That did not work. What you wrote is safe; please try again.';
}
