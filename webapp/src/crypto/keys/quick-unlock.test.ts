// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { hex, idText } from '../primitives/encoding.ts';
import { CryptoFault, type FaultCode } from '../primitives/faults.ts';
import { makeDeviceKey, type DeviceKey } from '../primitives/primitives.ts';
import { pinKek, type PinLock } from './quick-unlock.ts';
import { Vault } from '../vault/vault.ts';

const ANA = { login: 'ana', password: 'six words nobody would ever guess' };
const PIN = '271828';

const fault = (action: Promise<unknown>): Promise<FaultCode | 'none'> =>
  action.then(
    () => 'none' as const,
    (reason: unknown) => (reason instanceof CryptoFault ? reason.code : Promise.reject(reason as Error)),
  );

async function withPin(pin = PIN): Promise<{ accountId: string; publicKey: Uint8Array; lock: PinLock }> {
  const vault = new Vault();
  const { accountId, publicKey } = await vault.createAccount(ANA);
  return { accountId, publicKey, lock: await vault.makePin({ pin }) };
}

describe('a PIN on one device', () => {
  test('opens the same account key again', async () => {
    const { accountId, publicKey, lock } = await withPin();
    expect(await new Vault().unlockWithPin({ accountId, pin: PIN, lock })).toEqual({ accountId, publicKey });
  });

  test('another PIN, another device and another account are the same wrong PIN', async () => {
    const { accountId, lock } = await withPin();
    const elsewhere = { ...lock, deviceKey: await makeDeviceKey() };
    const other = idText(new Uint8Array(16).fill(9));
    expect(await fault(new Vault().unlockWithPin({ accountId, pin: '271829', lock }))).toBe('wrong_pin');
    expect(await fault(new Vault().unlockWithPin({ accountId, pin: PIN, lock: elsewhere }))).toBe('wrong_pin');
    expect(await fault(new Vault().unlockWithPin({ accountId: other, pin: PIN, lock }))).toBe('wrong_pin');
  });

  test('the device’s part cannot be read out, and a PIN is made only by who is in', async () => {
    const { lock } = await withPin();
    expect(lock.deviceKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', lock.deviceKey)).rejects.toThrow();
    expect(await fault(new Vault().makePin({ pin: PIN }))).toBe('locked');
  });

  test('five digits, letters and digits of other scripts are no PIN', async () => {
    const vault = new Vault();
    await vault.createAccount(ANA);
    for (const pin of ['27182', 'abcdef', '27182８', '2718 28', '1'.repeat(33)])
      expect(await fault(vault.makePin({ pin }))).toBe('bad_input');
  });

  test('the construct is the one written down: computed with Python’s hmac and cryptography too', async () => {
    const raw = Uint8Array.from({ length: 32 }, (_, at) => at);
    const deviceKey: DeviceKey = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
    ]);
    const kek = await pinKek(PIN, new Uint8Array(16).fill(0x22), idText(new Uint8Array(16).fill(0x11)), deviceKey);
    expect(hex(kek)).toBe('d914e4d3b6825169d55f7383b7d109bf7271c5d8e4e7ef6cc4b8a566072a00db');
  });
});

describe('a note written while locked', () => {
  const ENTRY = '00000000-0000-4000-8000-000000000001';
  const note = { v: 1, kind: 'note', text: 'The door was blue.' };

  test('is sealed without any key in memory, and opens after the unlock, under its own name only', async () => {
    const [her, locked] = [new Vault(), new Vault()];
    const { accountId, publicKey } = await her.createAccount(ANA);
    const drop = await locked.sealDrop({ accountId, publicKey, entryId: ENTRY, payload: note });
    expect(await fault(locked.openDrops([{ entryId: ENTRY, drop }]))).toBe('locked');
    const other = ENTRY.replace('1', '2');
    expect(
      await her.openDrops([
        { entryId: ENTRY, drop },
        { entryId: other, drop },
        { entryId: other, drop: drop.slice(0, 40) },
      ]),
    ).toEqual([
      { entryId: ENTRY, payload: note },
      { entryId: other, unreadable: true },
      { entryId: other, unreadable: true },
    ]);
  });

  test('Mallory, who knows the public key, can leave a note but no contact and no settings', async () => {
    const [her, mallory] = [new Vault(), new Vault()];
    const { accountId, publicKey } = await her.createAccount(ANA);
    for (const kind of ['contact', 'settings', 'invite', 'deleted', 'retired_key']) {
      const drop = await mallory.sealDrop({ accountId, publicKey, entryId: ENTRY, payload: { v: 1, kind } });
      expect(await her.openDrops([{ entryId: ENTRY, drop }])).toEqual([{ entryId: ENTRY, unreadable: true }]);
    }
  });

  test('nothing is sealed to a key that would give the words away', async () => {
    const { accountId } = await new Vault().createAccount(ANA);
    const sealed = new Vault().sealDrop({ accountId, publicKey: new Uint8Array(32), entryId: ENTRY, payload: note });
    expect(await fault(sealed)).toBe('damaged');
  });
});
