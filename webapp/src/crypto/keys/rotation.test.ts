// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { toBase64 } from '../primitives/encoding.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { Vault, type NewAccount, type NewAccountKey } from '../vault/vault.ts';

const ENTRY = '00000000-0000-4000-8000-000000000001';
const OLD = { login: 'ana', password: 'six words that somebody may know' };
const NEW = { login: 'ana', password: 'six other words nobody knows' };
const NOTE = { v: 1, kind: 'note', text: 'written before' };

let before: Vault;
let account: NewAccount;
let made: NewAccountKey;

const code = (action: Promise<unknown>) =>
  action.then(
    () => 'none',
    (reason: unknown) => (reason instanceof CryptoFault ? reason.code : Promise.reject(reason as Error)),
  );

async function afterwards(): Promise<Vault> {
  const vault = new Vault();
  await vault.unlockWithPassword({ accountId: account.accountId, ...NEW, slots: made.slots });
  return vault;
}

async function retiredPayload(vault: Vault): Promise<Record<string, unknown>> {
  const [row] = await vault.openEntries([{ ...made.retiredKey, revision: 1 }]);
  if (row === undefined || !('payload' in row)) throw new Error('the retired key does not open');
  return row.payload;
}

beforeAll(async () => {
  before = new Vault();
  account = await before.createAccount(OLD);
  made = await before.rotate(NEW);
});

describe('a new account key', () => {
  test('is another key behind another password and another code; the old ones open nothing of it', async () => {
    const vault = new Vault();
    expect(made.publicKey).not.toEqual(account.publicKey);
    expect(made.slots.map(({ type }) => type)).toEqual(['password', 'recovery']);
    const { publicKey } = await vault.unlockWithPassword({ accountId: account.accountId, ...NEW, slots: made.slots });
    expect(publicKey).toEqual(made.publicKey);
    await expect(
      vault.unlockWithRecoveryCode({ accountId: account.accountId, code: made.recoveryCode, slots: made.slots }),
    ).resolves.toMatchObject({ publicKey });
    expect(await code(vault.unlockWithPassword({ accountId: account.accountId, ...OLD, slots: made.slots }))).toBe(
      'wrong_password',
    );
    expect(
      await code(
        vault.unlockWithRecoveryCode({ accountId: account.accountId, code: account.recoveryCode, slots: made.slots }),
      ),
    ).toBe('wrong_code');
  });

  test('leaves the vault under the old key until it is unlocked anew, and the old key cannot read the new one’s entry', async () => {
    const envelope = await before.sealEntry({ entryId: ENTRY, revision: 1, payload: NOTE });
    expect(await before.openEntries([{ entryId: ENTRY, revision: 1, envelope }])).toMatchObject([{ payload: NOTE }]);
    expect(await before.openEntries([{ ...made.retiredKey, revision: 1 }])).toMatchObject([{ unreadable: true }]);
  });

  test('opens what the old key sealed only once the retired key was admitted, and says so of each row', async () => {
    const envelope = await before.sealEntry({ entryId: ENTRY, revision: 3, payload: NOTE });
    const rows = [{ entryId: ENTRY, revision: 3, envelope }];
    const vault = await afterwards();
    expect(await vault.openEntries(rows)).toMatchObject([{ unreadable: true }]);
    expect(await vault.admitRetiredKey(await retiredPayload(vault))).toEqual(account.publicKey);
    expect(await vault.openEntries(rows)).toEqual([{ entryId: ENTRY, revision: 3, payload: NOTE, underRetired: true }]);
    await vault.forgetRetiredKeys();
    expect(await vault.openEntries(rows)).toMatchObject([{ unreadable: true }]);
  });

  test('seals an entry again byte for byte as the next revision, and only what needs it', async () => {
    const ancestors = 'b'.repeat(384);
    const vault = await afterwards();
    await vault.admitRetiredKey(await retiredPayload(vault));
    const old = await before.sealEntry({ entryId: ENTRY, revision: 3, payload: NOTE });
    const own = await vault.sealEntry({ entryId: ENTRY, revision: 3, payload: NOTE });
    const damaged = old.slice().fill(7, 70);
    const [again, ...others] = await vault.resealEntries(
      [old, own, damaged].map((envelope) => ({ entryId: ENTRY, revision: 3, envelope, next: 4, ancestors })),
    );
    expect(others).toEqual([null, null]);
    expect(await vault.openEntries([{ entryId: ENTRY, revision: 4, envelope: again! }])).toEqual([
      { entryId: ENTRY, revision: 4, payload: { ...NOTE, ancestors } },
    ]);
    expect(again!.length).toBe(old.length);
  });

  test('opens and seals again what only this device kept', async () => {
    const place = { store: 'drafts', key: 'write' };
    const envelope = await before.sealLocal({ ...place, value: { text: 'half a wor' } });
    const vault = await afterwards();
    expect(await code(vault.openLocal({ ...place, envelope }))).toBe('damaged');
    expect(await vault.resealLocal({ ...place, envelope })).toBeNull();
    await vault.admitRetiredKey(await retiredPayload(vault));
    expect(await vault.openLocal({ ...place, envelope })).toEqual({ text: 'half a wor' });
    const again = await vault.resealLocal({ ...place, envelope });
    await vault.forgetRetiredKeys();
    expect(await vault.openLocal({ ...place, envelope: again! })).toEqual({ text: 'half a wor' });
  });

  test('unlocking once more, to prove who asks, keeps what the retired key opens', async () => {
    const vault = await afterwards();
    await vault.admitRetiredKey(await retiredPayload(vault));
    await vault.unlockWithPassword({ accountId: account.accountId, ...NEW, slots: made.slots });
    const envelope = await before.sealEntry({ entryId: ENTRY, revision: 1, payload: NOTE });
    expect(await vault.openEntries([{ entryId: ENTRY, revision: 1, envelope }])).toMatchObject([
      { underRetired: true },
    ]);
  });

  test('a lock forgets the retired keys too', async () => {
    const vault = await afterwards();
    await vault.admitRetiredKey(await retiredPayload(vault));
    await vault.lock();
    expect(await code(vault.forgetRetiredKeys())).toBe('locked');
    await vault.unlockWithPassword({ accountId: account.accountId, ...NEW, slots: made.slots });
    const envelope = await before.sealEntry({ entryId: ENTRY, revision: 1, payload: NOTE });
    expect(await vault.openEntries([{ entryId: ENTRY, revision: 1, envelope }])).toMatchObject([{ unreadable: true }]);
  });

  test('a payload that is no retired key, and the key in use itself, are refused', async () => {
    const vault = await afterwards();
    for (const payload of [
      {},
      { v: 1, kind: 'note', key: toBase64(new Uint8Array(32)) },
      { v: 2, kind: 'retired_key', key: toBase64(new Uint8Array(32)) },
      { v: 1, kind: 'retired_key', key: toBase64(new Uint8Array(31)) },
      { v: 1, kind: 'retired_key', key: '*' },
      { v: 1, kind: 'retired_key', key: null },
    ]) {
      expect(await code(vault.admitRetiredKey(payload))).toBe('damaged');
    }
    const [next] = [await vault.rotate(OLD)];
    const later = new Vault();
    await later.unlockWithPassword({ accountId: account.accountId, ...OLD, slots: next.slots });
    const [row] = await later.openEntries([{ ...next.retiredKey, revision: 1 }]);
    expect(await code(vault.admitRetiredKey((row as { payload: Record<string, unknown> }).payload))).toBe('damaged');
  });
});
