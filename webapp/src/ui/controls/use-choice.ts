// SPDX-License-Identifier: AGPL-3.0-or-later
import { useRef, useState } from 'preact/hooks';

import { sentenceOf } from '../text/sentence.ts';

export interface Choice<V> {
  /** What to show: what was chosen last, from the first moment on. */
  value: V;
  /** Why the last choice could not be kept, in one sentence, or null. */
  trouble: string | null;
  choose: (value: V) => void;
}

/**
 * A choice that is kept as soon as it is made.
 *
 * It shows at once: drawn from what is kept alone, a radio button would spring back until the phone has the
 * new one. Choices are kept one after the other, never dropped, so the last one stands. One that cannot be
 * kept goes back to what is, and `trouble` says why.
 *
 * @param kept what this phone keeps now.
 * @param keep resolves when the phone has it, and `kept` is that value.
 */
export function useChoice<V>(kept: V, keep: (value: V) => Promise<unknown>): Choice<V> {
  const [wanted, setWanted] = useState<{ value: V } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const last = useRef<{ value: V } | null>(null);
  const line = useRef<Promise<void>>(Promise.resolve());
  const keepNext = async (mine: { value: V }) => {
    let why: string | null = null;
    try {
      await keep(mine.value);
    } catch (fault) {
      why = sentenceOf(fault);
    }
    if (last.current !== mine) return;
    setTrouble(why);
    setWanted(null);
  };
  const choose = (value: V) => {
    const mine = { value };
    last.current = mine;
    setWanted(mine);
    setTrouble(null);
    line.current = line.current.then(() => keepNext(mine));
  };
  return { value: wanted === null ? kept : wanted.value, trouble, choose };
}
