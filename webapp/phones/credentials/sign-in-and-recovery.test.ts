// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import {
  anotherPhone,
  converge,
  offline,
  PASSWORD,
  recover,
  reloaded,
  newPerson,
  type Person,
} from '../harness/people.ts';
import { unreachable, Device, openTab, reachable, type Network } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const NEW = 'lemon orbit canvas ticket velvet ocean';
const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const proof = { password: PASSWORD };

/** A phone that knows nothing yet reads all there is. */
async function wordsWith(login: string, password: string): Promise<string[]> {
  const tab = await openTab(new Device(server.origin));
  await tab.account.signIn({ login, password });
  await tab.settled();
  await tab.exchange();
  return tab.words();
}

/** Passes it on, and breaks before the answer is back; from then on there is no connection. */
const breaksAt =
  (device: Device, method: string, path: string): Network =>
  async (request, pass) => {
    const answer = await pass();
    if (request.method === method && request.path === path) device.network = unreachable;
    return device.network === unreachable ? unreachable(request, pass) : answer;
  };

describe('a new password', () => {
  test('opens everything; the old one signs in nowhere', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'mine' });
    await her.tab.signInAndRecovery.changePassword({ password: NEW, proof });
    await her.tab.exchange();
    expect(await wordsWith(her.login, NEW)).toEqual(['mine']);
    await expect(wordsWith(her.login, PASSWORD)).rejects.toMatchObject({ code: 'wrong_login' });
    const tab = await reloaded(her);
    await expect(tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'wrong_password' });
    await tab.account.unlock({ password: NEW });
  });

  test('a wrong old one is found without asking the server, and changes nothing', async () => {
    const her = await ana();
    const asked: string[] = [];
    her.device.network = (request, pass) => {
      asked.push(`${request.method} ${request.path}`);
      return pass();
    };
    await expect(
      her.tab.signInAndRecovery.changePassword({ password: NEW, proof: { password: 'guessed' } }),
    ).rejects.toMatchObject({ code: 'wrong_password' });
    expect(asked).not.toContain('PUT /api/account/keys');
  });

  test('an answer that is lost is found out by doing it again', async () => {
    const her = await ana();
    her.device.network = breaksAt(her.device, 'PUT', '/api/account/keys');
    await expect(her.tab.signInAndRecovery.changePassword({ password: NEW, proof })).rejects.toMatchObject({
      code: 'offline',
    });
    her.device.network = reachable;
    await her.tab.signInAndRecovery.changePassword({ password: NEW, proof });
    const tab = await reloaded(her);
    await tab.account.unlock({ password: NEW });
  });

  test('another phone of hers locks, refuses the old password once it has heard, and loses no word', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    await offline(tablet, () => tablet.tab.journal.keepNote({ text: 'not sent yet' }));
    await her.tab.signInAndRecovery.changePassword({ password: NEW, proof });
    await tablet.tab.exchange();
    await until(() => expect(tablet.tab.account.account.value.step).toBe('locked'));
    await expect(tablet.tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'password_changed' });
    tablet.device.network = unreachable;
    const tab = await reloaded(tablet);
    expect(tab.account.passwordOutdated.value).toBe(true);
    await expect(tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'password_changed' });
    tablet.device.network = reachable;
    await tab.account.signIn({ login: her.login, password: NEW });
    await tab.settled();
    await tab.exchange();
    expect(tab.words()).toEqual(['not sent yet']);
    expect(tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
  });

  test('a locked phone that has not heard takes the new password at once', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    await tablet.tab.account.lock();
    await her.tab.signInAndRecovery.changePassword({ password: NEW, proof });
    await tablet.tab.account.unlock({ password: NEW });
    await tablet.tab.settled();
    expect(tablet.tab.account.account.value.step).toBe('open');
  });

  test('a phone without a line cannot have heard: the old one opens it until it is online', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    tablet.device.network = unreachable;
    await her.tab.signInAndRecovery.changePassword({ password: NEW, proof });
    const tab = await reloaded(tablet);
    await tab.account.unlock({ password: PASSWORD });
    tablet.device.network = reachable;
    await tab.exchange();
    await until(() => expect(tab.account.account.value.step).toBe('locked'));
    expect(tab.connection.connection.value.sentence).toMatch(/changed on another device/);
  });
});

