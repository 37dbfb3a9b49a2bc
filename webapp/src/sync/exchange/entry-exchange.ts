// SPDX-License-Identifier: AGPL-3.0-or-later
import { entries, storedEntries, type StoredEntry } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import type { PendingChange, EntryRow } from '../../store/rows.ts';
import { isMet } from '../runtime/revision-marks.ts';
import { BatchLimit, goesOut, QUOTA_REACHED, refusesBody } from './batch-limit.ts';
import { applyRemoteEntries } from './apply-remote.ts';
import { ReadingBound, refuseNonsense, type FeedPage } from './feed-page.ts';
import { isOpen, requireAccount } from '../runtime/current-account.ts';
import { ServerIsBehind } from './restored-backup.ts';
import { openedEntries, writtenAt } from '../entries/opened-entries.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { entryKey, readPending } from '../runtime/pending-changes.ts';

/** After this many refusals in a row a phone waits for the next exchange instead of looping. */
const MOST_REFUSALS = 12;

/**
 * Send every entry that waits, the newest revision of each only, in the order they were written: what was written last
 * gets the highest position, and a new phone, which reads from there down, has it on its first page.
 *
 * A 409 carries the stored row: it is met like one of the feed, and sending goes on with
 * what came of it. While locked nothing can be merged, so such an entry waits for the unlock.
 *
 * A batch that is refused as a whole is sent in halves, until the entry in the way stands alone: it is set aside with
 * the reason, and the others go on.
 *
 * Where the account has no room left, deletions go before edits and edits before what is new, the smallest first; when
 * that one is refused, all that is new and not smaller waits with it.
 * @param again - whether to offer what found no room before, too
 * @throws ApiFault when the line or the server fails; what was confirmed until then stays confirmed
 */
export async function sendEntries({ again }: { again: boolean }): Promise<void> {
  const offer: Offer = { again, postponed: new Set(), full: again && (await hasFoundNoRoom()) };
  const limit = new BatchLimit();
  if (offer.full) limit.startWithOne();
  let queue: readonly string[] = [];
  for (let refusals = 0; refusals < MOST_REFUSALS;) {
    if (queue.length === 0) queue = await waitingInOrder(offer);
    if (queue.length === 0) return;
    const next = queue.slice(0, limit.rows);
    const rows = limit.take(await rowsStillWaiting(next, again));
    const fault = rows.length === 0 ? null : await sendRows(rows);
    const done = new Set(rows.length === 0 ? next : rows.map(({ id }) => id));
    queue = fault === null ? queue.filter((id) => !done.has(id)) : [];
    if (fault === null) {
      limit.grow();
      continue;
    }
    offer.full ||= fault.code === QUOTA_REACHED;
    if (rows.length > 1 && refusesBody(fault)) limit.halve(rows, fault);
    else if (fault.code === QUOTA_REACHED) await waitForRoom(rows, offer);
    else {
      refusals += 1;
      await answerRefusal(fault, rows, { limit, postponed: offer.postponed });
    }
  }
}

/** State of one call. `full`: the server has said that the account has no room left. */
interface Offer {
  readonly again: boolean;
  readonly postponed: Set<string>;
  full: boolean;
}

async function hasFoundNoRoom(): Promise<boolean> {
  const changes = await requireAccount().database.read(['outbox'], (at) => at.objectStore('outbox').getAll());
  return changes.some(({ deed, refused }) => deed === 'entry' && refused === QUOTA_REACHED);
}

/** There is no room for one entry, and so for nothing new that is as large: each is asked about once an exchange. */
async function waitForRoom(refused: readonly EntryRow[], offer: Offer): Promise<void> {
  const size = Math.min(...refused.filter(isNew).map(({ envelope }) => envelope.length));
  const waiting = await rowsStillWaiting(await waitingInOrder(offer), offer.again);
  const alike = waiting.filter((row) => isNew(row) && row.envelope.length >= size);
  const rows = [...new Map([...refused, ...alike].map((row) => [row.id, row])).values()];
  for (const { id } of rows) offer.postponed.add(id);
  await setAside(rows, QUOTA_REACHED);
}

const isNew = ({ stored }: EntryRow): boolean => stored === 0;

