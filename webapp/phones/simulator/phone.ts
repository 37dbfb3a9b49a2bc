// SPDX-License-Identifier: AGPL-3.0-or-later
import { ORIGIN, type App, type Page } from './browser.ts';
import type { Random } from './random.ts';
import { contentOf, cut, EMPTY, isAtRest, rowsIn, startedWith, type Content } from './disk.ts';
import type { EventLoop } from './event-loop.ts';
import type { SimulatedEvent } from './events.ts';
import type { LyingServer } from './lying.ts';
import type { Answered, RealServer } from './real-server.ts';
import { fillsNowAndThen } from './storage.ts';

/** How a network treats requests: each figure is how often, of one. */
export interface Conditions {
  away: boolean;
  loses: number;
  losesAnswer: number;
  late: number;
  twice: number;
  slow: number;
}
export const NO_FAULTS: Conditions = { away: false, loses: 0, losesAnswer: 0, late: 0, twice: 0, slow: 0 };

/** The longest delay of a request or a response, in turns of the loop: a whole exchange takes some hundred. */
const SLOWEST = 400;

/** What a phone keeps when it is switched off. */
export interface Kept {
  content: Content;
}

export interface World {
  app: App;
  loop: EventLoop;
  server: RealServer;
  /** Proxies requests to the server in interleavings where one lies. */
  liar?: LyingServer;
  random: Random;
  serverClock(): number;
  /** A line of the log. */
  tells(line: string): void;
  /** Counts an event without which an interleaving proves little. */
  meets(what: SimulatedEvent): void;
  /** The last request that reached the server, of all and of each phone, numbered in the order they were sent. */
  arrived: Map<string, number>;
  setOut: number;
}

/**
 * What a phone opened and sealed; the callbacks receive each deletion with what it replaced, each merged text, and each
 * opened text.
 */
export interface Seen {
  opened: Map<string, unknown>;
  /** The last two opened rows of each entry, and which of them a merged text failed to name. */
  lastTwo: Map<string, readonly string[]>;
  unnamed: string[];
  deletions: Set<(entryId: string, before: unknown) => void>;
  merged(text: unknown): void;
  opens(text: unknown): void;
}

/** One phone: its disk survives a restart, its memory does not. */
export class Phone {
  readonly name: string;
  readonly seen: Seen = {
    opened: new Map(),
    lastTwo: new Map(),
    unnamed: [],
    deletions: new Set(),
    merged: () => undefined,
    opens: () => undefined,
  };
  conditions: Conditions = NO_FAULTS;
  /** How often a write meets a full disk. */
  full = 0;
  /** How far its clock is off, in milliseconds. */
  clock = 0;
  page: Page | null = null;
  readonly #world: World;
  #content: Content;
  #disk: IDBFactory | null = null;
  #holds: InstanceType<Page['Vault']> | null = null;
  #requests = 0;
  #lives = 0;

  constructor(name: string, world: World, kept: Kept = { content: EMPTY }) {
    this.name = name;
    this.#world = world;
    this.#content = kept.content;
  }

  get now(): number {
    return this.#world.loop.now + this.clock;
  }

  /** The app as it runs. */
  get app(): Page {
    if (this.page === null) throw new Error(`${this.name} is off`);
    return this.page;
  }

