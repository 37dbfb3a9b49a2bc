// SPDX-License-Identifier: AGPL-3.0-or-later
import type { App } from './browser.ts';
import { befell, ACTIONS, unlocked, type Scene } from './actions.ts';
import { seededRandom } from './random.ts';
import { EventLoop } from './event-loop.ts';
import type { SimulatedEvent } from './events.ts';
import { LIES, LyingServer } from './lying.ts';
import { Memory } from './memory.ts';
import { NO_FAULTS, Phone, type Conditions, type World } from './phone.ts';
import { Violation, checkInvariants, everythingWaits } from './invariants.ts';
import type { RealServer } from './real-server.ts';
import { isWithoutTheo, written, type Kind, type Step } from './schedule.ts';
import { digitsNow, morning, PHONES, restoreMorning, type PhoneName, type Participants } from './participants.ts';

/**
 * Which interleaving: the seed decides everything that its steps leave open. `thorough`: a fresh device and Mallory
 * look as well.
 */
export interface Asked {
  seed: number;
  kind: Kind;
  steps: readonly Step[];
  thorough: boolean;
}
export interface Outcome {
  broken: string | null;
  log: string[];
  turns: number;
  requests: number;
  met: ReadonlySet<SimulatedEvent>;
}

/** Rounds of exchange after which phones with good connections should have nothing left to send. */
const MOST_ROUNDS = 14;
const AWAY: Conditions = { ...NO_FAULTS, away: true };
/** Share of phones that begin without a connection: two that write apart conflict more often. */
const OFTEN_AWAY = 0.75;
const A_CODE_LASTS = 30_000;
const WAITED: readonly number[] = [1_000, 6_000, 61_000, 125_000];

/** Run one morning in the practice, end all faults, and check whether every promise was kept. */
export async function lived(app: App, server: RealServer, participants: Participants, asked: Asked): Promise<Outcome> {
  const one = new Interleaving(app, server, participants, asked);
  const before = server.requests;
  let broken: string | null = null;
  try {
    await one.live();
  } catch (error) {
    broken =
      error instanceof Violation
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
  }
  return { broken, log: one.log, turns: one.loop.turn, requests: server.requests - before, met: one.met };
}

class Interleaving {
  readonly log: string[] = [];
  readonly met = new Set<SimulatedEvent>();
  readonly loop: EventLoop;
  readonly #world: World;
  readonly #asked: Asked;
  readonly #participants: Participants;
  readonly #scene: Scene;
  readonly #liar: LyingServer | null;
  readonly #phones = new Map<PhoneName, Phone>();
  /** Where the feed stood when a phone last spoke with the server. */
  readonly #heard = new Map<Phone, number>();
  readonly #underWay = new Map<Phone, Set<Promise<unknown>>>();
  #last: Phone | null = null;
  #serverClock = 0;
  #backedUp = false;

