// SPDX-License-Identifier: AGPL-3.0-or-later
import { deleteDB, openDB } from 'idb';
import { beforeAll, describe, expect, test } from 'vitest';

import { reloaded, newPerson, PASSWORD, type Person } from '../harness/people.ts';
import { unreachable, reachable } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';

/** The home database as the first version made it, before notes could be written while locked. */
const FIRST = {
  entries: 'id',
  outbox: 'key',
  drafts: 'key',
  shares: ['pairingId', 'fromId', 'shareId'],
  pairings: 'pairingId',
  meta: 'name',
};
const STORES = Object.keys(FIRST) as (keyof typeof FIRST)[];

/** Put this phone back to the first version of its database, with every row it has now. */
async function asTheFirstVersionLeftIt(one: Person): Promise<void> {
  const { accountId, database } = one.tab.owner.requireAccount();
  const name = `${one.device.name}-${accountId}`;
  const rows = await database.read(STORES, async (at) => {
    const all: [string, unknown[]][] = [];
    for (const store of STORES) all.push([store, await at.objectStore(store).getAll()]);
    return all;
  });
  one.tab.kill();
  database.close();
  await deleteDB(name);
  const old = await openDB(name, 1, {
    upgrade: (database) => {
      for (const [store, keyPath] of Object.entries(FIRST)) database.createObjectStore(store, { keyPath });
    },
  });
  for (const [store, kept] of rows) for (const row of kept) await old.put(store, row);
  old.close();
}

describe('a phone that comes from the first version', () => {
  let server: SharedServer;
  beforeAll(async () => {
    server = await SharedServer.get();
  });

  test('has its entries, its drafts and what waited to be sent, and a place for notes written while locked', async () => {
    const ana = await newPerson(server, 'patient', 'ana');
    await ana.tab.journal.keepNote({ text: 'The door was blue.' });
    await ana.tab.exchange();
    ana.device.network = unreachable;
    await ana.tab.journal.keepNote({ text: 'My mother’s hands.' });
    await ana.tab.journal.drafts.keep({
      key: 'note:new:1',
      entryId: null,
      kind: 'note',
      value: { text: 'It keeps com' },
    });
    await asTheFirstVersionLeftIt(ana);
    ana.device.network = reachable;

    const tab = await reloaded(ana);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words().sort()).toEqual(['My mother’s hands.', 'The door was blue.']);
    expect(await tab.journal.drafts.list()).toMatchObject([{ value: { text: 'It keeps com' } }]);
    await tab.exchange();
    expect(tab.connection.connection.value.waiting).toBe(0);
    expect(await tab.owner.requireAccount().database.read(['drops'], (at) => at.objectStore('drops').count())).toBe(0);
  });
});