  /** Load the page. The journal is locked, or there is none. */
  async start(): Promise<void> {
    const { app, loop, random, meets } = this.#world;
    this.#lives += 1;
    this.seen.lastTwo.clear();
    this.#disk = startedWith(this.#content);
    fillsNowAndThen(this.#disk, () => this.full > 0 && random.chance(this.full), random, meets);
    const page = app.load({
      name: this.name,
      loop,
      random: random,
      indexedDB: this.#disk,
      fetch: this.#fetch(this.#lives),
      wallClock: () => this.now,
    });
    const vault = this.#vault(page);
    this.#holds = vault;
    page.overrideRuntime({ device: this.name, vault: () => vault, origin: () => ORIGIN, zone: () => 'Europe/Berlin' });
    this.page = page;
    await this.does(() => page.account.start());
  }

  /** Power off, in the middle of anything. */
  kill(): void {
    if (this.#disk === null) return;
    this.#world.loop.current = this.name;
    this.#content = cut(this.#disk);
    this.#world.loop.forget(this.name);
    this.page = null;
    this.#disk = null;
    this.#lives += 1;
  }

  /** What stands on its disk. */
  content(): Content {
    return this.#disk === null ? this.#content : contentOf(this.#disk);
  }

  /** Changes that wait to be sent, as stored on this disk. */
  deeds(): { key: string; refused: string | null }[] {
    return rowsIn(this.content(), 'outbox') as { key: string; refused: string | null }[];
  }

  waiting(): Set<string> {
    return new Set(this.deeds().map(({ key, refused }) => (refused === null ? key : `${key} (${refused})`)));
  }

  /** Whether no transaction is under way: what is on the disk must be consistent then. */
  isAtRest(): boolean {
    return this.#disk === null || isAtRest(this.#disk);
  }

  vault(): InstanceType<Page['Vault']> {
    if (this.#holds === null) throw new Error(`${this.name} is off`);
    return this.#holds;
  }

  kept(): Kept {
    return { content: this.content() };
  }

  /** Begin an action as one of this phone's own events; returns the action's own promise. */
  async begins<T>(action: () => Promise<T>): Promise<{ done: Promise<T> }> {
    const { loop } = this.#world;
    return loop.until(
      loop.within(this.name, () => {
        const done = action();
        done.catch(() => undefined);
        return { done };
      }),
      `${this.name}: a deed`,
    );
  }

  /** Do something to its end, while everything else goes on. */
  async does<T>(action: () => Promise<T>): Promise<T> {
    const { done } = await this.begins(action);
    return this.#world.loop.until(done, `${this.name}: ${action.toString().slice(0, 120)}`);
  }

  #vault(page: Page): InstanceType<Page['Vault']> {
    const vault = new page.Vault();
    // The simulator has no non-extractable browser key, and tests none.
    vault.sealToken = async ({ token }) => ({ deviceKey: NO_KEY, envelope: Buffer.from(token) });
    vault.openToken = async ({ envelope }) => Buffer.from(envelope).toString();
    const { seen } = this;
    const [open, seal] = [vault.openEntries.bind(vault), vault.sealEntry.bind(vault)];
    vault.openEntries = async (rows) => {
      const opened = await open(rows);
      for (const { entryId, envelope } of rows) {
        const mark = markOf(envelope);
        const before = (seen.lastTwo.get(entryId) ?? []).filter((one) => one !== mark);
        seen.lastTwo.set(entryId, [...before, mark].slice(-2));
      }
      for (const one of opened) {
        if (!('payload' in one)) continue;
        seen.opened.set(one.entryId, one.payload);
        seen.opens(one.payload);
      }
      return opened;
    };
    vault.sealEntry = async (asked) => {
      const met = seen.opened.get(asked.entryId);
      if (isDeletion(asked.payload)) for (const hears of seen.deletions) hears(asked.entryId, met);
      if ('merged' in asked.payload && asked.payload.merged === true && !isDeletion(met)) seen.merged(asked.payload);
      if ('merged' in asked.payload && asked.payload.merged === true) seen.unnamed.push(...unnamed(seen, asked));
      return seal(asked);
    };
    return vault;
  }

  #fetch(life: number) {
    return (path: string, init: RequestInit): Promise<Response> =>
      new Promise((resolve, reject) => {
        const { loop, random, meets } = this.#world;
        const lane = `${this.name}/line/${(this.#requests += 1)}`;
        const weather = this.conditions;
        const what = `${this.name} ${init.method ?? 'GET'} ${path}`;
        const tells = (how: string): void => {
          this.#world.tells(`       ${what}: ${how}`);
        };
        const lost = (): void => {
          reject(new TypeError('fetch failed'));
        };
        const back = (action: () => void): void =>
          loop.post(
            lane,
            () => {
              if (life === this.#lives) action();
            },
            this.name,
            way(random, weather),
          );
        if (weather.away) return back(lost);
        const ask = this.#asking(path, init);
        if (random.chance(weather.loses)) {
          tells('lost');
          meets('a request lost');
          return back(lost);
        }
        // The app has given up the request and asks again, while the first is still on its way.
        if (random.chance(weather.late)) {
          loop.post(
            `${lane}/late`,
            () => {
              meets('a late request');
              tells(`late ${ask().status}`);
            },
            'nobody',
            random.below(SLOWEST),
          );
          return back(lost);
        }
        loop.post(
          lane,
          () => {
            const answer = ask();
            tells(String(answer.status));
            if (random.chance(weather.twice))
              loop.post(
                `${lane}/again`,
                () => {
                  meets('a request twice');
                  tells(`again ${ask().status}`);
                },
                'nobody',
                random.below(SLOWEST),
              );
            const isLost = random.chance(weather.losesAnswer);
            if (isLost) tells('its answer is lost');
            if (isLost && random.chance(0.5)) {
              meets('an answer lost');
              return back(lost);
            }
            if (isLost) meets('an answer cut short');
            back(() => {
              resolve(responseOf(answer, isLost));
            });
          },
          'nobody',
          way(random, weather),
        );
      });
  }

  /** The request as it is now, to be handed to the server once or more often, sooner or later. */
  #asking(path: string, init: RequestInit): () => Answered {
    const world = this.#world;
    const asked = {
      method: init.method ?? 'GET',
      path,
      body: typeof init.body === 'string' ? init.body : null,
      authorization: new Headers(init.headers).get('Authorization'),
    };
    const number = (world.setOut += 1);
    return () => {
      this.#arrives(number);
      const ask = (): Answered => world.server.request(asked, world.serverClock());
      const answer = world.liar?.answer(this.name, asked, ask) ?? ask();
      if (answer.status === 409 && path === '/api/entries') world.meets('two phones in conflict');
      return answer;
    };
  }

  #arrives(number: number): void {
    const { arrived, meets } = this.#world;
    const [last, lastOfMine] = [arrived.get('') ?? 0, arrived.get(this.name) ?? 0];
    if (number < lastOfMine) meets('a phone overtakes itself');
    else if (number < last) meets('phones overtake each other');
    arrived.set('', Math.max(last, number)).set(this.name, Math.max(lastOfMine, number));
  }
}

