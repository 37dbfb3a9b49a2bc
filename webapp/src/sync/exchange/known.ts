// SPDX-License-Identifier: AGPL-3.0-or-later
/** How much of the server's data is on this device: no screen says "nothing" or "nobody" before it has arrived. */
import { computed, signal } from '@preact/signals';

import { openedEntriesReady } from '../entries/opened-entries.ts';
import { currentMinute, openedSharesReady, sharesCame } from '../entries/opened-shares.ts';
import { connectionState } from './connectivity.ts';
import { currentAccount } from '../runtime/current-account.ts';

export interface Known {
  /** The whole journal has arrived once, including everybody she is paired with. */
  journal: boolean;
  /** When all shares were last read; null: never completely. */
  sharesAt: Date | null;
}

const nothing: Known = { journal: false, sharesAt: null };
export const known = signal<Known>(nothing);

/** While a screen is in view the server is asked once a minute; an answer older than this is no longer current. */
const LIVE_MS = 150_000;

/** Up to when others' shares and openings are known. `isLive`: up to now. `at` is null until all have arrived. */
export const asOf = computed<{ at: Date | null; isLive: boolean }>(() => {
  const at = openedSharesReady.value ? known.value.sharesAt : null;
  const { state } = connectionState.value;
  const isHeard = state === 'idle' || state === 'sending';
  return { at, isLive: at !== null && isHeard && currentMinute.value - at.getTime() < LIVE_MS };
});

/** Whether all of the journal is here and open: who she is paired with, what she wrote, what a therapist planned. */
export const isJournalHere = computed(() => known.value.journal && openedEntriesReady.value);

/** Look again, after the feeds were read, here or in another tab. */
export async function readKnown(): Promise<void> {
  const now = currentAccount.value;
  if (now === null) return;
  const [entries, filling, shares] = await now.database.read(['meta'], (at) =>
    Promise.all([
      at.objectStore('meta').get('entries'),
      at.objectStore('meta').get('filling'),
      at.objectStore('meta').get('shares'),
    ]),
  );
  if (currentAccount.value !== now) return;
  const at = shares?.readAt ?? null;
  sharesCame.value = at !== null;
  known.value = {
    journal: entries !== undefined && filling === undefined,
    sharesAt: at === null ? null : new Date(at),
  };
}

export function forgetKnown(): void {
  known.value = nothing;
  sharesCame.value = false;
}
