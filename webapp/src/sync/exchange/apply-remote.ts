// SPDX-License-Identifier: AGPL-3.0-or-later
import type { StoredEntry } from '../../api/endpoints.ts';
import type { Entry } from '../../domain/payloads.ts';
import type { AccountWriteTransaction } from '../../store/account-database.ts';
import { withOwnBuffer, type EntryRow } from '../../store/rows.ts';
import { runtime } from '../runtime/runtime.ts';
import { revisionMark, addMark, isMet } from '../runtime/revision-marks.ts';
import { canonical, merge } from '../entries/merging.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { reconcile } from './reconcile.ts';
import { descending, type GoneOnFrom } from '../entries/descent.ts';
import { openRows, reopenEntries, type LoadedEntry } from '../entries/opened-entries.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { entryKey, readPending } from '../runtime/pending-changes.ts';
import { sealedRow } from '../entries/writing.ts';

/** The result of applying one row of the server: the rows to keep, and which of them the server still lacks. */
interface Outcome {
  id: string;
  expected: number | undefined;
  rows: { row: EntryRow; waits: boolean }[];
}

/**
 * Let rows of the server meet what this phone has (PROTOCOL §7), from a feed or from a refusal.
 *
 * Safe to repeat, and to be cut off anywhere: a row met twice is past the second time.
 * Rows that changed here meanwhile are met again.
 * @throws CryptoFault `locked` when something has to be opened and cannot be
 */
export async function applyRemoteEntries(theirs: readonly StoredEntry[]): Promise<void> {
  let left = theirs;
  while (left.length > 0) {
    const outcomes = await outcomesOf(left);
    const moved = await keep(outcomes);
    await shown(outcomes, moved);
    left = left.filter(({ entry_id }) => moved.has(entry_id));
  }
}

async function outcomesOf(theirs: readonly StoredEntry[]): Promise<Outcome[]> {
  const { database } = requireAccount();
  const ours = await database.read(['entries'], (at) =>
    Promise.all(theirs.map((row) => at.objectStore('entries').get(row.entry_id))),
  );
  const pairs = theirs.map((row, at) => ({ row, our: ours[at] }));
  const opened = await openBoth(pairs.filter(({ row, our }) => our === undefined || !isMet(our, row)));
  return Promise.all(pairs.map((pair) => outcomeOf(pair, opened)));
}

interface Pair {
  row: StoredEntry;
  our: EntryRow | undefined;
}
interface BothOpened {
  ours: ReadonlyMap<string, LoadedEntry>;
  theirs: ReadonlyMap<string, LoadedEntry>;
}

async function openBoth(pairs: readonly Pair[]): Promise<BothOpened> {
  if (pairs.length === 0) return { ours: new Map(), theirs: new Map() };
  const theirs = await openRows(pairs.map(({ row }) => rowOfServer(row)));
  const ours = await openRows(pairs.flatMap(({ our }) => our ?? []));
  return { ours: byId(ours), theirs: byId(theirs) };
}

const byId = (opened: readonly LoadedEntry[]): Map<string, LoadedEntry> => new Map(opened.map((one) => [one.id, one]));

function rowOfServer(row: StoredEntry, before?: EntryRow): EntryRow {
  return {
    id: row.entry_id,
    revision: row.revision,
    envelope: withOwnBuffer(row.envelope),
    deleted: row.deleted,
    stored: row.revision,
    seen: addMark(before?.seen ?? [], revisionMark(row.revision, row.envelope)),
    touched: Date.parse(row.kept_at),
    keptAt: row.kept_at,
  };
}

async function outcomeOf({ row, our }: Pair, opened: BothOpened): Promise<Outcome> {
  const rows =
    our === undefined
      ? [{ row: believed(rowOfServer(row), opened.theirs.get(row.entry_id)), waits: false }]
      : isMet(our, row)
        ? [asPast(our, row)]
        : await together(our, row, opened);
  return { id: row.entry_id, expected: our?.revision, rows };
}

/** The payload says whether it is a deletion, never the server's flag. */
function believed(row: EntryRow, opened: LoadedEntry | undefined): EntryRow {
  return opened?.payload == null ? row : { ...row, deleted: opened.payload.kind === 'deleted' };
}

/** The row shows which revision the server has: if ours is higher, as after a restored backup, ours is sent again. */
function asPast(our: EntryRow, row: StoredEntry): { row: EntryRow; waits: boolean } {
  return { row: { ...our, stored: row.revision }, waits: our.revision > row.revision };
}

async function together(our: EntryRow, row: StoredEntry, opened: BothOpened): Promise<Outcome['rows']> {
  const ours = opened.ours.get(our.id);
  const theirs = opened.theirs.get(our.id);
  if (theirs?.payload == null) return [await putAside(our, row, ours ?? null)];
  if (ours?.payload == null) return [{ row: believed(insteadOf(our, row), theirs), waits: false }];
  const verdict = reconcile({ ...our, ancestry: ours.ancestry }, { ...row, ancestry: theirs.ancestry });
  if (verdict === 'past') return [asPast(our, row)];
  if (verdict === 'take') return [{ row: believed(rowOfServer(row, our), theirs), waits: false }];
  return merged(our, row, ours, theirs);
}

/** Replaces a row of ours that does not open, which is kept aside: its text cannot be merged. */
const insteadOf = (our: EntryRow, row: StoredEntry): EntryRow => ({
  ...rowOfServer(row),
  aside: { revision: our.revision, envelope: our.envelope },
});

