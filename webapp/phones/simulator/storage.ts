// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Random } from './random.ts';
import type { SimulatedEvent } from './events.ts';

interface Transaction {
  _state: string;
  _requests: unknown[];
  _start(): void;
  _abort(name: string): void;
}

/**
 * Make writes meet a full disk: some fail when they begin, others when they are committed.
 *
 * The browser reports the second kind by aborting the transaction after all its requests succeeded.
 */
export function fillsNowAndThen(
  factory: IDBFactory,
  isFull: () => boolean,
  random: Random,
  meets: (what: SimulatedEvent) => void,
): void {
  const open = factory.open.bind(factory);
  factory.open = (...asked: Parameters<typeof open>) => {
    const request = open(...asked);
    request.addEventListener('success', () => {
      tend(request.result, isFull, random, meets);
    });
    return request;
  };
}

function tend(
  database: IDBDatabase,
  isFull: () => boolean,
  random: Random,
  meets: (what: SimulatedEvent) => void,
): void {
  const begin = database.transaction.bind(database);
  database.transaction = (...asked: Parameters<typeof begin>) => {
    if (asked[1] !== 'readwrite' || !isFull()) return begin(...asked);
    if (random.chance(0.5)) {
      meets('a full disk at the beginning of a write');
      throw new DOMException('no room', 'QuotaExceededError');
    }
    return doomed(begin(...asked), () => {
      meets('a full disk at its end');
    });
  };
}

function doomed(change: IDBTransaction, fails: () => void): IDBTransaction {
  const inside = change as unknown as Transaction;
  const start = inside._start.bind(inside);
  inside._start = () => {
    if (inside._requests.length > 0 || inside._state === 'finished') return start();
    fails();
    inside._abort('QuotaExceededError');
  };
  return change;
}