/** Handle a refused entry: apply the server's row, wait for the unlock, send it as new, or set it aside. */
async function answerRefusal(
  fault: ApiFault,
  rows: readonly EntryRow[],
  { limit, postponed }: { limit: BatchLimit; postponed: Set<string> },
): Promise<void> {
  const theirs = fault.code === 'stale_revision' ? storedOf(fault, rows) : [];
  if (theirs.length > 0) await metOrPostponed(theirs, rows, postponed);
  else if (rows.length > 1) limit.alone();
  else if (fault.code === 'stale_revision') await missing(rows);
  else await setAside(rows, fault.code);
}

/** What waits at this moment, oldest first. What is written meanwhile comes after all of it. */
async function waitingInOrder({ again, postponed, full }: Offer): Promise<string[]> {
  const rows = await requireAccount().database.read(['outbox', 'entries'], async (at) => {
    const changes = await at.objectStore('outbox').getAll();
    const ids = changes.flatMap((change) =>
      isToBeSent(change, again) && !postponed.has(change.id) ? [change.id] : [],
    );
    return Promise.all(ids.map(async (id) => placeOf(id, await at.objectStore('entries').get(id))));
  });
  const inTime = (one: Place, other: Place): number =>
    one.touched - other.touched || writtenOf(one.id) - writtenOf(other.id);
  return rows.sort((one, other) => (full ? one.growth - other.growth : 0) || inTime(one, other)).map(({ id }) => id);
}

/** `growth`: a deletion of what the server has is 0, an edit 1, what is new more, the larger the more. */
interface Place {
  id: string;
  touched: number;
  growth: number;
}

function placeOf(id: string, row: EntryRow | undefined): Place {
  if (row === undefined) return { id, touched: 0, growth: 0 };
  return { id, touched: row.touched, growth: isNew(row) ? 1 + row.envelope.length : Number(!row.deleted) };
}

/**
 * Rows that came from the server in one batch were kept there at one moment; what they say of themselves is known while
 * open.
 */
function writtenOf(id: string): number {
  const opened = openedEntries.peek().get(id);
  return opened === undefined ? 0 : writtenAt(opened);
}

const isToBeSent = (
  change: PendingChange | undefined,
  again: boolean,
): change is Extract<PendingChange, { deed: 'entry' }> => change?.deed === 'entry' && goesOut(change, again);

async function rowsStillWaiting(ids: readonly string[], again: boolean): Promise<EntryRow[]> {
  const rows = await requireAccount().database.read(['outbox', 'entries'], (at) =>
    Promise.all(
      ids.map(async (id) =>
        isToBeSent(await at.objectStore('outbox').get(entryKey(id)), again)
          ? at.objectStore('entries').get(id)
          : undefined,
      ),
    ),
  );
  return rows.filter((row) => row !== undefined);
}

/** @returns the refusal, or null when the server has them all */
async function sendRows(rows: readonly EntryRow[]): Promise<ApiFault | null> {
  const sealed = rows.map(({ id, revision, stored, envelope, deleted }) => ({
    entry_id: id,
    revision,
    replaces: stored,
    envelope,
    deleted,
  }));
  try {
    const receipts = await entries.keep(sealed);
    const got = new Map(receipts.map((receipt) => [receipt.entry_id, receipt.revision]));
    if (rows.some(({ id, revision }) => got.get(id) !== revision))
      throw new ApiFault('POST /entries', { code: 'nonsense' });
    await confirmed(rows);
    return null;
  } catch (error) {
    if (error instanceof ApiFault && (error.code === 'stale_revision' || refusesBody(error))) return error;
    throw error;
  }
}

/** The server has exactly these revisions; entries edited meanwhile keep waiting with a higher one. */
async function confirmed(rows: readonly EntryRow[]): Promise<void> {
  await requireAccount().database.change(['entries', 'outbox'], async (at) => {
    for (const sent of rows) {
      const now = await at.objectStore('entries').get(sent.id);
      if (now === undefined) continue;
      await at.objectStore('entries').put({ ...now, stored: sent.revision });
      if (now.revision === sent.revision) await at.objectStore('outbox').delete(entryKey(sent.id));
    }
  });
  await readPending();
  postToTabs({ outbox: true });
}