/**
 * A row that does not open never takes the place of one that does, and is kept beside it.
 *
 * What was written here since goes above it; what was not stays as it is, so that a device
 * with an older key never writes over what it cannot read.
 */
async function putAside(our: EntryRow, row: StoredEntry, ours: LoadedEntry | null): Promise<Outcome['rows'][number]> {
  if (ours?.payload == null)
    return {
      row: row.revision >= our.revision ? rowOfServer(row, our) : { ...our, stored: row.revision },
      waits: false,
    };
  const beside = {
    ...our,
    stored: row.revision,
    aside: { revision: row.revision, envelope: withOwnBuffer(row.envelope) },
  };
  if (our.stored >= our.revision) return { row: beside, waits: false };
  const revision = Math.max(our.revision, row.revision) + 1;
  const envelope = await resealed({ id: our.id, revision }, ours.payload, [{ row: our, ancestry: ours.ancestry }]);
  const seen = addMark(our.seen, revisionMark(revision, envelope));
  return { row: { ...beside, revision, envelope, seen }, waits: true };
}

async function resealed(
  at: { id: string; revision: number },
  payload: object,
  parents: readonly GoneOnFrom[],
): Promise<Uint8Array> {
  const asked = { entryId: at.id, revision: at.revision, payload: descending(payload, parents) };
  return withOwnBuffer(await runtime.vault().sealEntry(asked));
}

async function merged(
  our: EntryRow,
  row: StoredEntry,
  ours: LoadedEntry,
  theirs: LoadedEntry,
): Promise<Outcome['rows']> {
  const result =
    ours.understood.ok && theirs.understood.ok ? merge(ours.payload as Entry, theirs.payload as Entry) : 'apart';
  if (result === 'apart') return apart(our, row, ours, theirs);
  return [await one(our, row, result.together, { ours, theirs })];
}

/** The merged entry; no new revision where the server's row already equals it. */
async function one(
  our: EntryRow,
  row: StoredEntry,
  entry: Entry,
  opened: { ours: LoadedEntry; theirs: LoadedEntry },
): Promise<Outcome['rows'][number]> {
  if (row.revision >= our.revision && canonical(entry) === canonical(opened.theirs.payload))
    return { row: believed(rowOfServer(row, our), opened.theirs), waits: false };
  const revision = Math.max(our.revision, row.revision) + 1;
  const seen = addMark(our.seen, revisionMark(row.revision, row.envelope));
  const at = { id: our.id, revision, stored: row.revision, seen };
  return { row: await sealedRow(at, entry, bothOf(our, row, opened)), waits: true };
}

const bothOf = (
  our: EntryRow,
  row: StoredEntry,
  { ours, theirs }: { ours: LoadedEntry; theirs: LoadedEntry },
): readonly GoneOnFrom[] => [
  { row: our, ancestry: ours.ancestry },
  { row: rowOfServer(row), ancestry: theirs.ancestry },
];

/** Two that cannot be one: the server's stays under this id, ours goes on as an entry of its own. */
async function apart(
  our: EntryRow,
  row: StoredEntry,
  ours: LoadedEntry,
  theirs: LoadedEntry,
): Promise<Outcome['rows']> {
  const stays = {
    row:
      row.revision >= our.revision ? believed(rowOfServer(row, our), theirs) : await lifted(our, row, { ours, theirs }),
    waits: row.revision < our.revision,
  };
  if (canonical(ours.payload) === canonical(theirs.payload)) return [stays];
  const id = crypto.randomUUID();
  const envelope = await resealed({ id, revision: 1 }, ours.payload ?? {}, []);
  const copy = { ...our, id, revision: 1, envelope, stored: 0, seen: [revisionMark(1, envelope)] };
  return [stays, { row: copy, waits: true }];
}

/** The server's payload above a revision of ours that is higher: a revision never goes down. */
async function lifted(
  our: EntryRow,
  row: StoredEntry,
  opened: { ours: LoadedEntry; theirs: LoadedEntry },
): Promise<EntryRow> {
  const revision = our.revision + 1;
  const at = { id: our.id, revision };
  const envelope = await resealed(at, opened.theirs.payload ?? {}, bothOf(our, row, opened));
  const seen = addMark(addMark(our.seen, revisionMark(row.revision, row.envelope)), revisionMark(revision, envelope));
  return { ...rowOfServer(row), revision, envelope, stored: row.revision, seen };
}

/** @returns the ids whose rows changed here while this was prepared */
async function keep(outcomes: readonly Outcome[]): Promise<Set<string>> {
  const moved = new Set<string>();
  await requireAccount().database.change(['entries', 'outbox'], async (at) => {
    for (const outcome of outcomes) if (!(await keepOutcome(at, outcome))) moved.add(outcome.id);
  });
  return moved;
}

async function keepOutcome(at: AccountWriteTransaction, { id, expected, rows }: Outcome): Promise<boolean> {
  const now = await at.objectStore('entries').get(id);
  if (now?.revision !== expected) return false;
  for (const { row, waits } of rows) {
    await at.objectStore('entries').put(row);
    if (waits) await at.objectStore('outbox').put({ key: entryKey(row.id), deed: 'entry', id: row.id, refused: null });
    else await at.objectStore('outbox').delete(entryKey(row.id));
  }
  return true;
}

async function shown(outcomes: readonly Outcome[], moved: ReadonlySet<string>): Promise<void> {
  const ids = outcomes.filter(({ id }) => !moved.has(id)).flatMap(({ rows }) => rows.map(({ row }) => row.id));
  await readPending();
  await reopenEntries(ids);
  postToTabs({ entries: ids });
}
