import { settings } from './settings.ts';

/** An editor's last deed before the lock may take this long; then the lock comes anyway. */
const PATIENCE_MS = 1_000;
/** How often the clock is looked at: a sleeping phone rings no timers. */
const LOOK_EVERY_MS = 5_000;

const keepers = new Set<() => Promise<void>>();
let lastActivity = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Resets the idle lock. */
export function noteActivity(): void {
  lastActivity = elapsed();
}

/** Called, and awaited for a moment, before the vault locks, so that an open editor can keep its draft. Returns the way out. */
export function beforeLock(keep: () => Promise<void>): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

/** Let every open editor keep its draft. Never rejects, never takes longer than a second. */
export async function lastDeeds(): Promise<void> {
  const deeds = [...keepers].map((keep) => keep().catch(() => undefined));
  await Promise.race([Promise.all(deeds), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** Lock after as many minutes without activity as the settings say; also when the page wakes after having slept longer. */
export function watchIdle(lock: () => void): void {
  noteActivity();
  clearInterval(timer);
  timer = setInterval(() => { if (isOverdue()) lock(); }, LOOK_EVERY_MS);
  if (typeof document !== 'undefined') document.onvisibilitychange = () => { if (isOverdue()) lock(); };
}

export function stopWatching(): void {
  clearInterval(timer);
  if (typeof document !== 'undefined') document.onvisibilitychange = null;
}

const isOverdue = (): boolean => elapsed() - lastActivity >= settings.value.lockAfterMinutes * 60_000;

/** Milliseconds of a clock nobody sets. Some stand still while the phone sleeps, so the wall clock may only add to it. */
let offset = 0;
let lastWall = Date.now();
let lastSteady = performance.now();

function elapsed(): number {
  const [wall, steady] = [Date.now(), performance.now()];
  offset += Math.max(0, wall - lastWall - (steady - lastSteady));
  [lastWall, lastSteady] = [wall, steady];
  return steady + offset;
}