describe('a server that lies about a password', () => {
  test('takes no word away: the code opens the phone, and so does the password once it is taken again', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'still here' });
    await her.tab.exchange();
    const code = (status: number, said: string): Response => new Response(JSON.stringify({ code: said }), { status });
    her.device.network = async ({ method, path }, pass) => {
      if (method === 'POST' && path === '/api/logins') return code(401, 'wrong_login');
      return path === '/api/account' ? code(401, 'not_signed_in') : pass();
    };
    await her.tab.exchange();
    await until(() => expect(her.tab.account.account.value.step).toBe('locked'));
    await expect(her.tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'password_changed' });
    await her.tab.account.unlock({ code: her.recoveryCode });
    await her.tab.settled();
    expect(her.tab.words()).toEqual(['still here']);
    await her.tab.account.lock();
    her.device.network = reachable;
    await her.tab.account.signIn({ login: her.login, password: PASSWORD });
    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    expect(her.tab.words()).toEqual(['still here']);
  });
});

describe('a new recovery code', () => {
  test('the old one works until the new one is used, and then only the new one', async () => {
    const her = await ana();
    const { recoveryCode } = await her.tab.signInAndRecovery.prepareRecoveryCode();
    const tab = await openTab(new Device(server.origin));
    await tab.account.openWithCode({ login: her.login, code: her.recoveryCode });
    await her.tab.signInAndRecovery.putRecoveryCode(proof);
    await expect(tab.account.openWithCode({ login: her.login, code: her.recoveryCode })).rejects.toMatchObject({
      code: 'wrong_name_or_code',
    });
    await recover(tab, { login: her.login, code: recoveryCode, newPassword: NEW });
    expect(tab.account.account.value.step).toBe('open');
  });

  test('with a passkey or without: what else opens the account goes back as it was', async () => {
    const her = await ana();
    const bodies: { slots: { type: string; envelope: string }[] }[] = [];
    her.device.network = (request, pass) => {
      if (request.path === '/api/account/keys') bodies.push(request.body as (typeof bodies)[number]);
      return pass();
    };
    await her.tab.signInAndRecovery.prepareRecoveryCode();
    await her.tab.signInAndRecovery.putRecoveryCode(proof);
    await her.tab.signInAndRecovery.changePassword({ password: NEW, proof });
    const [first, second] = bodies.map(({ slots }) => new Map(slots.map(({ type, envelope }) => [type, envelope])));
    expect(first?.get('recovery')).toBe(second?.get('recovery'));
    expect(first?.get('password')).not.toBe(second?.get('password'));
  });
});

describe('another name', () => {
  test('signs in with the same password; the other phone asks for the name', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    const login = `${her.login}.new`;
    await her.tab.signInAndRecovery.rename({ login, password: PASSWORD });
    expect(her.tab.account.account.value).toMatchObject({ step: 'open', login });
    expect(await wordsWith(login, PASSWORD)).toEqual([]);
    await tablet.tab.exchange();
    await until(() => expect(tablet.tab.account.account.value.step).toBe('locked'));
    await expect(tablet.tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'password_changed' });
    await tablet.tab.account.signIn({ login, password: PASSWORD });
    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await converge(her, tablet);
    expect(tablet.tab.account.account.value).toMatchObject({ step: 'open', login });
  });

  test('a taken one is refused, and nothing is changed', async () => {
    const [her, other] = [await ana(), await ana()];
    await expect(her.tab.signInAndRecovery.rename({ login: other.login, password: PASSWORD })).rejects.toMatchObject({
      code: 'login_taken',
    });
    expect(await wordsWith(her.login, PASSWORD)).toEqual([]);
  });
});

describe('devices', () => {
  test('all others are signed out at once', async () => {
    const her = await ana();
    const [tablet, laptop] = [await anotherPhone(server, her), await anotherPhone(server, her)];
    await her.tab.account.devices.endOthers();
    expect((await her.tab.account.devices.list()).map(({ current }) => current)).toEqual([true]);
    await converge(tablet, laptop);
    for (const { tab } of [tablet, laptop]) {
      await until(() => expect(tab.account.account.value.step).toBe('locked'));
      expect(tab.connection.connection.value.sentence).toMatch(/signed out/);
    }
  });
});
