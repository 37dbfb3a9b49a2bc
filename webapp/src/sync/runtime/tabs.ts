import { ground } from './runtime.ts';

/** What one tab tells the others of the same account. They read the rows themselves; no word crosses here. */
export type Told =
  | { entries: string[] }
  | { shares: true }
  | { outbox: true }
  | { drops: true }
  | { locked: true }
  | { newKey: true }
  | { gone: true };

let channel: BroadcastChannel | null = null;

/** Join the tabs of an account. `hear` is called for what the others tell. */
export function joinTabs(accountId: string, hear: (told: Told) => void): void {
  leaveTabs();
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel(`${ground.device}-${accountId}`);
  channel.onmessage = (event: MessageEvent<Told>) => hear(event.data);
}

export function leaveTabs(): void {
  channel?.close();
  channel = null;
}

export function tellTabs(told: Told): void {
  channel?.postMessage(told);
}

/**
 * Run alone among all tabs; the others wait their turn. Without Web Locks each tab stands for itself, and the server's
 * revisions still decide.
 */
export async function alone<T>(name: string, deed: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks === undefined) return deed();
  return locks.request(`${ground.device}-${name}`, deed);
}
