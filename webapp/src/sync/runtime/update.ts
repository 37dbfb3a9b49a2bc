// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { trustedScriptUrl } from '../../crypto/trusted-url.ts';

/** A newer version is on this device and waits for a yes. It is offered, never forced. `starting`: she has said yes. */
export const update = signal({ waiting: false, starting: false });

const LOOK_EVERY_MS = 60 * 60_000;
const HAND_OVER_MS = 5000;
let registration: ServiceWorkerRegistration | null = null;

/**
 * Keep the app itself for offline use, and look out for newer versions. Never rejects: without it the app works online.
 */
export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || typeof navigator === 'undefined' || !('serviceWorker' in navigator)) return;
  const found = await navigator.serviceWorker
    .register(trustedScriptUrl('/sw.js'), { scope: '/', updateViaCache: 'none' })
    .catch(() => null);
  if (found === null) return;
  registration = found;
  watch(found);
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (update.value.starting) location.reload();
  });
  setInterval(() => void found.update().catch(() => undefined), LOOK_EVERY_MS);
}

function watch(found: ServiceWorkerRegistration): void {
  look(found);
  found.addEventListener('updatefound', () => {
    found.installing?.addEventListener('statechange', () => look(found));
  });
}

/** The very first version takes over by itself; only one that waits behind another is an update. */
function look(found: ServiceWorkerRegistration): void {
  update.value = { ...update.value, waiting: found.waiting !== null && navigator.serviceWorker.controller !== null };
}

/**
 * Yes: the waiting version takes over, and this page is loaded anew. Keep drafts first.
 *
 * A browser that did not hand over by itself mostly does so while the page is loaded anew;
 * where it does not, the version that is here goes on and the newer one is offered again.
 */
export function applyUpdate(): void {
  update.value = { ...update.value, starting: true };
  registration?.waiting?.postMessage({ deed: 'take_over' });
  setTimeout(() => location.reload(), HAND_OVER_MS);
}
