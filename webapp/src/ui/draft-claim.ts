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
