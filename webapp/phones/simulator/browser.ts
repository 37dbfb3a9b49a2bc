// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

import 'fake-indexeddb/auto';

import { uuidOf, type Random } from './random.ts';
import type { EventLoop } from './event-loop.ts';
import type * as page from './page.ts';

export type Page = typeof page;
type Fetch = (url: string, init: RequestInit) => Promise<Response>;
interface Curve {
  getPublicKey(secret: Uint8Array): Uint8Array;
  getSharedSecret(secret: Uint8Array, other: Uint8Array): Uint8Array;
}
interface Argon {
  argon2id(asked: {
    password: Uint8Array;
    salt: Uint8Array;
    memorySize: number;
    iterations: number;
  }): Promise<Uint8Array>;
}

/** What a browser gives one page; `name` is the phone it runs on. */
export interface Browser {
  name: string;
  loop: EventLoop;
  random: Random;
  indexedDB: IDBFactory;
  fetch: Fetch;
  wallClock(): number;
}

/** The globals of a page. Everything else (bytes, JSON, promises) comes from Node. */
const NAMES = [
  'globalThis',
  'fetch',
  'indexedDB',
  'crypto',
  'navigator',
  'Date',
  'performance',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'AbortSignal',
  'BroadcastChannel',
  'location',
  'document',
  'window',
  'self',
  'sessionStorage',
  'history',
  'Worker',
  'Math',
  'setImmediate',
] as const;

type Around = Record<(typeof NAMES)[number], unknown>;
type Loaded = (require: (name: string) => unknown, exports: object, ...around: unknown[]) => void;

export const ORIGIN = 'http://localhost';

/** The app as one script, from which any number of pages can be loaded: each gets fresh module state. */
export class App {
  readonly #loaded: Loaded;
  readonly #require: NodeJS.Require;
  readonly #products = new Map<string, Uint8Array>();
  readonly #roots = new Map<string, Promise<Uint8Array>>();

  constructor(bundle: string, change: (code: string) => string = (code) => code) {
    const code = change(readFileSync(bundle, 'utf8'));
    this.#require = createRequire(bundle);
    this.#loaded = new Script(`(function (require, exports, ${NAMES.join(', ')}) {${code}\n})`, {
      filename: bundle,
    }).runInThisContext() as Loaded;
  }

  load(browser: Browser): Page {
    const exports = {};
    const around = surroundings(browser);
    this.#loaded((name) => this.#library(name, browser.loop), exports, ...NAMES.map((name) => around[name]));
    return exports as Page;
  }

  /** Libraries hold no state of a page, so all pages share them. */
  #library(name: string, loop: EventLoop): unknown {
    const library: unknown = this.#require(name);
    if (name === 'hash-wasm') return { argon2id: this.#remembering(library as Argon, loop) };
    return name === '@noble/curves/ed25519.js'
      ? { x25519: this.#multiplied((library as { x25519: Curve }).x25519) }
      : library;
  }

  /** The same keys occur in every interleaving, so their results are cached. */
  #multiplied(curve: Curve): Curve {
    return {
      getPublicKey: (secret) => this.#product([secret], () => curve.getPublicKey(secret)),
      getSharedSecret: (secret, other) => this.#product([secret, other], () => curve.getSharedSecret(secret, other)),
    };
  }

  #product(keys: Uint8Array[], multiply: () => Uint8Array): Uint8Array {
    const name = keys.map((key) => Buffer.from(key).toString('hex')).join();
    const known = this.#products.get(name) ?? multiply();
    this.#products.set(name, known);
    return known.slice();
  }

  /** Argon2id takes half a second, and says the same of the same password every time: it is computed once. */
  #remembering(library: Argon, loop: EventLoop): Argon['argon2id'] {
    return async (asked) => {
      const key = [
        Buffer.from(asked.password).toString('hex'),
        Buffer.from(asked.salt).toString('hex'),
        asked.memorySize,
        asked.iterations,
      ].join();
      if (!this.#roots.has(key)) {
        loop.outside += 1;
        this.#roots.set(
          key,
          library.argon2id(asked).finally(() => {
            loop.outside -= 1;
          }),
        );
      }
      return ((await this.#roots.get(key)) ?? new Uint8Array()).slice();
    };
  }
}

function surroundings({ name, loop, random, indexedDB, fetch, wallClock }: Browser): Around {
  const cryptoApi = {
    randomUUID: () => uuidOf(random),
    getRandomValues: <T extends Uint8Array>(bytes: T): T => {
      random.fill(bytes);
      return bytes;
    },
  };
  const clear = (id: number | undefined): void => loop.clear(id);
  return {
    globalThis: { crypto: cryptoApi },
    fetch,
    indexedDB,
    crypto: cryptoApi,
    Date: dateBy(wallClock),
    performance: { now: () => loop.now },
    navigator: { userAgent: 'Simulator', locks: locks() },
    setTimeout: (task: () => void, ms = 0) => loop.timer(name, task, ms, false),
    clearTimeout: clear,
    setInterval: (task: () => void, ms = 0) => loop.timer(name, task, ms, true),
    clearInterval: clear,
    AbortSignal: { timeout: () => null }, // a connection here reports at once when it is cut
    Math: mathBy(random),
    location: { origin: ORIGIN, href: `${ORIGIN}/`, hash: '', pathname: '/', search: '' },
    BroadcastChannel: undefined,
    document: undefined,
    window: undefined,
    self: undefined,
    sessionStorage: undefined,
    history: undefined,
    Worker: undefined,
    setImmediate: undefined,
  };
}

function dateBy(now: () => number): DateConstructor {
  return class extends Date {
    constructor(...given: [] | [number | string]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }

    static override now(): number {
      return now();
    }
  } as unknown as DateConstructor;
}

function mathBy(random: Random): Math {
  const math = Object.create(Math) as Math;
  math.random = () => random.below(2 ** 30) / 2 ** 30;
  return math;
}

/** Web Locks of one page: whoever asks waits for those before. */
function locks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request: <T>(name: string, action: () => Promise<T>): Promise<T> => {
      const mine = (last.get(name) ?? Promise.resolve()).then(action, action);
      last.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  };
}
