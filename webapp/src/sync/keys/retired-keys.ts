// SPDX-License-Identifier: AGPL-3.0-or-later
import { entries, type StoredEntry } from '../../api/endpoints.ts';
import { openAccountDatabase, type AccountDatabase } from '../../store/account-database.ts';
import { withOwnBuffer, type EntryRow } from '../../store/rows.ts';
import { isRetiredKey, takeInCarried } from './carried-keys.ts';
import { deviceStore } from '../runtime/device.ts';
import { fault } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { revisionMark } from '../runtime/revision-marks.ts';
import { currentAccount, requireAccount } from '../runtime/current-account.ts';

/** An entry as stored here or on the server, before it is opened. */
type Sealed = Pick<EntryRow, 'id' | 'revision' | 'envelope'>;

/**
 * Let the vault open what retired keys sealed, after an unlock and before anything is read. @throws CryptoFault
 * `locked`, StoreFault
 */
export async function admitRetiredKeys(): Promise<void> {
  await takeInCarried();
  const ids = await (await deviceStore()).retiredKeys();
  if (ids.length === 0) return;
  const rows = await requireAccount().database.read(['entries'], (at) =>
    Promise.all(ids.map((id) => at.objectStore('entries').get(id))),
  );
  await admittedFrom(rows.filter((row) => row !== undefined));
}

/**
 * Admit each retired key among some rows that opens under the key in use. One that only another retired key opens does
 * not
 * count (PROTOCOL §12): whoever had that one could have made it.
 *
 * Rows must be this phone's own, or be about to become so: a server that sends an ended move's key again must not
 * bring it back.
 * @returns the entries' ids and the public keys they derive
 */
export async function admittedFrom(rows: readonly Sealed[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const row of await runtime
    .vault()
    .openEntries(rows.map(({ id, revision, envelope }) => ({ entryId: id, revision, envelope })))) {
    if (!isRetiredKey(row)) continue;
    const publicKey = await admitted(row.payload);
    if (publicKey !== null) found.set(row.entryId, publicKey);
  }
  return found;
}

/** Null for what claims to be a retired key and is none. */
async function admitted(payload: Record<string, unknown>): Promise<Uint8Array | null> {
  try {
    return await runtime.vault().admitRetiredKey(payload);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'damaged') return null;
    throw error;
  }
}

/**
 * This account has another key than this phone knew (PROTOCOL §12): is the known one among the retired?
 *
 * Looked for here, then in the feed of the login just made. Found, its entry is kept on this
 * phone before anything else is, so that a crash later on leaves no words closed.
 * @throws Fault `other_key` when nothing says that the person herself made the new one
 */
export async function recogniseKey(accountId: string, known: Uint8Array): Promise<void> {
  const database =
    currentAccount.value?.accountId === accountId
      ? currentAccount.value.database
      : await openAccountDatabase(runtime.device, accountId);
  const here = await database.read(['entries'], (at) => at.objectStore('entries').getAll());
  if (isAmong(await admittedFrom(here), known)) return rememberRetiredKeys([...(await admittedFrom(here)).keys()]);
  if (!(await isInFeed(database, known))) throw fault('other_key');
}

const isAmong = (found: ReadonlyMap<string, Uint8Array>, known: Uint8Array): boolean =>
  [...found.values()].some((key) => sameBytes(key, known));

/** Read to the end: keys of several moves may stand there, and all of them open something. */
async function isInFeed(database: AccountDatabase, known: Uint8Array): Promise<boolean> {
  let found = false;
  for (let after = 0, more = true; more;) {
    const page = await entries.pull(after);
    const keys = await admittedFrom(page.entries.map(asSealed));
    await keepRows(
      database,
      page.entries.filter(({ entry_id }) => keys.has(entry_id)),
    );
    found ||= isAmong(keys, known);
    more = page.more && page.position > after;
    after = page.position;
  }
  return found;
}

const asSealed = ({ entry_id, revision, envelope }: StoredEntry): Sealed => ({ id: entry_id, revision, envelope });

async function keepRows(database: AccountDatabase, rows: readonly StoredEntry[]): Promise<void> {
  await database.change(['entries'], async (at) => {
    for (const row of rows) {
      const now = await at.objectStore('entries').get(row.entry_id);
      // Keep a higher revision: a retired key carried over to a newer account key opens under that one only.
      if (now === undefined || now.revision < row.revision) await at.objectStore('entries').put(rowOfServer(row));
    }
  });
  if (rows.length > 0) await rememberRetiredKeys(rows.map(({ entry_id }) => entry_id));
}

const rowOfServer = ({ entry_id: id, revision, envelope, deleted, kept_at }: StoredEntry): EntryRow => ({
  id,
  revision,
  envelope: withOwnBuffer(envelope),
  deleted,
  stored: revision,
  seen: [revisionMark(revision, envelope)],
  touched: Date.parse(kept_at),
  keptAt: kept_at,
});

/** Note where retired keys are kept on this phone. */
export async function rememberRetiredKeys(entryIds: readonly string[]): Promise<void> {
  const device = await deviceStore();
  const known = await device.retiredKeys();
  const all = [...new Set([...known, ...entryIds])];
  if (all.length > known.length) await device.keepRetiredKeys(all);
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
