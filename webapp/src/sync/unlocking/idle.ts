// SPDX-License-Identifier: AGPL-3.0-or-later
import { elapsed } from '../runtime/elapsed.ts';
import { currentAccount } from '../runtime/current-account.ts';
import { settings } from '../entries/settings.ts';

/** How long an editor may take to keep its draft before the lock; then the lock comes anyway. */
const PATIENCE_MS = 1_000;
/** How often the clock is checked: timers do not fire while a phone sleeps. */
const LOOK_EVERY_MS = 5_000;
/** Minutes, whatever the setting: the server ends an idle login after as long. */
export const LONGEST_FOR_THERAPISTS = 30;

const keepers = new Set<() => Promise<void>>();
let lastActivity = 0;
let timer: ReturnType<typeof setInterval> | undefined;
let lockUp: (() => void) | null = null;

/** Resets the idle lock. If the limit has passed it locks instead: timers may not have fired while the phone slept. */
export function noteActivity(): void {
  if (isOverdue()) lockUp?.();
  else lastActivity = elapsed();
}

/**
 * Called, and awaited for a moment, before the vault locks, so that an open editor can keep its draft. Returns how to
 * unregister.
 */
export function beforeLock(keep: () => Promise<void>): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

/** Let every open editor keep its draft. Never rejects, never takes longer than a second. */
export async function lastDeeds(): Promise<void> {
  const changes = [...keepers].map((keep) => keep().catch(() => undefined));
  await Promise.race([Promise.all(changes), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** Lock after as many minutes without activity as the settings say. */
export function watchIdle(lock: () => void): void {
  lockUp = lock;
  lastActivity = elapsed();
  clearInterval(timer);
  timer = setInterval(() => {
    if (isOverdue()) lock();
  }, LOOK_EVERY_MS);
}

export function stopWatching(): void {
  lockUp = null;
  clearInterval(timer);
}

/** Whether nobody has touched the open journal for longer than the settings allow. */
export const isOverdue = (): boolean => lockUp !== null && elapsed() - lastActivity >= lockAfterMinutes() * 60_000;

/**
 * As the settings say; a therapist's app, where others' words lie open, never waits longer than the half hour her login
 * does.
 */
function lockAfterMinutes(): number {
  const wanted = settings.value.lockAfterMinutes;
  return currentAccount.value?.role === 'therapist' ? Math.min(wanted, LONGEST_FOR_THERAPISTS) : wanted;
}
