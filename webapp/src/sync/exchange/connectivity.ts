import { computed, signal } from '@preact/signals';

import { waitingCount } from '../runtime/pending-changes.ts';

/**
 * How things stand between this phone and the server, for the person. `waiting`: deeds the server has not confirmed.
 */
export interface Connection {
  state: 'idle' | 'sending' | 'offline' | 'signed_out' | 'trouble';
  waiting: number;
  sentence: string | null;
  lastAt: Date | null;
}

/** All but the count, which the outbox itself knows. */
export const line = signal<Omit<Connection, 'waiting'>>({ state: 'idle', sentence: null, lastAt: null });
export const connection = computed<Connection>(() => ({ ...line.value, waiting: waitingCount.value }));

export function lineIs(state: Connection['state'], sentence: string | null = null): void {
  line.value = { ...line.value, state, sentence };
}
