// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ApiFault } from '../../api/faults.ts';
import type { EntryRow } from '../../store/rows.ts';

const MOST_ROWS = 100;
/** Of one request's body. nginx lets 1 MiB pass as it comes, and other proxies are no more generous. */
export const MOST_BODY_BYTES = 700_000;
/** What a row takes beside its envelope: names, id, numbers, punctuation. */
const ROW_BYTES = 256;

const OF_THE_BODY = new Set([400, 413, 415, 422]);

/**
 * Whether the body of the request is refused, not its sender or its time: sent again, it is refused again. A 403
 * without a code of ours comes from a filter before the server that rejects something in the body.
 */
export const refusesBody = ({ status, code }: ApiFault): boolean =>
  OF_THE_BODY.has(status) || (status === 403 && code === 'nonsense');

/** The account's quota is used up: changes that add nothing are still taken, the rest once there is room. */
export const QUOTA_REACHED = 'quota_reached';

/** Whether a change is sent: not after a refusal, except one for want of room, which is retried once an exchange. */
export const goesOut = ({ refused }: { refused: string | null }, again: boolean): boolean =>
  refused === null || (again && refused === QUOTA_REACHED);

/** How much goes in one request: less after a whole batch was refused, until the offending entry is sent alone. */
export class BatchLimit {
  #most = MOST_ROWS;
  #rows = MOST_ROWS;
  #bytes = MOST_BODY_BYTES;

  get rows(): number {
    return this.#rows;
  }

  /** As many from the front as one request carries; a row larger than any request is sent alone. */
  take(rows: readonly EntryRow[]): EntryRow[] {
    let bytes = 0;
    return rows.filter((row, at) => at < this.#rows && ((bytes += bodyBytes(row)) <= this.#bytes || at === 0));
  }

  /** These were refused as a whole. */
  halve(rows: readonly EntryRow[], { status }: ApiFault): void {
    this.#rows = Math.max(1, Math.floor(rows.length / 2));
    if (status === 413) this.#bytes = rows.reduce((sum, row) => sum + bodyBytes(row), 0) / 2;
  }

  /** Begin with a batch of one, when most of what waits was refused before. */
  startWithOne(): void {
    this.#rows = 1;
  }

  grow(): void {
    this.#rows = Math.min(this.#most, this.#rows * 2);
  }

  /** From now on one at a time. */
  alone(): void {
    this.#most = this.#rows = 1;
  }
}

/** Bytes of one row in a body: its envelope in base64url, and the JSON around it. */
const bodyBytes = ({ envelope }: EntryRow): number => Math.ceil((envelope.length * 4) / 3) + ROW_BYTES;
