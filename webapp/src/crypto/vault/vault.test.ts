// SPDX-License-Identifier: AGPL-3.0-or-later
import type * as HashWasm from 'hash-wasm';
import { argon2id } from 'hash-wasm';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import { CryptoFault, type FaultCode } from '../primitives/faults.ts';
import { systemRandom } from '../primitives/primitives.ts';
import { Vault, type NewAccount } from './vault.ts';

// The real function, counted.
vi.mock('hash-wasm', async (load) => {
  const real = await load<typeof HashWasm>();
  return { ...real, argon2id: vi.fn(real.argon2id) };
});

const ENTRY = '00000000-0000-4000-8000-000000000001';
const SHARE = '00000000-0000-4000-8000-000000000002';
const LOGIN = { login: 'ana', password: 'six words nobody would ever guess' };
const NOW = '2026-11-22T10:00:00Z';
const LATER = '2026-12-06T10:00:00Z';
const ORIGIN = 'https://practice.example';

async function fault(action: Promise<unknown>): Promise<FaultCode | 'none'> {
  return action.then(
    () => 'none' as const,
    (reason: unknown) => (reason instanceof CryptoFault ? reason.code : Promise.reject(reason as Error)),
  );
}

let ana: Vault;
let anas: NewAccount;
let theo: Vault;
let theos: NewAccount;

beforeAll(async () => {
  [ana, theo] = [new Vault(), new Vault()];
  anas = await ana.createAccount(LOGIN);
  theos = await theo.createAccount({ login: 'Theo', password: 'another six words to be typed' });
});

/** Ana and Theo meet: an invite, an acceptance, two contacts. */
async function meet() {
  const { payload: invite, fragment } = await theo.makeInvite({ apiOrigin: ORIGIN, expiresAt: LATER });
  const { acceptance, contact: herTheo } = await ana.acceptInvite({ fragment, myName: 'Ana', theirName: 'Theo' });
  const pairing = { ...acceptance, therapist_id: theos.accountId };
  const hisAna = await theo.checkAcceptance({ invite, pairing, now: NOW });
  return { invite, fragment, pairing, herTheo, hisAna };
}

describe('an account', () => {
  test('the browser computes what the standards say', async () => {
    await expect(new Vault().check()).resolves.toBeUndefined();
  });

  test('six words are suggested, not the same twice', async () => {
    const [one, two] = [await ana.suggestPassword(), await ana.suggestPassword()];
    expect(one.split(' ')).toHaveLength(6);
    expect(one).not.toBe(two);
  });

  test('Ana unlocks on a new phone with her password, Argon2id running once for signing in and unlocking', async () => {
    const phone = new Vault();
    const auth = await phone.authKey({ ...LOGIN, login: 'ANA', salt1664: anas.salt1664 });
    expect(auth).toBe(anas.authKey64);
    const runs = vi.mocked(argon2id).mock.calls.length;
    const unlocked = await phone.unlockWithPassword({ ...LOGIN, accountId: anas.accountId, slots: anas.slots });
    expect(vi.mocked(argon2id).mock.calls).toHaveLength(runs);
    expect(unlocked.publicKey).toEqual(anas.publicKey);
  });

  test('a wrong password after the right one was used to sign in opens nothing', async () => {
    const phone = new Vault();
    await phone.authKey({ ...LOGIN, salt1664: anas.salt1664 });
    const wrong = phone.unlockWithPassword({
      ...LOGIN,
      password: 'wrong',
      accountId: anas.accountId,
      slots: anas.slots,
    });
    expect(await fault(wrong)).toBe('wrong_password');
  });

  test('the recovery code opens, typed carelessly; a mistyped one and another one say which they are', async () => {
    const phone = new Vault();
    const unlock = (code: string) =>
      phone.unlockWithRecoveryCode({ accountId: anas.accountId, code, slots: anas.slots });
    const careless = anas.recoveryCode.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await unlock(careless)).publicKey).toEqual(anas.publicKey);
    expect(await fault(unlock(anas.recoveryCode.slice(0, -1)))).toBe('mistyped_code');
    expect(await fault(unlock(theos.recoveryCode))).toBe('wrong_code');
  });

  test('new keys keep the account key: what was sealed before still opens', async () => {
    const phone = new Vault();
    await phone.unlockWithRecoveryCode({ accountId: anas.accountId, code: anas.recoveryCode, slots: anas.slots });
    const fresh = await phone.replaceKeys({ login: 'ana', password: 'brand new' });
    const again = new Vault();
    const unlocked = await again.unlockWithPassword({
      login: 'ana',
      password: 'brand new',
      accountId: anas.accountId,
      slots: fresh.slots,
    });
    expect(unlocked.publicKey).toEqual(anas.publicKey);
    expect(fresh.recoveryCode).not.toBe(anas.recoveryCode);
    expect(await fault(again.unlockWithPassword({ ...LOGIN, accountId: anas.accountId, slots: fresh.slots }))).toBe(
      'wrong_password',
    );
  });

  test('an empty password is refused, not passed on', async () => {
    expect(await fault(new Vault().createAccount({ login: 'ana', password: '' }))).toBe('bad_input');
  });

  test('slots the server garbled are damage, not a wrong password', async () => {
    const slots = anas.slots.map((slot) => ({ ...slot, params: 'not base64url!' }));
    expect(await fault(new Vault().unlockWithPassword({ ...LOGIN, accountId: anas.accountId, slots }))).toBe('damaged');
    expect(await fault(new Vault().unlockWithPassword({ ...LOGIN, accountId: anas.accountId, slots: [] }))).toBe(
      'damaged',
    );
  });

  test('a lock while an account or new keys are made wins too', async () => {
    const phone = new Vault();
    const making = fault(phone.createAccount(LOGIN));
    await phone.lock();
    expect(await making).toBe('locked');
    await phone.unlockWithRecoveryCode({ accountId: anas.accountId, code: anas.recoveryCode, slots: anas.slots });
    const replacing = fault(phone.replaceKeys(LOGIN));
    await phone.lock();
    expect(await replacing).toBe('locked');
  });

  test('a lock during an unlock wins', async () => {
    const phone = new Vault();
    const unlocking = fault(phone.unlockWithPassword({ ...LOGIN, accountId: anas.accountId, slots: anas.slots }));
    await phone.lock();
    expect(await unlocking).toBe('locked');
    expect(await fault(phone.sealEntry({ entryId: ENTRY, revision: 1, payload: {} }))).toBe('locked');
  });
});

