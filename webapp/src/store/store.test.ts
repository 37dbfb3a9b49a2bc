// SPDX-License-Identifier: AGPL-3.0-or-later
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { openToken, sealToken } from '../crypto/keys/login-token.ts';
import { systemRandom } from '../crypto/primitives/primitives.ts';
import { onStorageFull } from './database.ts';
import { DeviceStore } from './device.ts';
import { openAccountDatabase, type AccountDatabase } from './account-database.ts';
import { withOwnBuffer, type EntryRow } from './rows.ts';

const row = (id: string): EntryRow => ({
  id,
  revision: 1,
  envelope: new Uint8Array(8),
  deleted: false,
  stored: 0,
  seen: [],
  touched: 0,
  keptAt: '2026-01-01T00:00:00Z',
});
const keep = (home: AccountDatabase, id: string, also?: () => void): Promise<void> =>
  home.change(['entries', 'outbox'], async (at) => {
    await at.objectStore('entries').put(row(id));
    also?.();
    await at.objectStore('outbox').put({ key: `entry/${id}`, deed: 'entry', id, refused: null });
  });
const counts = (home: AccountDatabase): Promise<number[]> =>
  home.read(['entries', 'outbox'], (at) =>
    Promise.all([at.objectStore('entries').count(), at.objectStore('outbox').count()]),
  );

let name = '';
let home: AccountDatabase;
beforeEach(async () => {
  name = `device-${crypto.randomUUID()}`;
  home = await openAccountDatabase(name, 'account');
});
afterEach(() => {
  home.close();
});

const quota = (): never => {
  throw new DOMException('no room', 'QuotaExceededError');
};

describe('the phone’s storage', () => {
  test('journal and outbox change together', async () => {
    await keep(home, 'one');
    expect(await counts(home)).toEqual([1, 1]);
  });

  test('what fails in the middle leaves neither', async () => {
    await expect(
      keep(home, 'one', () => {
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect(await counts(home)).toEqual([0, 0]);
  });

  test('a change waits for the disk, not for the cache before it', async () => {
    const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await keep(home, 'one');
    expect(asked.mock.calls.map(([, mode, how]) => [mode, how?.durability])).toEqual([['readwrite', 'strict']]);
  });

  test('a full disk is reported, nothing is half saved, and the next success clears the report', async () => {
    const told: boolean[] = [];
    const leave = onStorageFull((full) => told.push(full));
    await keep(home, 'before');
    await expect(keep(home, 'one', quota)).rejects.toMatchObject({ name: 'StoreFault', code: 'full' });
    await keep(home, 'two');
    leave();
    expect(told).toEqual([false, true, false]);
    expect(await counts(home)).toEqual([2, 2]);
  });

  test('another tab may remove the database: this one lets go and says so from then on', async () => {
    const other = await openAccountDatabase(name, 'account');
    await other.erase();
    await expect(keep(home, 'one')).rejects.toMatchObject({ code: 'closed' });
    expect(await counts(await openAccountDatabase(name, 'account'))).toEqual([0, 0]);
  });

  test('a browser without storage says so at the start', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    await expect(openAccountDatabase(name, 'other')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(DeviceStore.open(name)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('two accounts never see each other’s rows', async () => {
    await keep(home, 'mine');
    expect(await counts(await openAccountDatabase(name, 'another'))).toEqual([0, 0]);
  });

  test('the device remembers whose it is until it is told to forget', async () => {
    const device = await DeviceStore.open(name);
    const account = {
      accountId: 'a',
      login: 'ana',
      role: 'patient' as const,
      publicKey: new Uint8Array(32),
      slots: [],
    };
    expect(await device.account()).toBeNull();
    await device.keepAccount(account);
    expect(await device.account()).toEqual(account);
    await device.forgetAccount();
    expect(await device.account()).toBeNull();
  });

  test('a login that was set aside is used no more, and is known until it is ended', async () => {
    const device = await DeviceStore.open(name);
    const [first, second] = [await sealToken('one', systemRandom), await sealToken('two', systemRandom)];
    for (const login of [first, second]) {
      await device.keep('login', login);
      await device.setLoginAside();
      await device.setLoginAside();
    }
    expect(await device.fact('login')).toBeNull();
    const waiting = await device.loginsToEnd();
    expect(await Promise.all(waiting.map(openToken))).toEqual(['one', 'two']);
    await device.forgetLoginToEnd(first);
    await device.forgetAccount();
    expect(await Promise.all((await device.loginsToEnd()).map(openToken))).toEqual(['two']);
    await device.forgetLoginToEnd(second);
    expect(await device.fact('logins_to_end')).toBeNull();
  });

  test('bytes are kept without the larger buffer behind them', () => {
    const view = new Uint8Array(1000).subarray(10, 20);
    expect(withOwnBuffer(view).buffer.byteLength).toBe(10);
  });
});
