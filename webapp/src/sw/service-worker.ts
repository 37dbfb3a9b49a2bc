// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The service worker: keeps the app itself on the device, and nothing else.
 *
 * It never sees a word: requests of the API pass by it untouched and are never kept. Each version keeps
 * its own files in a cache of its own name, all of them or none, and what a cache holds is never written over;
 * the version before goes on serving until the person says yes to the new one, or has closed the app everywhere.
 * Every page of this origin is the app: no server shows another one in its place, not even below /api.
 */

/** Filled in by scripts/service-worker-plugin.mjs: a hash of all kept files, and their paths. */
declare const VERSION: string;
declare const FILES: string[];

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const PREFIX = 'interlude-';
const CACHE = PREFIX + VERSION;
const HOME = '/index.html';
const API = '/api/';

/** Not in TypeScript's library yet, and not in every browser. */
type RoutingEvent = ExtendableEvent & {
  addRoutes?: (rule: { condition: { urlPattern: string; requestMode: 'cors' }; source: 'network' }) => Promise<void>;
};

worker.addEventListener('install', (event) => event.waitUntil(Promise.all([keepAll(), letApiPassBy(event)])));
worker.addEventListener('activate', (event) => event.waitUntil(dropOlder()));
worker.addEventListener('message', (event) => {
  if ((event.data as { deed?: unknown } | null)?.deed === 'take_over') event.waitUntil(worker.skipWaiting());
});
worker.addEventListener('fetch', (event) => {
  const path = keptPathOf(event.request);
  if (path !== null) event.respondWith(kept(path));
});

/**
 * Keep what is not kept yet. A worker with changed bytes and the same files would else fill the cache that is in use,
 * and other files would run without a yes. `reload`: past the browser's own cache, or an old file could be kept under a
 * new version.
 */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  const found = await Promise.all(FILES.map((file) => cache.match(file)));
  const missing = FILES.filter((_, at) => found[at] === undefined);
  await cache.addAll(missing.map((file) => new Request(file, { cache: 'reload' })));
}

/**
 * Requests of the API do not even wake the worker, where the browser can be told so
 * (https://w3c.github.io/ServiceWorker/#dom-installevent-addroutes). Else each of them
 * starts it for nothing, and Chromium gives up handing over to a newer version for good
 * when one of them starts the worker that is just leaving. A page that is opened there does wake it, and gets the app.
 */
async function letApiPassBy(event: RoutingEvent): Promise<void> {
  await event
    .addRoutes?.({ condition: { urlPattern: API + '*', requestMode: 'cors' }, source: 'network' })
    .catch(() => undefined);
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await worker.clients.claim();
}

/**
 * Which kept file answers, or null: not ours, not a read, a request of the API, or a path nothing is kept for. A page
 * that is opened is always the app.
 */
function keptPathOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (origin !== worker.location.origin || request.method !== 'GET') return null;
  if (request.mode === 'navigate') return HOME;
  if (isApi(pathname)) return null;
  return FILES.includes(pathname) ? pathname : null;
}

const isApi = (path: string): boolean => path === '/api' || path.startsWith(API);

/** From the cache; where a browser threw it away, the same file from the network, whatever page was asked for. */
async function kept(path: string): Promise<Response> {
  const found = await (await caches.open(CACHE)).match(path);
  return found ?? fetch(path);
}