  constructor(app: App, server: RealServer, participants: Participants, asked: Asked) {
    this.#asked = asked;
    this.#participants = participants;
    this.loop = new EventLoop(seededRandom('order', asked.seed), participants.begins);
    const told = {
      tells: (line: string) => {
        this.log.push(line);
      },
      meets: (what: SimulatedEvent) => {
        this.met.add(what);
      },
    };
    this.#liar = asked.kind === 'lied_to' ? new LyingServer(seededRandom('lies', asked.seed), told.meets) : null;
    this.#world = {
      ...told,
      ...(this.#liar === null ? {} : { liar: this.#liar }),
      app,
      loop: this.loop,
      server,
      random: seededRandom('world', asked.seed),
      serverClock: () => this.loop.now + this.#serverClock,
      arrived: new Map(),
      setOut: 0,
    };
    const cast = isWithoutTheo(asked.kind) ? PHONES.slice(0, 2) : PHONES;
    for (const name of cast) this.#phones.set(name, new Phone(name, this.#world, participants.kept[name]));
    this.#scene = {
      ...told,
      phones: this.#phones,
      memory: new Memory(),
      pairingId: participants.pairingId,
      undo: new Map(),
      pending: new Map(),
    };
  }

  async live(): Promise<void> {
    for (const phone of this.#phones.values())
      phone.seen.merged = (payload) => {
        this.#scene.memory.merges(phone, JSON.stringify(payload));
      };
    morning(this.#world.server);
    this.loop.takeOver();
    for (const phone of this.#phones.values()) await this.#begun(phone);
    for (const phone of this.#phones.values())
      phone.conditions = this.#world.random.chance(OFTEN_AWAY) ? AWAY : NO_FAULTS;
    for (const step of this.#asked.steps) {
      await this.#step(step);
      for (const phone of this.#phones.values()) everythingWaits(phone);
    }
    await this.#healed();
    await this.#quiet();
    this.#looksAtTheClocks();
    this.#aMinuteIsOver();
    await checkInvariants({
      ...this.#scene,
      world: this.#world,
      participants: this.#participants,
      thorough: this.#asked.thorough,
      keptApart: this.#liar !== null && !this.#saysItWasRestored(),
    });
  }

  /** A share may have ended for a reader whose clock has shown its end, so the latest time of any clock counts. */
  #looksAtTheClocks(): void {
    const { memory } = this.#scene;
    const shown = [this.#world.serverClock(), ...[...this.#phones.values()].map((phone) => phone.now)];
    memory.latest = Math.max(memory.latest, ...shown);
  }

  /** Shares that have expired disappear with the next minute. */
  #aMinuteIsOver(): void {
    for (const phone of this.#phones.values()) phone.app.openedShares.updateMinute();
  }

  /** Without a connection: reading what is on the phone needs no request. */
  async #begun(phone: Phone): Promise<void> {
    phone.conditions = AWAY;
    await phone.start();
    await this.#open(phone);
  }

  async #open(phone: Phone): Promise<void> {
    if (phone.page === null) await phone.start();
    await this.#unlocked(phone);
    await this.loop.rest();
    await this.#unlocked(phone);
  }

  async #unlocked(phone: Phone): Promise<void> {
    await unlocked(phone, () => digitsNow(this.#participants.totp, this.#world.serverClock()), this.#world.meets);
  }

  async #step(step: Step): Promise<void> {
    const phone = this.#phones.get(step.who) ?? this.#phones.get('phone');
    if (phone === undefined) return;
    this.log.push(written(step));
    this.#looksAtTheClocks();
    if (befell(phone, step, this.#scene) || this.#ofTheServer(step) || this.#lied(phone, step)) return;
    if (step.what === 'wait') {
      this.#world.meets('time passes');
      return this.loop.wait(WAITED[step.pick % WAITED.length] ?? 0);
    }
    if (step.what === 'kill' || step.what === 'restart') return this.#restarted(phone, step);
    await this.#awake(phone);
    await this.#does(phone, step);
  }

  /** People come back to a phone that is off or locked. A full disk may keep the app from starting. */
  async #awake(phone: Phone): Promise<void> {
    if (phone.page === null) await phone.start();
    if (phone.app.account.account.value.step === 'broken') {
      this.log.push(`       ${phone.name} does not start`);
      phone.kill();
      phone.full = 0;
      await phone.start();
    }
    await this.#unlocked(phone).catch((error: unknown) => {
      this.log.push(`       not unlocked: ${said(error)}`);
    });
  }

  async #does(phone: Phone, step: Step): Promise<void> {
    const action = ACTIONS[step.what];
    if (action === undefined) return;
    const { done } = await phone.begins(async () => action(phone, step.pick, this.#scene, step.who));
    const underWay = this.#underWay.get(phone) ?? new Set();
    if (underWay.size > 0) this.#world.meets('an action with another under way');
    this.#underWay.set(phone, underWay.add(done));
    const told = done
      .then(
        () => undefined,
        (error: unknown) => {
          this.log.push(`       ${step.who} ${step.what}: ${said(error)}`);
        },
      )
      .finally(() => {
        underWay.delete(done);
      });
    this.#scene.pending.set(phone, [...(this.#scene.pending.get(phone) ?? []), told]);
    if (step.turns === null) await this.loop.until(told, `${step.who} ${step.what}`);
    else await this.loop.rest(step.turns);
  }

  async #restarted(phone: Phone, step: Step): Promise<void> {
    this.#world.meets(step.what === 'kill' ? 'a kill' : 'a restart');
    if (this.loop.isBusyWith(phone.name)) this.#world.meets('a kill in the middle of something');
    phone.kill();
    this.#underWay.delete(phone);
    this.#scene.pending.delete(phone);
    this.#scene.undo.delete(phone);
    if (step.what === 'kill') return;
    await this.#awake(phone);
  }

  #ofTheServer({ what, pick }: Step): boolean {
    const { server, meets } = this.#world;
    if (what === 'back_up') {
      server.backUp('older');
      this.#backedUp = true;
      meets('a backup');
    } else if (what === 'restore') {
      this.#restored();
    } else if (what === 'server_restart') {
      server.restart();
      meets('the server starts anew');
    } else if (what === 'server_clock') {
      this.#serverClock += (pick % 30) * 3_600_000;
      meets('the server’s clock jumps');
    } else return false;
    return true;
  }

  #restored(): void {
    const { server } = this.#world;
    if (this.#backedUp) server.restore('older');
    else restoreMorning(server);
    server.command(['settle-backup'], this.loop.now + this.#serverClock);
    this.#world.meets('a restore');
    this.#allGivenBack();
  }

  #lied(phone: Phone, { what, pick }: Step): boolean {
    if (what === 'lie') this.#liar?.liesTo(phone.name, LIES[pick % LIES.length] ?? 'forks');
    else if (what === 'honest') this.#liar?.isHonest();
    return what === 'lie' || what === 'honest';
  }

  /** In every second morning the practice begins a new epoch, as after a restore; then phones agree on everything. */
  #turnsHonest(): void {
    if (this.#liar === null) return;
    this.#liar.isHonest();
    this.#world.meets('a server turns honest');
    if (!this.#saysItWasRestored()) return;
    this.#world.server.command(['begin-new-epoch'], this.loop.now + this.#serverClock);
    this.#world.meets('a liar says it was restored');
    this.#allGivenBack();
  }

  #saysItWasRestored(): boolean {
    return this.#liar !== null && this.#asked.seed % 2 === 0;
  }

  #allGivenBack(): void {
    // Each phone now doubts what the server has, and sends all it holds again as if it had just written it.
    for (const phone of this.#phones.values()) {
      const holds = (text: unknown): void => {
        this.#scene.memory.holds(phone, JSON.stringify(text ?? null));
      };
      for (const text of phone.seen.opened.values()) holds(text);
      phone.seen.opens = holds;
    }
  }

  /** Connections come back, disks are emptied, everybody opens her phone. */
  async #healed(): Promise<void> {
    this.log.push('everything heals');
    this.#turnsHonest();
    for (const phone of this.#phones.values()) {
      phone.conditions = NO_FAULTS;
      phone.full = 0;
    }
    for (const [phone, pending] of this.#scene.pending)
      for (const one of pending) await this.loop.until(one, `something on ${phone.name}`);
    for (const phone of this.#phones.values()) {
      if (phone.page !== null && phone.app.account.account.value.step === 'broken') phone.kill();
      await this.#open(phone);
    }
    await this.loop.rest();
  }

  async #quiet(): Promise<void> {
    const restarted = new Set<Phone>();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await this.#nobodyLocked();
      const [phone] = this.#wanting();
      if (phone === undefined) return;
      if (this.#refused(phone) && !restarted.has(phone)) {
        restarted.add(phone);
        phone.kill();
        await this.#open(phone);
      }
      await phone.does(() => phone.app.connection.exchangeNow());
      await this.loop.rest();
      this.#last = phone;
      const { state, sentence } = phone.app.connection.connection.value;
      if (state === 'signed_out') await this.#signsInAgain(phone);
      if (state === 'idle') this.#heard.set(phone, this.#head(phone));
      else this.log.push(`       ${phone.name} is in trouble: ${state} ${sentence ?? ''}`);
    }
    throw new Violation(
      `never quiet: ${this.#wanting()
        .map((phone) => `${phone.name} still waits with ${[...phone.waiting()].join(', ') || 'an unread feed'}`)
        .join('; ')}`,
    );
  }

  /** While somebody waits for new digits, a phone whose clock was set may have locked by itself. */
  async #nobodyLocked(): Promise<void> {
    for (const phone of this.#phones.values())
      if (phone.app.account.account.value.step === 'locked') await this.#open(phone);
  }

  /** Her login has ended: she locks, unlocks, and gives what is asked. */
  async #signsInAgain(phone: Phone): Promise<void> {
    await this.loop.wait(A_CODE_LASTS); // the code of this half minute may have been used by a request whose answer was lost
    await phone.does(() => phone.app.account.lock());
    await this.#open(phone);
    await phone.does(() => phone.app.connection.exchangeNow());
    await this.#unlocked(phone);
  }

  #head(phone: Phone): number {
    const { ana, theo } = this.#participants;
    return this.#world.server.heads()[phone.name === 'theo' ? theo : ana] ?? 0;
  }

  /** Phones with something to send or to read; the one that spoke with the server last comes last. */
  #wanting(): Phone[] {
    const wanting = [...this.#phones.values()].filter(
      (phone) => phone.waiting().size > 0 || this.#heard.get(phone) !== this.#head(phone),
    );
    return wanting.sort((one, other) => Number(one === this.#last) - Number(other === this.#last));
  }

  #refused(phone: Phone): boolean {
    return phone.deeds().some(({ refused }) => refused !== null);
  }
}

const said = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
