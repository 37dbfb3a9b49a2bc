// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useRef, useState } from 'preact/hooks';

import { lastDraftKept } from './draft-keeper.ts';

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
    const inside = (lock: Lock | null): Promise<void> =>
      new Promise((release) => {
        if (lock === null) {
          resolve(null);
          release();
        } else
          resolve(() => {
            release();
          });
      });
    navigator.locks.request(`${PREFIX}${key}`, { ifAvailable: true }, inside).catch(() => {
      resolve(() => undefined);
    });
  });
}

/** The draft the address asks for, by `?draft=`. Without it a new page is a new page. */
export function draftAsked(): string | null {
  return new URLSearchParams(location.search).get('draft');
}

/** The address of a page that goes on with a draft. */
export function withDraft(path: string, key: string): string {
  return `${path}?draft=${encodeURIComponent(key)}`;
}

/**
 * Put the draft into the address of the page it is written on: after a lock, or loaded again, this page goes on with
 * it, and a new one begins anew.
 */
export function stayWithDraft(path: string, key: string | null): void {
  if (location.pathname !== path) return;
  history.replaceState(history.state, '', key === null ? path : withDraft(path, key));
}

/** The drafts other pages write in now. Nobody is offered those. */
export async function draftsInHand(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => (name?.startsWith(PREFIX) === true ? [name.slice(PREFIX.length)] : [])));
}

const PREFIX = 'draft ';

/**
 * What a page that writes starts from, once it can be found out. null: not yet.
 *
 * The draft it claimed is let go of when the page is left and its last words are kept, or when they were found too
 * late.
 * What is shown for the opening has no part in that: a page may be gone before any effect of it has run.
 */
export function useOpening<O extends { claim: Claim }>(
  ready: boolean,
  find: () => Promise<O | 'missing'>,
): O | 'missing' | null {
  const [opening, setOpening] = useState<O | 'missing' | null>(null);
  const claim = useRef<Claim | null>(null);
  useEffect(
    () => () => {
      if (claim.current !== null) void letGo(claim.current);
    },
    [],
  );
  useEffect(() => {
    if (!ready || opening !== null) return;
    let wanted = true;
    void find().then((found) => {
      const claimed = found === 'missing' ? null : found.claim;
      if (!wanted) return claimed?.release();
      claim.current = claimed;
      setOpening(found);
    });
    return () => {
      wanted = false;
    };
  }, [ready]);
  return opening;
}

/** Once the whole page is gone: a keeper inside it goes last, with words it may still have in hand. */
async function letGo(claim: Claim): Promise<void> {
  await Promise.resolve();
  await lastDraftKept();
  claim.release();
}
