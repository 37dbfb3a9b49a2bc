import { useEffect, useState } from 'preact/hooks';

/** A draft this page alone writes in, until it lets go or closes. */
export interface Claim {
  key: string;
  release: () => void;
}

/**
 * Takes the first of these drafts that no other tab has open, else the fresh one.
 *
 * Two tabs on one draft would each keep their words over the other's.
 */
export async function claimDraft(keys: readonly string[], fresh: string): Promise<Claim> {
  for (const key of keys) {
    const release = await held(key);
    if (release !== null) return { key, release };
  }
  return { key: fresh, release: (await held(fresh)) ?? (() => undefined) };
}

/** Holds the browser's lock of that name; null when another tab has it. Without locks, as if there were one tab. */
function held(key: string): Promise<(() => void) | null> {
  if (!('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    const inside = (lock: Lock | null): Promise<void> => new Promise((release) => {
      if (lock === null) {
        resolve(null);
        release();
      } else resolve(() => { release(); });
    });
    navigator.locks.request(`draft ${key}`, { ifAvailable: true }, inside).catch(() => { resolve(() => undefined); });
  });
}

/** The draft a link asked for, by `?draft=`: it comes first. */
export function asked(keys: readonly string[]): string[] {
  const wanted = new URLSearchParams(location.search).get('draft');
  return [...keys].sort((a, b) => Number(b === wanted) - Number(a === wanted));
}

/**
 * What a page that writes starts from, once it can be found out. null: not yet.
 *
 * A page left before its opening was found lets go of the draft it had claimed.
 */
export function useOpening<O extends { claim: Claim }>(ready: boolean, find: () => Promise<O | 'missing'>): O | 'missing' | null {
  const [opening, setOpening] = useState<O | 'missing' | null>(null);
  useEffect(() => {
    if (!ready || opening !== null) return;
    let wanted = true;
    void find().then((found) => {
      if (wanted) setOpening(found);
      else if (found !== 'missing') found.claim.release();
    });
    return () => { wanted = false; };
  }, [ready]);
  return opening;
}
