import { computed, signal } from '@preact/signals';

import type { HomeReading } from '../../store/account-database.ts';
import { owner } from './current-account.ts';

/** The keys of all deeds the server has not confirmed, as the outbox of this phone has them. */
export const waitingKeys = signal<ReadonlySet<string>>(new Set());
export const waitingCount = computed(() => waitingKeys.value.size);

export const entryKey = (id: string): string => `entry/${id}`;
export const shareKey = (pairingId: string, shareId: string): string => `share/${pairingId}/${shareId}`;
export const withdrawKey = (pairingId: string, shareId: string): string => `withdraw/${pairingId}/${shareId}`;
export const openedKey = (pairingId: string, shareId: string): string => `opened/${pairingId}/${shareId}`;

/** Read the outbox anew; called after every change of it, here or in another tab. */
export async function readWaiting(): Promise<void> {
  const now = owner.value;
  if (now === null) return;
  const keys = await now.home.read(['outbox'], (at: HomeReading) => at.objectStore('outbox').getAllKeys());
  if (owner.value === now) waitingKeys.value = new Set(keys);
}
