// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import type { AccountReadTransaction } from '../../store/account-database.ts';
import { currentAccount } from './current-account.ts';

/** The keys of all actions the server has not confirmed, as the outbox of this phone has them. */
export const pendingKeys = signal<ReadonlySet<string>>(new Set());
/** Those of them the server would not take, and its reason; they are offered again at the next start. */
export const refusedKeys = signal<ReadonlyMap<string, string>>(new Map());
export const pendingCount = computed(() => pendingKeys.value.size);

export const entryKey = (id: string): string => `entry/${id}`;
export const shareKey = (pairingId: string, shareId: string): string => `share/${pairingId}/${shareId}`;
export const withdrawKey = (pairingId: string, shareId: string): string => `withdraw/${pairingId}/${shareId}`;
export const openedKey = (pairingId: string, shareId: string): string => `opened/${pairingId}/${shareId}`;

/** Read the outbox anew; called after every change of it, here or in another tab. */
export async function readPending(): Promise<void> {
  const now = currentAccount.value;
  if (now === null) return;
  const changes = await now.database.read(['outbox'], (at: AccountReadTransaction) =>
    at.objectStore('outbox').getAll(),
  );
  if (currentAccount.value !== now) return;
  pendingKeys.value = new Set(changes.map(({ key }) => key));
  refusedKeys.value = new Map(changes.flatMap(({ key, refused }) => (refused === null ? [] : [[key, refused]])));
}
