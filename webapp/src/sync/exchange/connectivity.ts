// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import { pendingCount } from '../runtime/pending-changes.ts';

/**
 * How things stand between this phone and the server, for the person. `waiting`: actions the server has not confirmed.
 */
export interface Connection {
  state: 'idle' | 'sending' | 'offline' | 'signed_out' | 'trouble';
  waiting: number;
  sentence: string | null;
  lastAt: Date | null;
}

/** All but the count, which the outbox itself knows. */
export const connectionState = signal<Omit<Connection, 'waiting'>>({ state: 'idle', sentence: null, lastAt: null });
export const connection = computed<Connection>(() => ({ ...connectionState.value, waiting: pendingCount.value }));

export function setConnectionState(state: Connection['state'], sentence: string | null = null): void {
  connectionState.value = { ...connectionState.value, state, sentence };
}
