// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { withoutAncestry, type Ancestry } from '../../domain/ancestry.ts';
import type { Entry } from '../../domain/payloads.ts';
import type { OpenedEntry } from '../../crypto/vault/vault.ts';
import { validateEntry } from '../../domain/payloads.ts';
import type { EntryRow } from '../../store/rows.ts';
import { runtime } from '../runtime/runtime.ts';
import { isOpen, currentAccount, requireAccount } from '../runtime/current-account.ts';
import { admittedFrom, rememberRetiredKeys } from '../keys/retired-keys.ts';

/** An entry opened, in memory only: `entry` when this version understands it, else why not. */
export interface LoadedEntry {
  id: string;
  revision: number;
  keptAt: string;
  /** Only a retired account key opens it: it will be sealed again, and nobody is believed by it (see contacts.ts). */
  underRetired?: boolean;
  payload: Record<string, unknown> | null;
  /** What it was made of, as it says itself; null where it does not say. */
  ancestry: Ancestry | null;
  understood: { ok: true; entry: Entry } | { ok: false; why: 'newer' | 'unreadable' };
}

/** When it was written, in milliseconds; when it was kept, where it does not say. */
export function writtenAt({ payload, keptAt }: LoadedEntry): number {
  const said = Date.parse(String(payload?.written_at));
  return Number.isNaN(said) ? Date.parse(keptAt) : said;
}

/** Every entry of the open journal, by id. Empty while locked. */
export const openedEntries = signal<ReadonlyMap<string, LoadedEntry>>(new Map());
/** False until everything this phone has is opened. */
export const openedEntriesReady = signal(false);

const AT_ONCE = 250;
/** Incremented to discard entries that were still being opened when the journal was locked. */
let generation = 0;

/** Open everything this phone has, what was touched last first, so that the first screenful is there at once. */
export async function openAllEntries(): Promise<void> {
  const turn = forgetOpenedEntries();
  const { database } = requireAccount();
  const rows = await database.read(['entries'], (at) => at.objectStore('entries').getAll());
  rows.sort((one, other) => other.touched - one.touched);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const opened = await openRows(rows.slice(from, from + AT_ONCE));
    if (turn !== generation) return;
    showEntries(opened);
    await metRetiredKeys(rows.slice(from, from + AT_ONCE), opened);
  }
  openedEntriesReady.value = true;
}

/** Forget every opened word. @returns the generation of the next opening */
export function forgetOpenedEntries(): number {
  openedEntries.value = new Map();
  openedEntriesReady.value = false;
  return (generation += 1);
}

/** Open these again, after another tab or the server changed them. */
export async function reopenEntries(ids: readonly string[]): Promise<void> {
  const turn = generation;
  const now = currentAccount.value;
  if (now === null || !isOpen() || ids.length === 0) return;
  const rows = await now.database.read(['entries'], (at) =>
    Promise.all(ids.map((id) => at.objectStore('entries').get(id))),
  );
  const there = rows.filter((row) => row !== undefined);
  const opened = await openRows(there);
  if (turn !== generation) return;
  showEntries(opened);
  await metRetiredKeys(there, opened);
}

/** These rows brought a retired key: entries that did not open before are opened again. */
async function metRetiredKeys(rows: readonly EntryRow[], opened: readonly LoadedEntry[]): Promise<void> {
  const ids = new Set(opened.filter(({ payload }) => payload?.kind === 'retired_key').map(({ id }) => id));
  if (ids.size === 0) return;
  await rememberRetiredKeys([...(await admittedFrom(rows.filter(({ id }) => ids.has(id)))).keys()]);
  await reopenEntries([...openedEntries.value.values()].filter(({ payload }) => payload === null).map(({ id }) => id));
}

/** Add opened entries to the list; an older revision than the listed one is ignored. */
export function showEntries(opened: readonly LoadedEntry[]): void {
  const next = new Map(openedEntries.value);
  for (const one of opened) if (one.revision >= (next.get(one.id)?.revision ?? 0)) next.set(one.id, one);
  openedEntries.value = next;
}

/** @throws CryptoFault `locked` */
export async function openRows(rows: readonly EntryRow[]): Promise<LoadedEntry[]> {
  const asked = rows.map(({ id, revision, envelope }) => ({ entryId: id, revision, envelope }));
  const payloads = await runtime.vault().openEntries(asked);
  return rows.map((row, at) => opened(row, payloads[at]));
}

function opened(row: EntryRow, given: OpenedEntry | undefined): LoadedEntry {
  if (given === undefined || !('payload' in given)) return readAs(row, null);
  const read = readAs(row, given.payload);
  return given.underRetired === true ? { ...read, underRetired: true } : read;
}

const UNREADABLE = { ok: false, why: 'unreadable' } as const;

/** What a payload is to this version of the app; what it descends from is no part of it. */
export function readAs(
  row: { id: string; revision: number; keptAt: string },
  payload: Record<string, unknown> | null,
): LoadedEntry {
  const { id, revision, keptAt } = row;
  if (payload === null) return { id, revision, keptAt, payload, ancestry: null, understood: UNREADABLE };
  const { content, ancestry } = withoutAncestry(payload);
  return { id, revision, keptAt, payload: content, ancestry, understood: validateEntry(content) };
}

/**
 * All understood entries of one kind. An invite that only a retired key opens is none: whoever had that key could have
 * made it.
 */
export function ofKind<K extends Entry['kind']>(
  kind: K,
  from = openedEntries.value,
): { id: string; revision: number; keptAt: string; underRetired: boolean; entry: Extract<Entry, { kind: K }> }[] {
  return [...from.values()].flatMap(({ id, revision, keptAt, underRetired = false, understood }) =>
    understood.ok && understood.entry.kind === kind && !(kind === 'invite' && underRetired)
      ? [{ id, revision, keptAt, underRetired, entry: understood.entry as Extract<Entry, { kind: K }> }]
      : [],
  );
}
