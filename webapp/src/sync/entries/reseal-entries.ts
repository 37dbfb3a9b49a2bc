// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import type { AccountWriteTransaction } from '../../store/account-database.ts';
import { withOwnBuffer, type EntryRow } from '../../store/rows.ts';
import { deviceStore } from '../runtime/device.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { ancestorsOf } from './descent.ts';
import { revisionMark, addMark } from '../runtime/revision-marks.ts';
import { isOpen, requireAccount } from '../runtime/current-account.ts';
import {
  ofKind,
  reopenEntries,
  openedEntries,
  openedEntriesReady,
  writtenAt,
  type LoadedEntry,
} from './opened-entries.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { entryKey, readPending } from '../runtime/pending-changes.ts';
import { requestSync } from '../runtime/sync-triggers.ts';
import { writeEntries } from './writing.ts';

const AT_ONCE = 50;

/** What only a retired key opens, oldest first: in this order it is sealed and sent again. */
export const underRetired = computed<readonly LoadedEntry[]>(() =>
  [...openedEntries.value.values()]
    .filter((one) => one.underRetired === true)
    .sort((one, other) => writtenAt(one) - writtenAt(other)),
);

let running: Promise<void> | null = null;

/**
 * Seal again, under the key in use, everything that opens only under a retired one (PROTOCOL §12).
 *
 * That test is all it remembers, so it may be cut off anywhere and goes on by itself at the
 * next unlock or exchange. Pairings are not carried over: whoever had the old key could have
 * written them, so contacts end and invites are destroyed. Never rejects.
 */
export function resealRetired(): Promise<void> {
  running ??= resealAll()
    .catch(() => undefined)
    .finally(() => {
      running = null;
    });
  return running;
}

async function resealAll(): Promise<void> {
  if (!isOpen() || !openedEntriesReady.value) return;
  if ((await (await deviceStore()).retiredKeys()).length > 0) await resealDrafts();
  for (let left = underRetired.value; left.length > 0 && isOpen(); left = underRetired.value) {
    const batch = left.slice(0, AT_ONCE);
    await resealBatch(batch);
    if (underRetired.value.length >= left.length) return;
  }
  await forgottenElsewhere();
}

/** The move was ended on another device: nothing under a retired key opens here any more either. */
async function forgottenElsewhere(): Promise<void> {
  const device = await deviceStore();
  if (ofKind('retired_key').length > 0 || (await device.retiredKeys()).length === 0) return;
  await runtime.vault().forgetRetiredKeys();
  await device.keepRetiredKeys([]);
}

async function resealBatch(batch: readonly LoadedEntry[]): Promise<void> {
  const [over, others] = [batch.filter(isOfAPairing), batch.filter((one) => !isOfAPairing(one))];
  for (const one of over) await endOne(one);
  await resealRows(others.map(({ id }) => id));
}

const isOfAPairing = ({ understood }: LoadedEntry): boolean =>
  understood.ok && ['contact', 'invite'].includes(understood.entry.kind);

/** The contact says that it ended before the server is told; what still waits for it is never sent. */
async function endOne({ id, understood }: LoadedEntry): Promise<void> {
  if (!understood.ok) return;
  const { entry } = understood;
  if (entry.kind !== 'contact') return writeEntries([{ id, make: () => ({ v: 1, kind: 'deleted' }) }]);
  const { pairing_id: pairingId } = entry;
  await writeEntries(
    [{ id, make: () => ({ ...entry, ended_at: entry.ended_at ?? timeNow() }) }],
    async () => async (at) => {
      for (const key of await at.objectStore('outbox').getAllKeys())
        if (isOf(key, pairingId)) await at.objectStore('outbox').delete(key);
      await at.objectStore('outbox').put({ key: `end/${pairingId}`, deed: 'end', pairingId, refused: null });
      return true;
    },
  );
}

const isOf = (key: string, pairingId: string): boolean =>
  [`accept/${pairingId}`, `confirm/${pairingId}`].includes(key) || key.startsWith(`share/${pairingId}/`);

/** Byte for byte but for its ancestors, whatever their kind: what this version does not understand is carried over too. */
async function resealRows(ids: readonly string[]): Promise<void> {
  const { database } = requireAccount();
  const rows = (
    await database.read(['entries'], (at) => Promise.all(ids.map((id) => at.objectStore('entries').get(id))))
  ).filter((row) => row !== undefined);
  const sealed = await runtime.vault().resealEntries(
    rows.map((row) => ({
      entryId: row.id,
      revision: row.revision,
      envelope: row.envelope,
      next: nextOf(row),
      ancestors: ancestorsOf([{ row, ancestry: openedEntries.peek().get(row.id)?.ancestry ?? null }]),
    })),
  );
  await database.change(['entries', 'outbox'], async (at) => {
    for (const [place, row] of rows.entries()) await keepResealed(at, row, sealed[place] ?? null);
  });
  await readPending();
  await reopenEntries(ids);
  postToTabs({ entries: [...ids] });
  requestSync();
}

const nextOf = ({ revision, stored }: EntryRow): number => Math.max(revision, stored) + 1;

async function keepResealed(at: AccountWriteTransaction, before: EntryRow, envelope: Uint8Array | null): Promise<void> {
  const now = await at.objectStore('entries').get(before.id);
  if (envelope === null || now?.revision !== before.revision) return;
  const revision = nextOf(before);
  const seen = addMark(now.seen, revisionMark(revision, envelope));
  await at.objectStore('entries').put({ ...now, revision, envelope: withOwnBuffer(envelope), seen });
  await at.objectStore('outbox').put({ key: entryKey(now.id), deed: 'entry', id: now.id, refused: null });
}

/** An editor may keep a newer draft meanwhile: that one stands. */
async function resealDrafts(): Promise<void> {
  const { database } = requireAccount();
  for (const row of await database.read(['drafts'], (at) => at.objectStore('drafts').getAll())) {
    const envelope = await runtime.vault().resealLocal({ store: 'drafts', ...row });
    if (envelope === null) continue;
    await database.change(['drafts'], async (at) => {
      const now = await at.objectStore('drafts').get(row.key);
      if (now !== undefined && revisionMark(0, now.envelope) === revisionMark(0, row.envelope))
        await at.objectStore('drafts').put({ ...now, envelope: withOwnBuffer(envelope) });
    });
  }
}
