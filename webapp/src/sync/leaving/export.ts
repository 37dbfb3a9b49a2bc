// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, effect } from '@preact/signals';

import { openName, sealedName } from '../../domain/plain-files.ts';
import type { PlainJournal } from '../../domain/plain-journal.ts';
import { keptSlots } from '../unlocking/account-row.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { isOpen, requireOpenAccount, requireAccount } from '../runtime/current-account.ts';
import { openedEntries, openedEntriesReady, type LoadedEntry } from '../entries/opened-entries.ts';
import { entryKey, pendingKeys } from '../runtime/pending-changes.ts';

/**
 * What an export made now would hold. `here`: entries that reached no server yet. `lastAt`: when the newest was
 * written.
 */
export interface Holding {
  ready: boolean;
  entries: number;
  unreadable: number;
  here: number;
  lastAt: Date | null;
}

/** Stored, but nothing a person wrote: exported and not counted. */
const NOT_COUNTED = new Set(['contact', 'settings', 'invite', 'retired_key', 'deleted']);

export const holding = computed<Holding>(() => {
  const written = [...openedEntries.value.values()].filter(({ payload }) => !NOT_COUNTED.has(String(payload?.kind)));
  const times = written.map(writtenAt).filter((time) => !Number.isNaN(time));
  return {
    ready: openedEntriesReady.value,
    entries: written.length,
    unreadable: written.filter(({ payload }) => payload === null).length,
    here: [...openedEntries.value.keys()].filter((id) => pendingKeys.value.has(entryKey(id))).length,
    lastAt: times.length === 0 ? null : new Date(times.reduce((one, other) => Math.max(one, other))),
  };
});

const writtenAt = ({ payload, keptAt }: LoadedEntry): number =>
  Date.parse(typeof payload?.written_at === 'string' ? payload.written_at : keptAt);

/** A file to be saved: nothing of it is kept by the app. */
export interface Exported {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Everything on this phone, sealed as it is, with what opens it on any computer. Needs no connection.
 *
 * It opens with the password and the recovery code this phone knows now.
 * @throws Fault `locked`, `not_packed`
 */
export function sealedExport(): Promise<Exported> {
  return withFaults(async () => {
    const { accountId, login, role, database } = requireOpenAccount();
    const rows = await database.read(['entries'], (at) => at.objectStore('entries').getAll());
    const [created, slots] = [timeNow(), await keptSlots()];
    const entries = rows.map(({ id: entryId, revision, envelope }) => ({ entryId, revision, envelope }));
    const bytes = await runtime.pack({
      at: runtime.now(),
      sealed: { accountId, login, role, created, slots, entries },
    });
    return { name: sealedName(created), bytes };
  });
}

/**
 * Everything on this phone in plain words, for whoever has the file. The password is asked again, here alone.
 *
 * @throws Fault `wrong_password`, `locked`, `not_packed`
 */
export function openExport(typed: { password: string }): Promise<Exported> {
  return withFaults(async () => {
    const { login } = requireOpenAccount();
    await runtime.vault().proofOf({ login, password: typed.password, slots: await keptSlots() });
    const journal = await plainJournal();
    return {
      name: `${openName(journal.created)}.zip`,
      bytes: await runtime.pack({ at: runtime.now(), open: journal }),
    };
  });
}

/** Waits until everything on this phone is opened: a partial journal would look complete. */
async function plainJournal(): Promise<PlainJournal> {
  await allOpened();
  const { login, role } = requireAccount();
  const opened = [...openedEntries.value.values()];
  const entries = opened.flatMap(({ id, revision, payload }) =>
    payload === null ? [] : [{ entryId: id, revision, payload }],
  );
  const unreadable = opened
    .filter(({ payload }) => payload === null)
    .map(({ id, revision }) => ({ entryId: id, revision }));
  return { login, role, created: timeNow(), zone: runtime.zone(), entries, unreadable };
}

/** @throws Fault `locked` when a lock comes first */
function allOpened(): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = effect(() => {
      if (isOpen() && !openedEntriesReady.value) return;
      if (isOpen()) resolve();
      else reject(fault('locked'));
      queueMicrotask(() => {
        leave();
      });
    });
  });
}
