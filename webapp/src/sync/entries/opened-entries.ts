import { signal } from '@preact/signals';

import type { Entry } from '../../domain/payloads.ts';
import type { OpenedEntry } from '../../crypto/vault/vault.ts';
import { validateEntry } from '../../domain/payloads.ts';
import type { EntryRow } from '../../store/rows.ts';
import { ground } from '../runtime/runtime.ts';
import { isOpen, owner, theOwner } from '../runtime/current-account.ts';
import { admittedFrom, remember } from '../keys/retired-keys.ts';

/** An entry opened, in memory only: `entry` when this version understands it, else why not. */
export interface Opened {
  id: string;
  revision: number;
  keptAt: string;
  /** Only a retired account key opens it: it will be sealed again, and nobody is believed by it (see contacts.ts). */
  underRetired?: boolean;
  payload: Record<string, unknown> | null;
  understood: { ok: true; entry: Entry } | { ok: false; why: 'newer' | 'unreadable' };
}

/** When it was written, in milliseconds; when it was kept, where it does not say. */
export function writtenAt({ payload, keptAt }: Opened): number {
  const said = Date.parse(String(payload?.written_at));
  return Number.isNaN(said) ? Date.parse(keptAt) : said;
}

/** Every entry of the open journal, by id. Empty while locked. */
export const shelf = signal<ReadonlyMap<string, Opened>>(new Map());
/** False until everything this phone has is on the shelf. */
export const shelfReady = signal(false);

const AT_ONCE = 250;
/** A lock, and an unlock after it, make what was still being opened before worthless. */
let filling = 0;

/** Open everything this phone has, what was touched last first, so that the first screenful is there at once. */
export async function fillShelf(): Promise<void> {
  const turn = emptyShelf();
  const { home } = theOwner();
  const rows = await home.read(['entries'], (at) => at.objectStore('entries').getAll());
  rows.sort((one, other) => other.touched - one.touched);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const opened = await openRows(rows.slice(from, from + AT_ONCE));
    if (turn !== filling) return;
    place(opened);
    await metRetiredKeys(rows.slice(from, from + AT_ONCE), opened);
  }
  shelfReady.value = true;
}

/** Forget every opened word. @returns the number of the filling that may now begin */
export function emptyShelf(): number {
  shelf.value = new Map();
  shelfReady.value = false;
  return (filling += 1);
}

/** Open these again, after another tab or the server changed them. */
export async function refreshShelf(ids: readonly string[]): Promise<void> {
  const turn = filling;
  const now = owner.value;
  if (now === null || !isOpen() || ids.length === 0) return;
  const rows = await now.home.read(['entries'], (at) =>
    Promise.all(ids.map((id) => at.objectStore('entries').get(id))),
  );
  const there = rows.filter((row) => row !== undefined);
  const opened = await openRows(there);
  if (turn !== filling) return;
  place(opened);
  await metRetiredKeys(there, opened);
}

/** A retired key came with these rows of this phone: what it opens is opened again. */
async function metRetiredKeys(rows: readonly EntryRow[], opened: readonly Opened[]): Promise<void> {
  const ids = new Set(opened.filter(({ payload }) => payload?.kind === 'retired_key').map(({ id }) => id));
  if (ids.size === 0) return;
  await remember([...(await admittedFrom(rows.filter(({ id }) => ids.has(id)))).keys()]);
  await refreshShelf([...shelf.value.values()].filter(({ payload }) => payload === null).map(({ id }) => id));
}

/** Put opened entries on the shelf; one that is older than what stands there is passed over. */
export function place(opened: readonly Opened[]): void {
  const next = new Map(shelf.value);
  for (const one of opened) if (one.revision >= (next.get(one.id)?.revision ?? 0)) next.set(one.id, one);
  shelf.value = next;
}

/** @throws CryptoFault `locked` */
export async function openRows(rows: readonly EntryRow[]): Promise<Opened[]> {
  const asked = rows.map(({ id, revision, envelope }) => ({ entryId: id, revision, envelope }));
  const payloads = await ground.vault().openEntries(asked);
  return rows.map((row, at) => opened(row, payloads[at]));
}

function opened(row: EntryRow, given: OpenedEntry | undefined): Opened {
  if (given === undefined || !('payload' in given)) return readAs(row, null);
  const read = readAs(row, given.payload);
  return given.underRetired === true ? { ...read, underRetired: true } : read;
}

/** What a payload is to this version of the app. */
export function readAs(
  row: { id: string; revision: number; keptAt: string },
  payload: Record<string, unknown> | null,
): Opened {
  const understood = payload === null ? { ok: false as const, why: 'unreadable' as const } : validateEntry(payload);
  return { id: row.id, revision: row.revision, keptAt: row.keptAt, payload, understood };
}

/**
 * All understood entries of one kind. An invite that only a retired key opens is none: whoever had that key could have
 * made it.
 */
export function ofKind<K extends Entry['kind']>(
  kind: K,
  from = shelf.value,
): { id: string; revision: number; keptAt: string; underRetired: boolean; entry: Extract<Entry, { kind: K }> }[] {
  return [...from.values()].flatMap(({ id, revision, keptAt, underRetired = false, understood }) =>
    understood.ok && understood.entry.kind === kind && !(kind === 'invite' && underRetired)
      ? [{ id, revision, keptAt, underRetired, entry: understood.entry as Extract<Entry, { kind: K }> }]
      : [],
  );
}
