// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Cursor } from '../../store/rows.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { entryKey, readPending, shareKey } from '../runtime/pending-changes.ts';

/** The feed holds a row that this phone should know and does not: a restored backup was continued from there. */
export class ServerIsBehind extends Error {}

/**
 * Whether the server is behind what this phone has already seen of it: a restored backup.
 *
 * Another epoch, or a head below a position this phone has read.
 */
export async function serverIsBehind(epoch: string, head: number): Promise<boolean> {
  const cursors = await requireAccount().database.read(['meta'], (at) => at.objectStore('meta').getAll());
  return cursors.some((cursor) => cursor.epoch !== epoch || cursor.after > head);
}

/**
 * Remember in which epoch of the server this phone speaks with it, before the first word is sent: a phone that has sent
 * something and read nothing yet would not know a restored backup from a beginning.
 */
export async function rememberEpoch(epoch: string): Promise<void> {
  const { database } = requireAccount();
  const known = await database.read(['meta'], (at) => at.objectStore('meta').get('life'));
  if (known?.epoch !== epoch)
    await database.change(['meta'], async (at) => {
      await at.objectStore('meta').put(epochCursor(epoch));
    });
}

const epochCursor = (epoch: string): Cursor => ({ name: 'life', after: 0, epoch });

/**
 * Assume nothing any more about what the server has, and queue everything.
 *
 * The feeds are then read from their beginning; what the server turns out to have leaves the queue again, and the rest
 * is sent. Safe to repeat after a crash.
 */
export async function markEverythingUnsent(epoch: string): Promise<void> {
  const { database, accountId } = requireAccount();
  await database.change(['entries', 'shares', 'outbox', 'meta'], async (at) => {
    for (const row of await at.objectStore('entries').getAll()) {
      await at.objectStore('entries').put({ ...row, stored: 0 });
      await at.objectStore('outbox').put({ key: entryKey(row.id), deed: 'entry', id: row.id, refused: null });
    }
    for (const row of await at.objectStore('shares').getAll()) {
      if (row.fromId !== accountId || row.envelope === null) continue;
      const { pairingId, shareId } = row;
      // Another phone may have shared a newer text that this one does not know: that one must win.
      const doubted = row.doubted === true || row.stored === row.revision;
      await at.objectStore('shares').put({ ...row, stored: 0, ...(doubted ? { doubted } : {}) });
      await at
        .objectStore('outbox')
        .put({ key: shareKey(pairingId, shareId), deed: 'share', pairingId, shareId, refused: null });
    }
    await at.objectStore('meta').clear();
    await at.objectStore('meta').put(epochCursor(epoch));
  });
  await readPending();
}
