// SPDX-License-Identifier: AGPL-3.0-or-later
import { runtime } from './runtime.ts';

/** Messages between tabs of the same account. The tabs read the rows themselves; no journal text is sent here. */
export type TabMessage =
  | { entries: string[] }
  | { shares: true }
  | { outbox: true }
  | { drops: true }
  | { locked: true }
  | { newKey: true }
  | { gone: true };

let channel: BroadcastChannel | null = null;

/** Join the tabs of an account. `hear` is called with each message of the others. */
export function joinTabs(accountId: string, hear: (message: TabMessage) => void): void {
  leaveTabs();
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel(`${runtime.device}-${accountId}`);
  channel.onmessage = (event: MessageEvent<TabMessage>) => hear(event.data);
}

export function leaveTabs(): void {
  channel?.close();
  channel = null;
}

export function postToTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/**
 * Run alone among all tabs; the others wait their turn. Without Web Locks nothing waits, and the server's revisions
 * still decide.
 */
export async function withLock<T>(name: string, action: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks === undefined) return action();
  return locks.request(`${runtime.device}-${name}`, action);
}
