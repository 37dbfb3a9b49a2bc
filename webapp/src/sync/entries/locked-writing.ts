// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import type { OpenedDrop } from '../../crypto/vault/drops.ts';
import { validateEntry, type Entry, type Note } from '../../domain/payloads.ts';
import { withOwnBuffer, type DropRow } from '../../store/rows.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { canonical, merge } from './merging.ts';
import { requireOpenAccount, currentAccount, sealedToAnother, requireAccount } from '../runtime/current-account.ts';
import type { LoadedEntry } from './opened-entries.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { writeEntries, type Also, type Change, type Sealed } from './writing.ts';

export { sealedToAnother } from '../runtime/current-account.ts';

/** A note of the locked page as it stands in its field; `entryId`: the entry it becomes at the unlock. */
export interface LockedNote {
  entryId: string;
  text: string;
  writtenAt: Date;
}

/** How many notes written while locked wait on this phone for an unlock. */
export const lockedNotes = signal(0);
/** How many of them the last unlock could not open. They stay where they are. */
export const unopenedNotes = signal(0);

/** The write under way: an unlock waits for it, or it would miss the last words. */
let keeping: Promise<unknown> = Promise.resolve();

/**
 * Seal notes to this phone's own public key and keep them (PROTOCOL §7); `gone` names those that are to be forgotten.
 *
 * Needs no unlock, and gives no way to read them again before the next one. Never sent, and never taken from a server.
 * @throws Fault `storage_full`, `not_kept` (longer than 200,000 characters), `not_here`
 */
export function keepLocked(notes: readonly LockedNote[], gone: readonly string[] = []): Promise<void> {
  const kept = keeping.then(() => withFaults(() => keep(notes, gone)));
  keeping = kept.catch(() => undefined);
  return kept;
}

/** Say that a note is finished: a tab that is open takes it in at once. */
export async function finishLocked(): Promise<void> {
  await keeping;
  postToTabs({ drops: true });
}

async function keep(notes: readonly LockedNote[], gone: readonly string[]): Promise<void> {
  const { database } = requireAccount();
  const rows = await Promise.all(notes.map(sealed));
  await database.change(['drops'], async (at) => {
    for (const row of rows) await at.objectStore('drops').put(row);
    for (const entryId of gone) await at.objectStore('drops').delete(entryId);
  });
  await countLocked();
}

async function sealed({ entryId, text, writtenAt }: LockedNote): Promise<DropRow> {
  const { accountId, publicKey } = requireAccount();
  const payload: Note = {
    v: 1,
    kind: 'note',
    written_at: writtenAt.toISOString(),
    edited_at: null,
    zone: runtime.zone(),
    attachments: [],
    text: text.replace(/\p{Surrogate}/gu, '\uFFFD'),
  };
  if (!validateEntry(payload).ok) throw fault('not_kept');
  return { entryId, drop: withOwnBuffer(await runtime.vault().sealDrop({ accountId, publicKey, entryId, payload })) };
}

/** Count again, after any tab stored or imported some. */
export async function countLocked(): Promise<void> {
  const now = currentAccount.value;
  if (now === null) return;
  const count = await now.database.read(['drops'], (at) => at.objectStore('drops').count());
  if (currentAccount.value === now) lockedNotes.value = count;
}

/** The person has read that a foreign key was found and replaced. */
export function sealedRight(): void {
  sealedToAnother.value = false;
}

/** Forget the account that was open here. */
export function forgetLocked(): void {
  lockedNotes.value = 0;
  unopenedNotes.value = 0;
  sealedToAnother.value = false;
}

/**
 * At the unlock: every note written while locked becomes an ordinary entry.
 *
 * The transaction that keeps the entry removes the drop, so a crash before it changes nothing and one after it has
 * everything; of two tabs one finds it gone. What does not open to a note stays and is counted.
 * @throws Fault `locked`, `storage_full` (as StoreFault): what is left waits for the next unlock
 */
export async function takeInLocked(): Promise<void> {
  await keeping;
  const rows = await requireOpenAccount().database.read(['drops'], (at) => at.objectStore('drops').getAll());
  const opened = rows.length === 0 ? [] : await runtime.vault().openDrops(rows);
  let unopened = 0;
  for (const [at, row] of rows.entries()) {
    const note = noteIn(opened[at]);
    if (note === null) unopened += 1;
    else await takeIn(row, note);
  }
  unopenedNotes.value = unopened;
  await countLocked();
}

function noteIn(drop: OpenedDrop | undefined): Note | null {
  if (drop === undefined || !('payload' in drop)) return null;
  const read = validateEntry(drop.payload);
  return read.ok && read.entry.kind === 'note' ? read.entry : null;
}

/** Another tab has imported it, or is still writing it. */
class NotOurs extends Error {}

async function takeIn(row: DropRow, note: Note): Promise<void> {
  const removed = async (): Promise<Also> => {
    if (!(await stands(row))) throw new NotOurs();
    return async (at) => {
      if (!sameDrop(await at.objectStore('drops').get(row.entryId), row)) return false;
      await at.objectStore('drops').delete(row.entryId);
      return true;
    };
  };
  await writeEntries(changes(row.entryId, note), removed satisfies (sealed: Sealed[]) => Promise<Also>).catch(
    (error: unknown) => {
      if (!(error instanceof NotOurs)) throw error;
    },
  );
}

/** The entry is new, or another tab began it from the same note: then both texts are kept, as between two phones. */
function changes(id: string, note: Note): Change[] {
  let alone: Entry | null = null;
  const make = (now: LoadedEntry | null): Entry | null => {
    const both = together(now, note);
    alone = both === 'apart' ? note : null;
    return both === 'apart' ? null : both;
  };
  return [
    { id, make },
    { id: crypto.randomUUID(), make: () => alone },
  ];
}

function together(now: LoadedEntry | null, note: Note): Entry | null | 'apart' {
  if (now === null) return note;
  if (!now.understood.ok) return 'apart';
  const merged = merge(now.payload as Entry, note);
  if (merged === 'apart') return merged;
  return canonical(merged.together) === canonical(now.payload) ? null : merged.together;
}

async function stands(row: DropRow): Promise<boolean> {
  return sameDrop(
    await requireAccount().database.read(['drops'], (at) => at.objectStore('drops').get(row.entryId)),
    row,
  );
}

function sameDrop(one: DropRow | undefined, other: DropRow): boolean {
  return one?.drop.length === other.drop.length && one.drop.every((byte, at) => byte === other.drop[at]);
}