/** The rule of PROTOCOL §7, implemented independently of the app. */
const markOf = (envelope: Uint8Array): string => Buffer.from(envelope.subarray(1, 10)).toString('base64url');
const OTHERS = '_'.repeat(12);

/** Which of the two rows a merged text does not name, where it claims to name all. */
function unnamed(seen: Seen, { entryId, payload }: { entryId: string; payload: object }): string[] {
  const said = String((payload as { ancestors?: unknown }).ancestors);
  const ancestors: readonly string[] = said.match(/.{12}/g) ?? [];
  if (ancestors.includes(OTHERS)) return [];
  return (seen.lastTwo.get(entryId) ?? []).flatMap((mark) => (ancestors.includes(mark) ? [] : `${entryId} ${mark}`));
}

const NO_KEY = {} as CryptoKey;

const isDeletion = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'kind' in payload && payload.kind === 'deleted';

const way = (random: Random, { slow }: Conditions): number =>
  slow > 0 && random.chance(slow) ? random.below(SLOWEST) : 0;

/** As much of a Response as api/client.ts uses; `cut`: the connection breaks in the middle of the body. */
function responseOf({ status, body, retryAfter }: Answered, cut: boolean): Response {
  const headers = { get: (name: string) => (name === 'Retry-After' ? retryAfter : null) };
  return {
    ok: status >= 200 && status < 300,
    status,
    headers,
    body: { getReader: () => readerOf(Buffer.from(body), cut) },
  } as unknown as Response;
}

function readerOf(bytes: Uint8Array, cut: boolean) {
  const half = Math.floor(bytes.length / 2);
  const pieces = cut ? [bytes.subarray(0, half)] : [bytes.subarray(0, half), bytes.subarray(half)];
  return {
    read: async () => {
      const value = pieces.shift();
      if (value === undefined && cut) throw new TypeError('the line broke');
      return { done: value === undefined, value };
    },
    cancel: async () => undefined,
  };
}
