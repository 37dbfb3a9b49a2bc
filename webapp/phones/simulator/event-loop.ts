// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Random } from './random.ts';

type Task = () => void;
interface Posted {
  task: Task;
  owner: string;
  after: number;
}
interface Timer {
  id: number;
  at: number;
  every: number | null;
  owner: string;
  task: Task;
}

/** A promise that nothing will ever settle: some action of the app never ends. */
export class Stuck extends Error {}

const realImmediate = globalThis.setImmediate;
/** All promises that can go on have gone on. */
const drained = (): Promise<void> =>
  new Promise((resolve) => {
    realImmediate(resolve);
  });

/** More turns than this mean that a run is going in circles. */
const MOST_TURNS = 400_000;
/** How far time may be advanced while only timers are waited for, in milliseconds. */
const LONGEST_WAIT = 10 * 60_000;

/**
 * One event loop for all phones at once, in an order that the seed decides.
 *
 * Tasks of IndexedDB and of the network queue in lanes; a lane keeps its order, between lanes any may be next. One task
 * a turn, then all promises it settled, so that whatever runs belongs to exactly one phone (`current`). Time stands
 * still unless it is advanced.
 */
export class EventLoop {
  current = '';
  /** Milliseconds since 1970 by a clock that nobody sets. */
  now: number;
  /** Work outside this loop that is waited for: Argon2id when it is computed for the first time. */
  outside = 0;
  turn = 0;
  readonly #random: Random;
  readonly #lanes = new Map<string, Posted[]>();
  readonly #timers = new Map<number, Timer>();
  #lastTimer = 0;

  constructor(random: Random, now: number) {
    this.#random = random;
    this.now = now;
  }

  /** IndexedDB's tasks come here from now on. */
  takeOver(): void {
    globalThis.setImmediate = ((task: Task) => {
      this.post(this.current, task);
    }) as unknown as typeof setImmediate;
  }

  static giveBack(): void {
    globalThis.setImmediate = realImmediate;
  }

  /** `owner`: the phone whose code the task runs, if not the lane's own; `delay`: turns it waits at least. */
  post(lane: string, task: Task, owner = lane, delay = 0): void {
    const posted = { task, owner, after: this.turn + delay };
    const before = this.#lanes.get(lane);
    if (before === undefined) this.#lanes.set(lane, [posted]);
    else before.push(posted);
  }

  /** Run something as one of a phone's own events. */
  async within<T>(owner: string, action: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.post(
        `${owner}/deeds`,
        () => {
          try {
            resolve(action());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        owner,
      );
    });
  }

  /** Whether anything of somebody's is still to happen. */
  isBusyWith(owner: string): boolean {
    return [...this.#lanes.values()].some((posted) => posted.some((one) => one.owner === owner));
  }

  /** A killed page: nothing of it happens any more. */
  forget(owner: string): void {
    for (const [lane, posted] of this.#lanes) {
      const left = posted.filter((one) => one.owner !== owner);
      if (left.length === 0) this.#lanes.delete(lane);
      else this.#lanes.set(lane, left);
    }
    for (const [id, timer] of this.#timers) if (timer.owner === owner) this.#timers.delete(id);
  }

  timer(owner: string, task: Task, ms: number, repeated: boolean): number {
    const id = (this.#lastTimer += 1);
    const pause = Math.max(1, ms);
    this.#timers.set(id, { id, at: this.now + pause, every: repeated ? pause : null, owner, task });
    return id;
  }

  clear(id: number | undefined): void {
    if (id !== undefined) this.#timers.delete(id);
  }

  /** Let time pass; timers that fire meanwhile are run before it goes on. */
  async wait(ms: number): Promise<void> {
    const end = this.now + ms;
    for (let next = this.#nextTimer(end); next !== null; next = this.#nextTimer(end)) {
      this.#ring(next);
      await this.rest();
    }
    this.now = end;
  }

  /** Go on until nothing is left to do, or for so many turns. */
  async rest(turns = Infinity): Promise<void> {
    for (let left = turns; left > 0 && this.#lanes.size > 0; left -= 1) await this.#one();
  }

  /** Go on until a promise is settled. @throws Stuck when nothing is left that could settle it */
  async until<T>(promise: Promise<T>, what: string): Promise<T> {
    let settled = false;
    const seen = (): void => {
      settled = true;
    };
    const isSettled = (): boolean => settled;
    promise.then(seen, seen);
    await drained();
    const longest = this.now + LONGEST_WAIT;
    while (!isSettled()) {
      if (this.#lanes.size > 0) await this.#one();
      else if (this.outside > 0) await drained();
      else this.#wind(longest, what);
    }
    return promise;
  }

  #wind(longest: number, what: string): void {
    const next = this.#nextTimer(longest);
    if (next === null) throw new Stuck(`${what} never ends`);
    this.#ring(next);
  }

  #nextTimer(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers.values())
      if (timer.at <= end && (next === null || timer.at < next.at)) next = timer;
    return next;
  }

  #ring(timer: Timer): void {
    this.now = Math.max(this.now, timer.at);
    if (timer.every === null) this.#timers.delete(timer.id);
    else timer.at = this.now + timer.every;
    this.post(timer.owner, timer.task);
  }

  async #one(): Promise<void> {
    if ((this.turn += 1) > MOST_TURNS) throw new Stuck('everything goes round in circles');
    const lane = this.#chosen();
    const posted = this.#lanes.get(lane);
    const next = posted?.shift();
    if (posted?.length === 0) this.#lanes.delete(lane);
    if (next === undefined) return;
    this.current = next.owner;
    next.task();
    await drained();
  }

  /** Any lane whose turn may be now; when all of them wait, the one that waits least. */
  #chosen(): string {
    let [ready, least, soonest] = [0, Infinity, ''];
    for (const [lane, [first]] of this.#lanes) {
      const after = first?.after ?? 0;
      if (after <= this.turn) ready += 1;
      if (after < least) [least, soonest] = [after, lane];
    }
    if (this.#lanes.size === 1 || ready === 0) return soonest;
    let left = this.#random.below(ready);
    for (const [lane, [first]] of this.#lanes) if ((first?.after ?? 0) <= this.turn && (left -= 1) < 0) return lane;
    return soonest;
  }
}
