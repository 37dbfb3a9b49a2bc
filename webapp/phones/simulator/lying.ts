// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SimulatedEvent } from './events.ts';
import type { Random } from './random.ts';
import type { Answered, Asked } from './real-server.ts';

/**
 * What a server can do to one phone without a key. `hides`: nothing new is shown; `confirms`: what is written gets a
 * receipt and is thrown away; `forks`: both; `replays`: older revisions of somebody's take the place of newer ones;
 * `reorders`: entries come in another order than they were kept.
 */
export type Lie = 'hides' | 'confirms' | 'forks' | 'replays' | 'reorders';
export const LIES: readonly Lie[] = ['forks', 'replays', 'hides', 'confirms', 'reorders'];

interface Row {
  entry_id: string;
  revision: number;
  envelope: string;
  deleted: boolean;
  position?: number;
}
type Body = Record<string, unknown>;

/** A proxy before the real server that lies to one phone and not to the other. */
export class LyingServer {
  readonly #lies = new Map<string, Lie>();
  readonly #written = new Map<string, Row[]>();
  readonly #random: Random;
  readonly #meets: (what: SimulatedEvent) => void;

  constructor(random: Random, meets: (what: SimulatedEvent) => void) {
    this.#random = random;
    this.#meets = meets;
  }

  liesTo(phone: string, lie: Lie): void {
    this.#lies.set(phone, lie);
  }

  isHonest(): void {
    this.#lies.clear();
  }

  /** @param ask calls the real server, if it is called at all */
  answer(phone: string, asked: Asked, ask: () => Answered): Answered {
    const lie = this.#lies.get(phone);
    const { method, path } = asked;
    const isWriting = method === 'POST' && path === '/api/entries';
    if (isWriting) this.#remembers(asked);
    if (isWriting && (lie === 'confirms' || lie === 'forks')) return this.#confirmed(asked);
    const answer = ask();
    if (lie === undefined || !(isWriting ? answer.status === 409 : isReading(asked, answer))) return answer;
    return this.#changed(lie, answer);
  }

  #remembers({ body }: Asked): void {
    for (const row of (JSON.parse(body ?? '{}') as { entries: Row[] }).entries)
      this.#written.set(row.entry_id, [...(this.#written.get(row.entry_id) ?? []), row]);
  }

  #confirmed({ body }: Asked): Answered {
    this.#meets('a false receipt');
    const rows = (JSON.parse(body ?? '{}') as { entries: Row[] }).entries;
    const receipts = rows.map(({ entry_id, revision }) => ({ entry_id, revision, position: 1, kept_at: KEPT_AT }));
    return { status: 201, retryAfter: null, body: JSON.stringify({ receipts }) };
  }

  #changed(lie: Lie, answer: Answered): Answered {
    const body = JSON.parse(answer.body) as Body;
    const name = 'entries' in body ? 'entries' : 'stored';
    const rows = body[name] as Row[];
    return { ...answer, body: JSON.stringify({ ...body, [name]: this.#rows(lie, rows, name) }) };
  }

  #rows(lie: Lie, rows: readonly Row[], name: string): readonly Row[] {
    if (lie === 'replays') return rows.map((row) => this.#older(row));
    if (name === 'stored') return rows;
    if (lie === 'reorders') return this.#reordered(rows);
    if (lie === 'confirms') return rows;
    if (rows.length > 0) this.#meets('rows hidden');
    return [];
  }

  /** One of the revisions of its entry that were ever written, where it was once the newest. */
  #older(row: Row): Row {
    const before = (this.#written.get(row.entry_id) ?? []).filter(({ revision }) => revision < row.revision);
    if (before.length === 0 || !this.#random.chance(0.7)) return row;
    this.#meets('an older revision shown');
    const { revision, envelope, deleted } = this.#random.one(before);
    return { ...row, revision, envelope, deleted };
  }

  #reordered(rows: readonly Row[]): readonly Row[] {
    if (rows.length > 1) this.#meets('entries in another order');
    const positions = rows.map(({ position }) => position);
    const turned = [...rows].reverse();
    return turned.map((row, at) => ({ ...row, ...(positions[at] === undefined ? {} : { position: positions[at] }) }));
  }
}

const KEPT_AT = '2026-11-23T08:00:00Z';

const isReading = ({ method, path }: Asked, { status }: Answered): boolean =>
  method === 'GET' && path.startsWith('/api/entries?after=') && status === 200;
