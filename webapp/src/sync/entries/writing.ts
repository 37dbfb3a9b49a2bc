// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Entry } from '../../domain/payloads.ts';
import type { AccountWriteTransaction } from '../../store/account-database.ts';
import { withOwnBuffer, type EntryRow } from '../../store/rows.ts';
import { fault } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { revisionMark, addMark } from '../runtime/revision-marks.ts';
import { isOpen, requireOpenAccount, requireAccount } from '../runtime/current-account.ts';
import { descending, type GoneOnFrom } from './descent.ts';
import { openRows, showEntries, readAs, type LoadedEntry } from './opened-entries.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { entryKey, readPending } from '../runtime/pending-changes.ts';
import { requestSync } from '../runtime/sync-triggers.ts';

/**
 * One entry to be written. `make` gets the current entry (null: none) and returns the new one; null leaves it
 * unchanged.
 */
export interface Change {
  id: string;
  make(now: LoadedEntry | null): Entry | null;
}
/** What was sealed and is about to be kept. */
export interface Sealed {
  row: EntryRow;
  entry: Entry;
}
/** More changes in the same transaction; false when their precondition no longer holds: all is retried. */
export type Also = (at: AccountWriteTransaction) => Promise<boolean>;

const TRIES = 8;

/**
 * Seal entries and keep them: journal and outbox change together or not at all.
 *
 * Resolves once the phone has them; the network is a later matter. Sealing takes time
 * outside any transaction, so when another tab or the exchange changed an entry
 * meanwhile nothing is written and `make` is asked again. A revision is never used
 * twice: the one before may have been sent, even if no answer came.
 * @throws Fault `locked`, `not_kept`, `storage_full` (as StoreFault)
 */
export async function writeEntries(
  changes: readonly Change[],
  prepare?: (sealed: Sealed[]) => Promise<Also>,
): Promise<void> {
  requireOpenAccount();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await rowsOf(changes.map(({ id }) => id));
    const sealed = await sealAll(changes, before);
    if (sealed.length === 0 && prepare === undefined) return;
    const also = await prepare?.(sealed);
    if (await keepAll(sealed, before, also)) return published(sealed);
  }
  throw fault('not_kept');
}

type Before = ReadonlyMap<string, EntryRow>;

async function rowsOf(ids: readonly string[]): Promise<Before> {
  const rows = await requireAccount().database.read(['entries'], (at) =>
    Promise.all(ids.map((id) => at.objectStore('entries').get(id))),
  );
  return new Map(rows.filter((row) => row !== undefined).map((row) => [row.id, row]));
}

async function sealAll(changes: readonly Change[], before: Before): Promise<Sealed[]> {
  const opened = new Map((await openRows([...before.values()])).map((one) => [one.id, one]));
  const sealed: Sealed[] = [];
  for (const change of changes) {
    const now = opened.get(change.id) ?? null;
    const entry = change.make(now);
    const row = before.get(change.id);
    const parents = row === undefined ? [] : [{ row, ancestry: now?.ancestry ?? null }];
    if (entry !== null) sealed.push({ row: await nextRow(change.id, entry, row, parents), entry });
  }
  return sealed;
}

async function nextRow(
  id: string,
  entry: Entry,
  before: EntryRow | undefined,
  parents: readonly GoneOnFrom[],
): Promise<EntryRow> {
  const revision = Math.max(before?.revision ?? 0, before?.stored ?? 0) + 1;
  return sealedRow({ id, revision, stored: before?.stored ?? 0, seen: before?.seen ?? [] }, entry, parents);
}

/**
 * Seal one revision of an entry, made of those `parents`, into the row this phone keeps.
 * @throws Fault `not_kept` when it breaks its own schema
 */
export async function sealedRow(
  at: { id: string; revision: number; stored: number; seen: readonly string[] },
  entry: Entry,
  parents: readonly GoneOnFrom[],
): Promise<EntryRow> {
  const keptAt = timeNow();
  if (!readAs({ ...at, keptAt }, entry).understood.ok) throw fault('not_kept');
  const envelope = withOwnBuffer(
    await runtime.vault().sealEntry({ entryId: at.id, revision: at.revision, payload: descending(entry, parents) }),
  );
  const seen = addMark(at.seen, revisionMark(at.revision, envelope));
  return { ...at, envelope, deleted: entry.kind === 'deleted', seen, touched: momentOfWriting(), keptAt };
}

let last = 0;

/** The clock, never the same value twice: what waits is sent in the order it was written (entry-exchange.ts). */
const momentOfWriting = (): number => (last = Math.max(runtime.now().getTime(), last + 1));

/** Thrown inside a transaction to undo it: the rows it was prepared for have changed. */
class Moved extends Error {}

async function keepAll(sealed: readonly Sealed[], before: Before, also: Also | undefined): Promise<boolean> {
  try {
    await requireAccount().database.change(['entries', 'outbox', 'drops', 'shares', 'pairings'], async (at) => {
      for (const { row } of sealed) await keepOne(at, row, before.get(row.id)?.revision);
      if (also !== undefined && !(await also(at))) throw new Moved();
    });
    return true;
  } catch (error) {
    if (error instanceof Moved) return false;
    throw error;
  }
}

async function keepOne(at: AccountWriteTransaction, row: EntryRow, expected: number | undefined): Promise<void> {
  const now = await at.objectStore('entries').get(row.id);
  if (now?.revision !== expected) throw new Moved();
  // Keep a receipt that came while this was sealed: the row read before it does not have it.
  const seen = addMark(now?.seen ?? [], revisionMark(row.revision, row.envelope));
  await at.objectStore('entries').put({ ...row, stored: now?.stored ?? 0, seen });
  await at.objectStore('outbox').put({ key: entryKey(row.id), deed: 'entry', id: row.id, refused: null });
}

async function published(sealed: readonly Sealed[]): Promise<void> {
  // A lock meanwhile has emptied the list; the next unlock opens the row.
  if (isOpen()) showEntries(sealed.map(({ row, entry }) => readAs(row, entry)));
  await readPending();
  postToTabs({ entries: sealed.map(({ row }) => row.id) });
  requestSync();
}
