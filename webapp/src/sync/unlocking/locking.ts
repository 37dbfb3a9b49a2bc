// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { elapsed } from '../runtime/elapsed.ts';
import { withFaults } from '../faults.ts';
import { closeAccount, deviceStore } from './lifecycle.ts';
import { isOverdue, noteActivity } from './idle.ts';
import { isOpen } from '../runtime/current-account.ts';

/** Seconds out of sight after which this phone locks; null: by idleness alone. */
export type Grace = 0 | 30 | 120 | 300 | null;
export const GRACES: readonly Grace[] = [0, 30, 120, 300, null];

const DEFAULT: Grace = 300;

/** What the person set for this phone, whoever unlocks it. */
export const hiddenGrace = signal<Grace>(DEFAULT);

let hiddenSince: number | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Once, at the start. */
export async function readLocking(): Promise<void> {
  const kept = await (await deviceStore()).fact('locking');
  hiddenGrace.value = GRACES.find((grace) => grace === kept?.hiddenSeconds) ?? (kept === null ? DEFAULT : null);
}

/**
 * It counts from now on, also for a phone put away before it is kept; what cannot be kept does not count. @throws Fault
 * `storage_full`
 */
export async function keepGrace(grace: Grace): Promise<void> {
  const before = hiddenGrace.value;
  hiddenGrace.value = grace;
  await withFaults(async () => (await deviceStore()).keep('locking', { hiddenSeconds: grace })).catch(
    (error: unknown) => {
      hiddenGrace.value = before;
      throw error;
    },
  );
}

/** The page cannot be seen any more: from now on the grace runs, as far as this phone lets timers run. */
export function outOfSight(): void {
  if (hiddenSince !== null) return;
  hiddenSince = elapsed();
  if (hiddenGrace.value === null || !isOpen()) return;
  if (hiddenGrace.value === 0) void closeAccount(false);
  else ringAfter(hiddenGrace.value * 1000);
}

/** A timer may fire slightly before the clock reaches the end: then it is set again for the rest. */
function ringAfter(milliseconds: number): void {
  timer = setTimeout(() => {
    const left = graceLeft();
    if (left <= 0) void closeAccount(false);
    else if (left !== Infinity) ringAfter(Math.ceil(left));
  }, milliseconds);
}

/** The page is visible again. Resolves when its content may be seen: after too long it is locked first. */
export async function backInSight(): Promise<void> {
  const late = graceLeft() <= 0 || isOverdue();
  clearTimeout(timer);
  hiddenSince = null;
  if (late) await closeAccount(false);
  else noteActivity();
}

/**
 * Milliseconds until it locks, by a clock that goes on while the phone sleeps; Infinity in sight, or where only
 * idleness locks.
 */
function graceLeft(): number {
  return hiddenSince === null || hiddenGrace.value === null
    ? Infinity
    : hiddenSince + hiddenGrace.value * 1000 - elapsed();
}