describe('a journal', () => {
  test('Ana reads her note again; at another revision it is unreadable, and Mallory cannot read it', async () => {
    const payload = { v: 1, kind: 'note', text: 'a quiet morning \u{1F33F}' };
    const envelope = await ana.sealEntry({ entryId: ENTRY, revision: 1, payload });
    const opened = await ana.openEntries([
      { entryId: ENTRY, revision: 1, envelope },
      { entryId: ENTRY, revision: 2, envelope },
    ]);
    expect(opened).toEqual([
      { entryId: ENTRY, revision: 1, payload },
      { entryId: ENTRY, revision: 2, unreadable: true },
    ]);
    expect(await theo.openEntries([{ entryId: ENTRY, revision: 1, envelope }])).toEqual([
      { entryId: ENTRY, revision: 1, unreadable: true },
    ]);
  });

  test('one malformed row of the server does not hide the others', async () => {
    const envelope = await ana.sealEntry({ entryId: ENTRY, revision: 1, payload: { v: 1 } });
    const rows = [
      { entryId: 'no id', revision: 1, envelope },
      { entryId: ENTRY, revision: -1, envelope },
      { entryId: ENTRY, revision: 1, envelope },
    ];
    expect((await ana.openEntries(rows)).map((row) => 'payload' in row)).toEqual([false, false, true]);
  });

  test('half an emoji does not cost the whole note', async () => {
    const envelope = await ana.sealEntry({ entryId: ENTRY, revision: 1, payload: { text: 'cut \ud83c' } });
    expect(await ana.openEntries([{ entryId: ENTRY, revision: 1, envelope }])).toMatchObject([
      { payload: { text: 'cut \ufffd' } },
    ]);
  });

  test('a draft opens in its own store under its own key only', async () => {
    const draft = await ana.sealLocal({ store: 'drafts', key: 'new', value: ['unfinished', null] });
    expect(await ana.openLocal({ store: 'drafts', key: 'new', envelope: draft })).toEqual(['unfinished', null]);
    expect(await fault(ana.openLocal({ store: 'drafts', key: 'other', envelope: draft }))).toBe('damaged');
  });

  test('nothing opens after the lock', async () => {
    const phone = new Vault();
    await phone.createAccount(LOGIN);
    await phone.lock();
    expect(await fault(phone.openEntries([]))).toBe('locked');
  });
});

