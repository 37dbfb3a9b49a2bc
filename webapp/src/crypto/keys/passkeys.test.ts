// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { toBase64 } from '../primitives/encoding.ts';
import { systemRandom } from '../primitives/primitives.ts';
import { Vault, type NewAccount, type SlotRow } from '../vault/vault.ts';

const LOGIN = { login: 'ana', password: 'six words nobody would ever guess' };

let vault: Vault;
let ana: NewAccount;
let slot: SlotRow;
const credentialId = systemRandom(32);
const prf = systemRandom(32);
/** The vault overwrites what it is given; each touch gives it anew. */
const touch = () => ({ credentialId: credentialId.slice(), prf: prf.slice() });

beforeAll(async () => {
  vault = new Vault();
  ana = await vault.createAccount(LOGIN);
  slot = await vault.makePasskeySlot(touch());
});

const unlocking = (a: Partial<{ accountId: string; slots: SlotRow[]; credentialId: Uint8Array; prf: Uint8Array }>) =>
  new Vault().unlockWithPasskey({ accountId: ana.accountId, slots: [...ana.slots, slot], ...touch(), ...a });
const refused = (action: Promise<unknown>) =>
  expect(action).rejects.toMatchObject({ name: 'CryptoFault', code: 'wrong_passkey' });

describe('a passkey as a way in', () => {
  test('the same touch opens the same account key on another phone', async () => {
    const phone = new Vault();
    const { publicKey } = await phone.unlockWithPasskey({
      accountId: ana.accountId,
      slots: [...ana.slots, slot],
      ...touch(),
    });
    expect(publicKey).toEqual(ana.publicKey);
    const row = { entryId: '00000000-0000-4000-8000-000000000001', revision: 1 };
    const envelope = await vault.sealEntry({ ...row, payload: { v: 1, kind: 'note' } });
    expect(await phone.openEntries([{ ...row, envelope }])).toMatchObject([{ payload: { kind: 'note' } }]);
  });

  test('another passkey, another answer of the same one, and one without PRF open nothing', async () => {
    await refused(unlocking({ credentialId: systemRandom(32) }));
    await refused(unlocking({ prf: systemRandom(32) }));
    await refused(unlocking({ prf: new Uint8Array(0) }));
    await refused(unlocking({ slots: ana.slots }));
  });

  test('a slot of another account, another id, another type or with a flipped bit opens nothing', async () => {
    const other = await new Vault().createAccount(LOGIN);
    await refused(unlocking({ accountId: other.accountId }));
    await refused(unlocking({ slots: [{ ...slot, slot_id: other.accountId }] }));
    await refused(unlocking({ slots: [{ ...slot, type: 'recovery' }] }));
    const flipped = `${slot.envelope.slice(0, -2)}${slot.envelope.endsWith('A') ? 'Q' : 'A'}${slot.envelope.slice(-1)}`;
    await refused(unlocking({ slots: [{ ...slot, envelope: flipped }] }));
  });

  test('slots of the server’s making beside the real one do not keep her out', async () => {
    const forged = [
      { ...slot, envelope: 'not base64url!' },
      { ...slot, envelope: toBase64(systemRandom(113)) },
    ];
    await expect(unlocking({ slots: [...forged, slot] })).resolves.toMatchObject({ accountId: ana.accountId });
  });

  test('an output that is not 32 bytes makes no slot, and a locked vault makes none at all', async () => {
    await expect(vault.makePasskeySlot({ credentialId, prf: systemRandom(16) })).rejects.toMatchObject({
      code: 'bad_input',
    });
    await expect(new Vault().makePasskeySlot(touch())).rejects.toMatchObject({ code: 'locked' });
  });

  test('the vault overwrites the output it was given', async () => {
    const given = touch();
    await vault.makePasskeySlot(given);
    expect(given.prf.every((byte) => byte === 0)).toBe(true);
  });
});
