// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, test, vi } from 'vitest';

/** A browser's caches, as far as a service worker uses them. */
class Caches {
  readonly kept = new Map<string, Map<string, string>>();
  async open(name: string) {
    const cache = this.kept.get(name) ?? new Map<string, string>();
    this.kept.set(name, cache);
    return {
      addAll: async (requests: Request[]) => {
        for (const { url } of requests) cache.set(new URL(url).pathname, `kept ${url}`);
      },
      match: async (path: string) => (cache.has(path) ? new Response(cache.get(path)) : undefined),
    };
  }
  async keys() {
    return [...this.kept.keys()];
  }
  async delete(name: string) {
    return this.kept.delete(name);
  }
}

type Happening = Record<string, unknown> & { waitUntil?: (done: Promise<unknown>) => void };
/** A classic script, not a module: loaded by its path. */
const SCRIPT = new URL('./service-worker.ts', import.meta.url).pathname;
const ORIGIN = 'https://interlude.example';

let caches: Caches;
let listeners: Map<string, (event: never) => void>;
let skipWaiting: ReturnType<typeof vi.fn>;
let network: ReturnType<typeof vi.fn>;

async function happens(name: string, event: Happening = {}): Promise<unknown> {
  let done: Promise<unknown> | null = null;
  const wait = (promise: Promise<unknown>): void => {
    done = promise;
  };
  listeners.get(name)?.({ waitUntil: wait, respondWith: wait, ...event } as never);
  return done;
}

async function asks(
  path: string,
  more: { method?: string; mode?: string; origin?: string } = {},
): Promise<string | null> {
  const request = { url: (more.origin ?? ORIGIN) + path, method: more.method ?? 'GET', mode: more.mode ?? 'cors' };
  const answer = await happens('fetch', { request });
  return answer instanceof Response ? answer.text() : null;
}

beforeEach(async () => {
  caches = new Caches();
  listeners = new Map();
  skipWaiting = vi.fn(async () => undefined);
  network = vi.fn(async () => new Response('from the network'));
  vi.resetModules();
  vi.stubGlobal('VERSION', 'new');
  vi.stubGlobal('FILES', ['/assets/app.js', '/index.html']);
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('fetch', network);
  vi.stubGlobal('location', new URL(ORIGIN));
  vi.stubGlobal('clients', { claim: async () => undefined });
  vi.stubGlobal('skipWaiting', skipWaiting);
  vi.stubGlobal(
    'Request',
    class {
      readonly url: string;
      constructor(path: string) {
        this.url = ORIGIN + path;
      }
    },
  );
  vi.stubGlobal('addEventListener', (name: string, listener: (event: never) => void) => listeners.set(name, listener));
  await import(/* @vite-ignore */ SCRIPT);
  await happens('install');
});

describe('the service worker', () => {
  test('any page of the app opens from the kept index, without the network', async () => {
    for (const path of ['/', '/journal', '/i', '/people/4711?x=1', '/api', '/api/entries', '/api/docs?x=1']) {
      expect(await asks(path, { mode: 'navigate' })).toBe(`kept ${ORIGIN}/index.html`);
    }
    expect(network).not.toHaveBeenCalled();
  });

  test('kept files come from the device; what is not kept is left to the browser', async () => {
    expect(await asks('/assets/app.js')).toBe(`kept ${ORIGIN}/assets/app.js`);
    expect(await asks('/assets/unknown.js')).toBeNull();
  });

  test('the API, writes and other origins pass by untouched', async () => {
    expect(await asks('/api/entries?after=0')).toBeNull();
    expect(await asks('/index.html', { method: 'POST' })).toBeNull();
    expect(await asks('/index.html', { origin: 'https://elsewhere.example' })).toBeNull();
  });

  test('the API does not even wake it, in a browser that can be told', async () => {
    const addRoutes = vi.fn(async () => undefined);
    await happens('install', { addRoutes });
    expect(addRoutes).toHaveBeenCalledExactlyOnceWith({
      condition: { urlPattern: '/api/*', requestMode: 'cors' },
      source: 'network',
    });
  });

  test('a browser that refuses the rule keeps the app all the same', async () => {
    caches.kept.clear();
    await happens('install', {
      addRoutes: async () => {
        throw new TypeError('no such rule');
      },
    });
    expect(await asks('/assets/app.js')).toBe(`kept ${ORIGIN}/assets/app.js`);
  });

  test('a worker with other bytes and the same files never writes over what is in use', async () => {
    const cache = caches.kept.get('interlude-new')!;
    cache.set('/assets/app.js', 'the version she said yes to');
    cache.delete('/index.html');
    await happens('install');
    expect(await asks('/assets/app.js')).toBe('the version she said yes to');
    expect(cache.get('/index.html')).toBe(`kept ${ORIGIN}/index.html`);
  });

  test('a page asked for below /api is the app, also where the browser threw the app away', async () => {
    caches.kept.clear();
    await asks('/api/entries', { mode: 'navigate' });
    expect(network).toHaveBeenCalledExactlyOnceWith('/index.html');
  });

  test('a cache the browser threw away is replaced by the network', async () => {
    caches.kept.clear();
    expect(await asks('/assets/app.js')).toBe('from the network');
  });

  test('a new version drops the older ones when it takes over, and nobody else’s caches', async () => {
    await caches.open('interlude-old');
    await caches.open('somebody-else');
    await happens('activate');
    expect(await caches.keys()).toEqual(['interlude-new', 'somebody-else']);
  });

  test('it waits behind the old version until it is told', async () => {
    expect(skipWaiting).not.toHaveBeenCalled();
    await happens('message', { data: null });
    await happens('message', { data: { deed: 'something' } });
    expect(skipWaiting).not.toHaveBeenCalled();
    await happens('message', { data: { deed: 'take_over' } });
    expect(skipWaiting).toHaveBeenCalledOnce();
  });
});
