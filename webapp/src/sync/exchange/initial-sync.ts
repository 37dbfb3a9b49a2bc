// SPDX-License-Identifier: AGPL-3.0-or-later
import { entries } from '../../api/endpoints.ts';
import type { Cursor } from '../../store/rows.ts';
import { asFeedPage, keepCursor, nameOf, sendEntries } from './entry-exchange.ts';
import { ReadingBound, refuseNonsense } from './feed-page.ts';
import { initialSyncProgress } from './initial-sync-progress.ts';
import { applyRemoteEntries } from './apply-remote.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { pendingCount } from '../runtime/pending-changes.ts';

/** A screenful and a bit: what a person sees first. */
const FIRST_ROWS = 50;
/** Of the rest: few enough that the page never stands still while they are opened. */
const MORE_ROWS = 300;

type Page = Awaited<ReturnType<typeof entries.pullBack>>;

/**
 * Fill a phone that has nothing yet, from the newest entry back to the oldest.
 *
 * Where it stands is kept after each page, so a kill only reads one page twice. What changes on the server meanwhile
 * stands above the place where the filling began, and the feed is read on from there when it is done: from then on
 * the rules of `pullEntries` hold as if it had read everything from the first position up.
 * @throws ApiFault, CryptoFault `locked`
 */
export async function runInitialSync(epoch: string): Promise<void> {
  const bound = new ReadingBound();
  for (let at = await begun(epoch); at !== null;) {
    const page = await entries.pullBack(at.before, at.before === 0 ? FIRST_ROWS : MORE_ROWS);
    // Each page goes down from the one before, so that even a server that lies comes to an end.
    refuseNonsense('GET /entries', asFeedPage(page), { epoch, before: at.before });
    bound.add('GET /entries', page.entries);
    await applyRemoteEntries(page.entries);
    at = await onward(at, page);
    if (pendingCount.value > 0) await sendEntries({ again: false });
  }
  initialSyncProgress.value = null;
}

/** `after`: where the filling began; `before`: how far down it is, 0 before the first page. */
interface Place {
  after: number;
  last: string | null;
  before: number;
  epoch: string;
}

/** Where a filling stands, or begins; null when this phone has been filled. */
async function begun(epoch: string): Promise<Place | null> {
  const [read, stands, here] = await requireAccount().database.read(['meta', 'entries'], (at) =>
    Promise.all([
      at.objectStore('meta').get('entries'),
      at.objectStore('meta').get('filling'),
      at.objectStore('entries').count(),
    ]),
  );
  if (stands?.before !== undefined && stands.epoch === epoch)
    return shown({ after: stands.after, last: stands.last ?? null, before: stands.before, epoch });
  // A few entries may have been written here before the first response.
  return read === undefined && here <= FIRST_ROWS ? shown({ after: 0, last: null, before: 0, epoch }) : null;
}

/** Keep how far it is, once the rows are kept; at the end this is where the feed goes on from. */
async function onward(at: Place, page: Page): Promise<Place | null> {
  const newest = page.entries[0];
  const start =
    at.before === 0 && newest !== undefined
      ? { after: newest.position, last: nameOf(newest) }
      : { after: at.after, last: at.last };
  if (!page.more) {
    await filled(start, at.epoch);
    return null;
  }
  const next = { ...start, before: page.position, epoch: at.epoch };
  await requireAccount().database.change(['meta'], async (store) => {
    const cursor: Cursor = { name: 'filling', ...next };
    await store.objectStore('meta').put(cursor);
  });
  return shown(next);
}

async function filled(start: { after: number; last: string | null }, epoch: string): Promise<void> {
  await keepCursor(start, epoch);
  await requireAccount().database.change(['meta'], (at) => at.objectStore('meta').delete('filling'));
}

function shown(at: Place): Place {
  initialSyncProgress.value = at.after === 0 ? 0 : 1 - at.before / at.after;
  return at;
}