/** The server refused one entry but has no row of it: its backup was restored, so everything is sent again. */
async function missing(rows: readonly EntryRow[]): Promise<void> {
  if (rows.every(({ stored }) => stored === 0)) throw new ApiFault('POST /entries', { code: 'nonsense' });
  await requireAccount().database.change(['entries'], async (at) => {
    for (const { id } of rows) {
      const now = await at.objectStore('entries').get(id);
      if (now !== undefined) await at.objectStore('entries').put({ ...now, stored: 0 });
    }
  });
}

async function metOrPostponed(
  theirs: readonly StoredEntry[],
  rows: readonly EntryRow[],
  postponed: Set<string>,
): Promise<void> {
  const known = theirs.filter((row) => isPast(rows, row));
  await applyRemoteEntries(isOpen() ? theirs : known);
  if (!isOpen()) for (const row of theirs) if (!known.includes(row)) postponed.add(row.entry_id);
}

const isPast = (rows: readonly EntryRow[], row: StoredEntry): boolean =>
  rows.some((our) => our.id === row.entry_id && isMet(our, row));

/** The stored rows of those sent, from a refusal; a row that is missing on the server is not among them. */
function storedOf(fault: ApiFault, rows: readonly EntryRow[]): StoredEntry[] {
  const asked = new Set(rows.map(({ id }) => id));
  try {
    return storedEntries(fault.stored ?? []).filter(({ entry_id, revision }) => asked.has(entry_id) && revision > 0);
  } catch (error) {
    throw new ApiFault('POST /entries', { code: 'nonsense' }, { cause: error });
  }
}

/** What was edited while it was under way is another revision, and has not been refused. */
async function setAside(rows: readonly EntryRow[], code: string): Promise<void> {
  await requireAccount().database.change(['entries', 'outbox'], async (at) => {
    for (const { id, revision } of rows) {
      if ((await at.objectStore('entries').get(id))?.revision !== revision) continue;
      const change: PendingChange = { key: entryKey(id), deed: 'entry', id, refused: code };
      await at.objectStore('outbox').put(change);
    }
  });
  await readPending();
  postToTabs({ outbox: true });
}

/**
 * Read the feed of entries from where this phone stopped, and the last row before that once more.
 *
 * That row is the one remembered, unless a restored backup has gone on from before it:
 * then another stands there, or the same was kept there anew, at another time.
 * @throws ServerIsBehind, ApiFault, CryptoFault `locked`
 */
export async function pullEntries(epoch: string): Promise<void> {
  let read = await cursorOf(epoch);
  let after = Math.max(0, read.after - 1);
  const bound = new ReadingBound();
  for (let more = true; more;) {
    const page = await entries.pull(after);
    refuseNonsense('GET /entries', asFeedPage(page), { epoch, after });
    bound.add('GET /entries', page.entries);
    refuseStranger(
      page.entries.find(({ position }) => position === read.after),
      read.last,
    );
    await applyRemoteEntries(page.entries);
    after = page.position;
    read = { after: Math.max(read.after, after), last: nameOf(page.entries.at(-1)) ?? read.last };
    await keepCursor(read, epoch);
    more = page.more;
  }
}

/** A page of entries: each stands once in it. */
export const asFeedPage = (page: Awaited<ReturnType<typeof entries.pull>>): FeedPage => ({
  ...page,
  isEmpty: page.entries.length === 0,
  rows: page.entries.map(({ entry_id: id, revision, position }) => ({ id, revision, position })),
});

interface Read {
  after: number;
  last: string | null;
}

/** Which row stood at a position, and since when. */
export const nameOf = (row: StoredEntry | undefined): string | null =>
  row === undefined ? null : `${row.entry_id} ${row.revision} ${row.kept_at}`;

/** A missing row is no sign of a restored backup: it was changed since, and has a later position. */
function refuseStranger(row: StoredEntry | undefined, last: string | null): void {
  if (row !== undefined && last !== null && nameOf(row) !== last) throw new ServerIsBehind();
}

async function cursorOf(epoch: string): Promise<Read> {
  const cursor = await requireAccount().database.read(['meta'], (at) => at.objectStore('meta').get('entries'));
  return cursor?.epoch === epoch ? { after: cursor.after, last: cursor.last ?? null } : { after: 0, last: null };
}

/** Kept after the rows, so that a crash between the two only reads a page twice. */
export async function keepCursor({ after, last }: Read, epoch: string): Promise<void> {
  await requireAccount().database.change(['meta'], async (at) => {
    await at.objectStore('meta').put({ name: 'entries', after, last, epoch });
  });
}
