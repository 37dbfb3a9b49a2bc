// SPDX-License-Identifier: AGPL-3.0-or-later
import type { IDBPDatabase } from 'idb';

import { Database, type WriteTransaction, type ReadTransaction } from './database.ts';
import type { AccountSchema, StoreName } from './rows.ts';

/**
 * One account's database: sealed entries, what waits to be sent, drafts, drops, shares, and how far the feeds were
 * read.
 */
export type AccountDatabase = Database<AccountSchema>;
export type AccountReadTransaction = ReadTransaction<AccountSchema>;
export type AccountWriteTransaction = WriteTransaction<AccountSchema>;

const VERSION = 2;
export const ALL_STORES: StoreName[] = ['entries', 'outbox', 'drafts', 'drops', 'shares', 'pairings', 'meta'];

/** Open the database of one account. `device` tells apart the devices of a test; on a phone it is `interlude`. */
export function openAccountDatabase(device: string, accountId: string): Promise<AccountDatabase> {
  return new Database<AccountSchema>(`${device}-${accountId}`, VERSION, (database, from) => {
    if (from < 1) makeFirst(database);
    if (from < 2) database.createObjectStore('drops', { keyPath: 'entryId' });
  }).open();
}

function makeFirst(database: IDBPDatabase<AccountSchema>): void {
  database.createObjectStore('entries', { keyPath: 'id' });
  database.createObjectStore('outbox', { keyPath: 'key' });
  database.createObjectStore('drafts', { keyPath: 'key' });
  database.createObjectStore('shares', { keyPath: ['pairingId', 'fromId', 'shareId'] });
  database.createObjectStore('pairings', { keyPath: 'pairingId' });
  database.createObjectStore('meta', { keyPath: 'name' });
}