describe('a pairing', () => {
  test('both see the same eight words and each other, named as they said', async () => {
    const { herTheo, hisAna } = await meet();
    expect(hisAna).toMatchObject({ role: 'patient', name: 'Ana', account_id: anas.accountId, words_compared: false });
    expect(herTheo).toMatchObject({ role: 'therapist', name: 'Theo', account_id: theos.accountId });
    const words = await ana.comparisonWords(herTheo);
    expect(words).toHaveLength(8);
    expect(await theo.comparisonWords(hisAna)).toEqual(words);
  });

  test('a pairing id is drawn after the link was read, and anew each time', async () => {
    const { fragment } = await theo.makeInvite({ apiOrigin: ORIGIN, expiresAt: LATER });
    const happened: string[] = [];
    const bea = new Vault((n) => {
      happened.push(`drew ${n}`);
      return systemRandom(n);
    });
    await bea.createAccount({ login: 'bea', password: 'six words of a quite ordinary kind' });
    happened.length = 0;

    await expect(
      bea.acceptInvite({ fragment: fragment.slice(0, -1), myName: 'Bea', theirName: 'Theo' }),
    ).rejects.toMatchObject({ code: 'invite_damaged' });
    expect(happened).toEqual([]);
    const ids = [];
    for (let times = 0; times < 3; times += 1)
      ids.push((await bea.acceptInvite({ fragment, myName: 'Bea', theirName: 'Theo' })).contact.pairing_id);

    expect(happened[0]).toBe('drew 16');
    expect(new Set(ids).size).toBe(3);
  });

  test('a link tells where it leads without its secret, also while locked', async () => {
    const { fragment } = await meet();
    const read = await new Vault().readInvite(fragment);
    expect(read).toMatchObject({ therapistId: theos.accountId, apiOrigin: ORIGIN });
    expect(read).not.toHaveProperty('secret');
    expect(await fault(new Vault().readInvite(fragment.slice(0, -5)))).toBe('invite_damaged');
  });

  test('Theo refuses an acceptance late, for another invite, with a changed key, or by himself', async () => {
    const { invite, fragment, pairing } = await meet();
    const other = (await theo.makeInvite({ apiOrigin: ORIGIN, expiresAt: LATER })).payload;
    const check = (a: Partial<Parameters<Vault['checkAcceptance']>[0]>) =>
      fault(theo.checkAcceptance({ invite, pairing, now: NOW, ...a }));
    expect(await check({})).toBe('none');
    expect(await check({ now: '2026-12-06T10:00:01Z' })).toBe('invite_expired');
    expect(await check({ invite: other })).toBe('invite_not_mine');
    expect(await check({ pairing: { ...pairing, pk_patient: pairing.tag } })).toBe('damaged');
    expect(await check({ pairing: { ...pairing, hello: pairing.tag } })).toBe('damaged');
    expect(await check({ pairing: { ...pairing, tag: 'not base64url!' } })).toBe('damaged');
    expect(await fault(theo.acceptInvite({ fragment, myName: 'T', theirName: 'T' }))).toBe('same_person');
  });

  test('an invite for an address without https is not written', async () => {
    for (const apiOrigin of [
      'http://practice.example',
      'https://practice.example/',
      'https://PRACTICE.example',
      'javascript:1',
      '',
    ]) {
      expect(await fault(theo.makeInvite({ apiOrigin, expiresAt: LATER })), apiOrigin).toBe('bad_input');
    }
  });
});

describe('a share', () => {
  const payload = { v: 1, kind: 'note', text: 'for you' };

  test('Theo reads what Ana sealed for him, and Ana can look at it again', async () => {
    const { herTheo, hisAna } = await meet();
    const envelope = await ana.sealShare({ contact: herTheo, direction: 'sent', shareId: SHARE, revision: 1, payload });
    const row = {
      pairing_id: herTheo.pairing_id,
      share_id: SHARE,
      from_id: anas.accountId,
      to_id: theos.accountId,
      revision: 1,
      envelope,
    };
    expect(await theo.openShare({ contact: hisAna, direction: 'received', row })).toEqual(payload);
    expect(await ana.openShare({ contact: herTheo, direction: 'sent', row })).toEqual(payload);
  });

  test('it opens in no other direction, revision or pairing', async () => {
    const { herTheo, hisAna } = await meet();
    const second = await meet();
    const envelope = await ana.sealShare({ contact: herTheo, direction: 'sent', shareId: SHARE, revision: 1, payload });
    const row = {
      pairing_id: herTheo.pairing_id,
      share_id: SHARE,
      from_id: anas.accountId,
      to_id: theos.accountId,
      revision: 1,
      envelope,
    };
    const open = (a: object, contact = hisAna) =>
      fault(theo.openShare({ contact, direction: 'received', row: { ...row, ...a } }));
    expect(await open({ revision: 2 })).toBe('damaged');
    expect(await open({ from_id: theos.accountId, to_id: anas.accountId })).toBe('damaged');
    expect(await open({ pairing_id: second.hisAna.pairing_id }, second.hisAna)).toBe('damaged');
    expect(await fault(theo.openShare({ contact: hisAna, direction: 'sent', row }))).toBe('damaged');
  });

  test('a contact cannot be slipped in as a share', async () => {
    const { herTheo } = await meet();
    expect(
      await fault(
        ana.sealShare({ contact: herTheo, direction: 'sent', shareId: SHARE, revision: 1, payload: herTheo }),
      ),
    ).toBe('bad_input');
  });
});
