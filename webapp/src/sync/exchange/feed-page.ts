// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiFault } from '../../api/faults.ts';

/** A page of a feed as the server sent it. `id`: what may stand only once in it. */
export interface FeedPage {
  epoch: string;
  position: number;
  more: boolean;
  /** Rows that could not be read count too: then it is not empty. */
  isEmpty: boolean;
  rows: readonly { id: string; revision: number; position: number }[];
}

/**
 * What was asked for: rows after a position, or, from the newest back, before one (0: from the very newest).
 */
export type Asked = { epoch: string } & ({ after: number } | { before: number });

/** Limits of one reading: more than anyone writes, because a lying server could go on for ever. */
const MOST_PAGES = 400;
const MOST_BYTES = 2 ** 28;

/**
 * How much one reading of a feed has brought. What it kept stays, and the next one goes on from there.
 * @throws ApiFault `nonsense` from `add`, before the page that is too much is kept
 */
export class ReadingBound {
  #pages = 0;
  #bytes = 0;

  add(request: string, rows: readonly { envelope: Uint8Array | null }[]): void {
    this.#pages += 1;
    for (const { envelope } of rows) this.#bytes += envelope?.length ?? 0;
    if (this.#pages > MOST_PAGES || this.#bytes > MOST_BYTES) throw new ApiFault(request, { code: 'nonsense' });
  }
}

/**
 * Refuses what no honest server sends: rows of another feed, duplicates, rows without a revision, or positions already
 * read, with which reading would never end.
 *
 * @param request the request it answers, such as `GET /entries`
 * @throws ApiFault `nonsense`
 */
export function refuseNonsense(request: string, page: FeedPage, asked: Asked): void {
  const { epoch, rows } = page;
  const twice = new Set(rows.map(({ id }) => id)).size !== rows.length;
  const leads = 'after' in asked ? leadsUp(page, asked.after) : leadsDown(page, asked.before || Infinity);
  if (epoch !== asked.epoch || twice || !leads || rows.some(({ revision }) => revision < 1))
    throw new ApiFault(request, { code: 'nonsense' });
}

function leadsUp({ position, more, isEmpty }: FeedPage, after: number): boolean {
  return more ? position > after && !isEmpty : position >= after;
}

/** Each row below the one before it, and the page's position is that of the last. */
function leadsDown({ position, more, rows }: FeedPage, before: number): boolean {
  const last = rows.at(-1)?.position ?? 0;
  const inOrder = rows.every((row, index) => row.position < (rows[index - 1]?.position ?? before));
  return inOrder && position === last && (!more || last > 0);
}
