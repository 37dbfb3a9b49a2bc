// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { toBase64url } from '../../src/api/wire.ts';
import { anotherPhone, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { Device, openTab, reachable, type Network, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { lies, rows, stored, expectReassurance, expectNothingLost, type Row } from '../harness/lying.ts';

let server: SharedServer;
let ana: Person;
let mallory: Person;
let malloryId: string;
let theirSlots: Row[];
let device: Device;
let phone: Tab;

beforeAll(async () => {
  server = await SharedServer.get();
  ana = await newPerson(server, 'patient', 'ana');
  await ana.tab.journal.keepNote({ text: 'the door was blue' });
  await ana.tab.exchange();
  mallory = await newPerson(server, 'patient', 'mallory');
  malloryId = mallory.tab.owner.requireAccount().accountId;
  theirSlots = (await stored(mallory, '/slots')).slots as Row[];
});
beforeEach(async () => {
  device = new Device(server.origin);
  phone = await openTab(device);
});

/** Ana signs in on a new phone through a lying network. @returns the code of the fault she is shown */
async function signInOver(network: Network): Promise<string> {
  device.network = network;
  try {
    await phone.account.signIn({ login: ana.login, password: PASSWORD });
    return 'opened';
  } catch (error) {
    expect((error as { sentence: string }).sentence).toMatch(/^[A-Z].*\.$/);
    return (error as { code: string }).code;
  }
}

/** Nothing was opened or stored, and signing in to the honest server works. */
async function stillOutside(): Promise<void> {
  expect(phone.account.account.value).toEqual({ step: 'welcome' });
  expect(phone.words()).toEqual([]);
  device.network = reachable;
  await phone.account.signIn({ login: ana.login, password: PASSWORD });
  await phone.settled();
  await phone.exchange();
  expect(phone.words()).toEqual(['the door was blue']);
}

const slot = (type: string, change: (row: Row) => Row): Network =>
  lies(
    'GET /api/slots',
    rows('slots', (row) => (row.type === type ? change(row) : row)),
  );

describe('ways in', () => {
  test('H24 the slot of another account does not open, whole or in parts', async () => {
    expect(await signInOver(lies('GET /api/slots', () => ({ slots: theirSlots })))).toBe('wrong_password');
    const theirs = theirSlots.find(({ type }) => type === 'password')!;
    expect(await signInOver(slot('password', (row) => ({ ...row, envelope: theirs.envelope })))).toBe('wrong_password');
    await stillOutside();
  });

  test('H25 a slot of the server’s own making opens to no key of its choosing', async () => {
    const random = crypto.getRandomValues(new Uint8Array(113));
    random[0] = 1;
    expect(await signInOver(slot('password', (row) => ({ ...row, envelope: toBase64url(random) })))).toBe(
      'wrong_password',
    );
    await stillOutside();
  });

  test.each<[string, (row: Row) => Row]>([
    ['another id', (row) => ({ ...row, slot_id: crypto.randomUUID() })],
    [
      'another salt',
      (row) => ({
        ...row,
        params: toBase64url(new Uint8Array([0, 1, 1, 0, 16, ...crypto.getRandomValues(new Uint8Array(16))])),
      }),
    ],
    [
      'params of another profile',
      (row) => ({ ...row, params: toBase64url(new Uint8Array([0, 1, 2, 0, 16, ...new Uint8Array(16)])) }),
    ],
    ['no params', (row) => ({ ...row, params: '' })],
    ['the type of another way', (row) => ({ ...row, type: 'recovery' })],
  ])('H26 a password slot with %s does not open', async (_what, change) => {
    expect(['wrong_password', 'damaged', 'nonsense', 'weaker_protection']).toContain(
      await signInOver(slot('password', change)),
    );
    await stillOutside();
  });

  test.each([0, 2, '1', true, null, undefined, 1.5])(
    'H27 profile %j: weaker protection is not had, and nothing of the password leaves',
    async (profile) => {
      const sent: string[] = [];
      const lying = lies('POST /api/prelogin', (was) => ({ ...was, profile }));
      const code = await signInOver((request, pass) => {
        sent.push(request.path);
        return lying(request, pass);
      });
      expect(['weaker_protection', 'nonsense']).toContain(code);
      expect(sent).toEqual(['/api/prelogin']);
      await stillOutside();
    },
  );

  test.each(['', 'AAAA', 'A'.repeat(21), 'A'.repeat(23), 'not base64 at all!!!!!'])(
    'H28 a salt like %j is none',
    async (salt16) => {
      const code = await signInOver(lies('POST /api/prelogin', (was) => ({ ...was, salt16 })));
      expect(['weaker_protection', 'nonsense', 'bad_input', 'damaged']).toContain(code);
      await stillOutside();
    },
  );

  test.each<[string, Network]>([
    ['a salt of 15 bytes', lies('POST /api/prelogin', (was) => ({ ...was, salt16: toBase64url(new Uint8Array(15)) }))],
    ['a slot with such a salt', slot('password', (row) => ({ ...row, params: toBase64url(new Uint8Array(20)) }))],
    ['no slot for the password', slot('password', (row) => ({ ...row, type: 'passkey', params: 'A'.repeat(43) }))],
    ['no slot for the code', lies('GET /api/slots', ({ slots }) => ({ slots: (slots as Row[]).slice(0, 1) }))],
  ])('%s is the server’s fault, not what she typed', async (_what, network) => {
    expect(await signInOver(network)).toBe('nonsense');
    await stillOutside();
  });

  test('told at sign-in that she is a therapist, her own phone stays a patient’s', async () => {
    const tab = await reloaded(ana);
    ana.device.network = lies('POST /api/logins', (was) => ({ ...was, role: 'therapist' }));
    await tab.account.signIn({ login: ana.login, password: PASSWORD });
    expect(tab.account.account.value).toMatchObject({ step: 'open', role: 'patient' });
    ana.device.network = reachable;
    expect((await reloaded(ana)).account.account.value).toMatchObject({ step: 'locked', role: 'patient' });
    await ana.tab.account.unlock({ password: PASSWORD });
    await ana.tab.settled();
  });

  test('H28 a salt the server chose gives a proof that fits nothing it has, and no slot', async () => {
    expect(await signInOver(lies('POST /api/prelogin', (was) => ({ ...was, salt16: 'A'.repeat(22) })))).toBe(
      'wrong_login',
    );
    await stillOutside();
  });

  test('H29 another account id at login opens nothing and is not kept', async () => {
    expect(await signInOver(lies('POST /api/logins', (was) => ({ ...was, account_id: malloryId })))).toBe(
      'wrong_password',
    );
    await stillOutside();
  });

  test('H29 signed in over her own phone, another account id is refused before anything is asked', async () => {
    const tab = await reloaded(ana);
    ana.device.network = lies('POST /api/logins', (was) => ({ ...was, account_id: malloryId }));
    await expect(tab.account.signIn({ login: ana.login, password: PASSWORD })).rejects.toMatchObject({
      code: 'other_account_here',
    });
    ana.device.network = reachable;
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['the door was blue']);
  });

  test('H46 a patient told that a second step is missing gives nothing of her journal for it', async () => {
    device.network = lies('POST /api/logins', (was) => ({
      ...was,
      needs: 'second_factor_setup',
      secret: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    }));
    await phone.account.signIn({ login: ana.login, password: PASSWORD });
    expect(phone.account.account.value).toMatchObject({ step: 'second_factor' });
    const { secret } = phone.account.newTotpSecret(ana.login);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(secret).not.toMatch(/^A+$/);
    expect(phone.words()).toEqual([]);
  });
});

describe('her own key', () => {
  test('H16 a retired key of the server’s making is no key of hers', async () => {
    const her = await newPerson(server, 'patient', 'bea');
    await her.tab.journal.keepNote({ text: 'hers' });
    await her.tab.exchange();
    const foreign = ((await stored(mallory, '/entries?after=0&limit=9')).entries as Row[])[0] ?? null;
    const forged = {
      entry_id: crypto.randomUUID(),
      revision: 1,
      deleted: false,
      kept_at: '2026-11-01T00:00:00Z',
      position: 900,
      envelope: toBase64url(new Uint8Array([1, ...crypto.getRandomValues(new Uint8Array(1104))])),
    };
    her.device.network = lies('GET /api/entries', (was) => ({
      ...was,
      position: 901,
      entries: [...(was.entries as Row[]), forged, ...(foreign === null ? [] : [{ ...foreign, position: 901 }])],
    }));
    await her.tab.exchange();
    expect(her.tab.rotation.move.value.step).toBe('none');
    await expectNothingLost(her, ['hers']);
  });

  test('H30 an older key of her own account, shown to a phone that knows the newer, opens nothing', async () => {
    const her = await newPerson(server, 'patient', 'cleo');
    await her.tab.journal.keepNote({ text: 'hers' });
    await her.tab.exchange();
    const before = (await stored(her, '/slots')).slots as Row[];
    const kept = her.tab.owner.requireAccount();
    const other = await anotherPhone(server, her);
    await other.tab.rotation.prepareNewKey({ password: 'newer words for a newer key today' });
    await other.tab.rotation.makeNewKey({ password: PASSWORD });
    other.device.network = lies('GET /api/slots', () => ({ slots: before }));
    const tab = await reloaded(other);
    await expect(tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ name: 'Fault' });
    expect(tab.words()).toEqual([]);
    expect(kept.publicKey).not.toEqual(tab.owner.requireAccount().publicKey);
    other.device.network = reachable;
    await tab.account.unlock({ password: 'newer words for a newer key today' });
    await tab.settled();
    await tab.exchange();
    expect(tab.words()).toEqual(['hers']);
  });

  test('H39 “this account does not exist” from every endpoint: nothing on the phone is deleted', async () => {
    const her = await newPerson(server, 'patient', 'dora');
    await her.tab.journal.keepNote({ text: 'hers' });
    await her.tab.exchange();
    for (const [status, code] of [
      [403, 'wrong_role'],
      [404, 'not_found'],
      [410, 'gone'],
      [500, 'server_error'],
      [401, 'wrong_login'],
      [401, 'not_signed_in'],
    ] as const) {
      her.device.network = async () => new Response(JSON.stringify({ code }), { status });
      await her.tab.exchange();
      expectReassurance(her, /safe|saved|kept|phone|stays|password/);
      her.device.network = reachable;
      const state = her.tab.account.account.value.step;
      expect(['open', 'locked']).toContain(state);
      if (state === 'locked') await her.tab.account.unlock({ password: PASSWORD });
      await her.tab.settled();
      expect(her.tab.words()).toEqual(['hers']);
    }
    her.device.network = async () => new Response(JSON.stringify({ code: 'wrong_login' }), { status: 401 });
    her.tab = await reloaded(her);
    await her.tab.account.unlock({ password: PASSWORD }).catch(() => undefined);
    await her.tab.exchange();
    her.device.network = reachable;
    if (her.tab.account.account.value.step === 'locked') await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    await expectNothingLost(her, ['hers']);
  });
});
