// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import { QUOTA_REACHED } from './batch-limit.ts';
import { pendingCount, refusedKeys } from '../runtime/pending-changes.ts';

/**
 * How things stand between this phone and the server, for the person. `waiting`: actions the server has not confirmed;
 * `refused` of them it would not take, of those `tooLarge` because of their size and `noRoom` because the account has
 * all the room it may have.
 */
export interface Connection {
  state: 'idle' | 'sending' | 'offline' | 'signed_out' | 'trouble';
  waiting: number;
  refused: number;
  tooLarge: number;
  noRoom: number;
  sentence: string | null;
  lastAt: Date | null;
}

/** All but the counts, which the outbox itself knows. */
export const connectionState = signal<Omit<Connection, 'waiting' | 'refused' | 'tooLarge' | 'noRoom'>>({
  state: 'idle',
  sentence: null,
  lastAt: null,
});
export const connection = computed<Connection>(() => {
  const reasons = [...refusedKeys.value.values()];
  return {
    ...connectionState.value,
    waiting: pendingCount.value,
    refused: reasons.length,
    tooLarge: reasons.filter((code) => code === 'body_too_large').length,
    noRoom: reasons.filter((code) => code === QUOTA_REACHED).length,
  };
});

export function setConnectionState(state: Connection['state'], sentence: string | null = null): void {
  connectionState.value = { ...connectionState.value, state, sentence };
}
