// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

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
import { Server } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.end());

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const only = (words: readonly string[]): string => {
  expect(words).toHaveLength(1);
  return words[0]!;
};
/** Passes everything on, and loses the answer of the next request like this. */
const losing = (method: string, path: string): Network => {
  let lost = false;
  return async (request, pass) => {
    const answer = await pass();
    if (lost || request.method !== method || !request.path.startsWith(path)) return answer;
    lost = true;
    throw new TypeError('the line broke');
  };
};

describe('logins', () => {
  test('a login ended on another device: this phone locks, its words stay, and the next unlock signs in again by itself', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    const other = (await tablet.tab.account.devices.list()).find(({ current }) => !current);
    await tablet.tab.account.devices.end(other!.loginId);
    await offline(her, () => her.tab.journal.keepNote({ text: 'without a login' }));
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'signed_out', waiting: 1 });
    await until(() => expect(her.tab.account.account.value.step).toBe('locked'));
    expect(her.tab.words()).toEqual([]);

    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    await tablet.tab.exchange();
    expect(tablet.tab.words()).toEqual(['without a login']);
  });

  test('a phone that signed in and lost its line at once locks too, when it comes back and its login was ended', async () => {
    const her = await ana();
    const device = new Device(server.origin);
    const lost = await openTab(device);
    device.network = async (request, pass) => {
      const answer = await pass();
      if (request.path.startsWith('/api/slots')) device.network = unreachable;
      return answer;
    };
    await lost.account.signIn({ login: her.login, password: PASSWORD });
    await lost.settled();
    await lost.exchange();
    expect(lost.connection.connection.value.state).toBe('offline');
    await her.tab.account.devices.endOthers();
    device.network = reachable;
    await lost.exchange();
    await until(() => expect(lost.account.account.value.step).toBe('locked'));
  });

  test('a login of somebody else’s account counts as none: no word of hers is sent into it', async () => {
    const her = await ana();
    const mallory = await newPerson(server, 'patient', 'mallory');
    await her.device.setLogin(await mallory.device.login());
    await her.tab.journal.keepNote({ text: 'not for mallory' });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'signed_out', waiting: 1 });
    await mallory.tab.exchange();
    expect(mallory.tab.journal.timeline.value).toEqual([]);
  });

  test('signing out is refused while words wait, and says how many were left when she goes all the same', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'unsent' }));
    her.device.network = unreachable;
    await expect(her.tab.account.signOut()).rejects.toMatchObject({ code: 'unsent_words' });
    expect(her.tab.words()).toEqual(['unsent']);
    expect(await her.tab.account.signOut({ evenUnsent: true })).toEqual({ unsent: 1 });
    expect(her.tab.account.account.value).toEqual({ step: 'welcome' });

    her.device.network = reachable;
    const tab = await reloaded(her);
    expect(tab.account.account.value).toEqual({ step: 'welcome' });
    await until(async () => expect(await her.device.fact('logins_to_end')).toBeNull());
    expect(await her.device.login()).toBeNull();
  });

  test('signing out in one tab closes the other', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    expect(await her.tab.account.signOut()).toEqual({ unsent: 0 });
    await until(() => expect(other.account.account.value).toEqual({ step: 'welcome' }));
  });

  test('a tab that has heard of it signs nobody out who came after her', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    await her.tab.account.signOut();
    await until(() => expect(other.account.account.value).toEqual({ step: 'welcome' }));
    const next = await newPerson(server, 'patient', 'bea');
    await her.tab.account.signIn({ login: next.login, password: PASSWORD });
    await other.account.signOut();
    expect(await her.device.login()).not.toBeNull();
    expect((await reloaded(her)).account.account.value).toMatchObject({ step: 'locked', login: next.login });
  });

  test('a locked phone that was switched off sends what is sealed, by the login it keeps', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'sealed before the lock' }));
    const tab = await reloaded(her);
    await until(() => expect(tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 }));
    expect(tab.account.account.value.step).toBe('locked');
  });

  test('a login that one tab begins is every tab’s', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    await her.device.setLogin(null);
    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.exchange();
    await other.exchange();
    expect(other.connection.connection.value.state).toBe('idle');
  });

  test('a phone without room for its login has one until the page is gone, then the password begins another', async () => {
    const her = await ana();
    await her.device.setLogin(null);
    await her.tab.account.lock();
    const { IDBObjectStore } = globalThis;
    const put = IDBObjectStore.prototype.put;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...row) {
      if (row[1] === 'login') throw new DOMException('no room', 'QuotaExceededError');
      return put.apply(this, row);
    });
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.exchange();
    full.mockRestore();
    expect(her.tab.connection.connection.value.state).toBe('idle');
    expect(await her.device.login()).toBeNull();
    const tab = await reloaded(her);
    await tab.account.unlock({ password: PASSWORD });
    await tab.exchange();
    expect(tab.connection.connection.value.state).toBe('idle');
    expect(await her.device.login()).not.toBeNull();
  });

  test('a sign-out on a locked phone without a connection ends its login later, whoever signed in since', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    await her.tab.account.lock();
    her.device.network = unreachable;
    await her.tab.account.signOut();
    her.device.network = reachable;
    const next = await newPerson(server, 'patient', 'bea');
    await her.tab.account.signIn({ login: next.login, password: PASSWORD });
    expect(await tablet.tab.account.devices.list()).toHaveLength(2);
    await reloaded(her);
    await until(async () => expect(await tablet.tab.account.devices.list()).toHaveLength(1));
    expect(await next.tab.account.devices.list()).toHaveLength(2);
  });

  test('nobody else signs in over a journal that is kept here', async () => {
    const her = await ana();
    const mallory = await newPerson(server, 'patient', 'mallory');
    await her.tab.account.lock();
    await expect(her.tab.account.signIn({ login: mallory.login, password: PASSWORD })).rejects.toMatchObject({
      code: 'other_account_here',
    });
    expect(await mallory.tab.account.devices.list()).toHaveLength(1);
    await her.tab.account.unlock({ password: PASSWORD });
    expect(her.tab.account.account.value).toMatchObject({ step: 'open', login: her.login });
    await her.tab.exchange();
    expect(await her.tab.account.devices.list()).toHaveLength(1);
  });

  test('a taken name, a wrong password and a used enrolment each have their sentence', async () => {
    const her = await ana();
    const other = await openTab(new Device(server.origin));
    await other.account.prepareAccount({ role: 'patient', login: her.login, password: PASSWORD });
    await expect(other.account.register()).rejects.toMatchObject({ code: 'login_taken' });
    await other.account.prepareAccount({
      role: 'therapist',
      login: `${her.login}t`,
      password: PASSWORD,
      enrolment: 'used',
    });
    await expect(other.account.register()).rejects.toMatchObject({ code: 'enrolment_refused' });
    await expect(other.account.signIn({ login: her.login, password: 'wrong' })).rejects.toMatchObject({
      code: 'wrong_login',
    });
    expect(other.account.account.value).toEqual({ step: 'welcome' });
  });

  test('a registration whose answer was lost is finished by asking again', async () => {
    const device = new Device(server.origin);
    const tab = await openTab(device);
    await tab.account.prepareAccount({ role: 'patient', login: `lost${Date.now()}`, password: PASSWORD });
    device.network = losing('POST', '/api/accounts');
    await expect(tab.account.register()).rejects.toMatchObject({ code: 'offline' });
    await tab.account.register();
    expect(tab.account.account.value).toMatchObject({ step: 'open', role: 'patient' });
  });

  test('with the recovery code alone a new phone gets everything back, and the old password is over', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'all back' });
    await her.tab.exchange();
    const tab = await openTab(new Device(server.origin));
    const newPassword = 'six quite other words stand here';
    const recoveryCode = await recover(tab, { login: her.login, code: her.recoveryCode, newPassword });
    await tab.settled();
    await tab.exchange();
    expect(tab.words()).toEqual(['all back']);
    expect(recoveryCode).not.toBe(her.recoveryCode);
    await her.tab.exchange();
    expect(her.tab.account.account.value.step).toBe('locked');
    await expect(her.tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'password_changed' });
    await her.tab.account.signIn({ login: her.login, password: newPassword });
    await her.tab.settled();
    expect(her.tab.words()).toEqual(['all back']);
  });
});

describe('a phone of an earlier release, whose login stands in a cookie', () => {
  /** What she sends to sign in, heard at an unlock. */
  async function signInOf(her: Person): Promise<object> {
    let heard: unknown;
    await her.device.setLogin(null);
    her.device.network = (request, pass) => {
      if (request.path === '/api/logins') heard = request.body;
      return pass();
    };
    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.exchange();
    her.device.network = reachable;
    return heard as object;
  }

  /** Her storage and her browser as that release left them. */
  async function asBefore(her: Person, signIn: object): Promise<void> {
    const answer = await fetch(`${server.origin}/api/logins`, {
      method: 'POST',
      body: JSON.stringify({ ...signIn, device: 'as before', as: 'cookie' }),
      headers: { 'Content-Type': 'application/json', Origin: server.origin },
    });
    const [name, value] = answer.headers.getSetCookie()[0]!.split(';')[0]!.split('=');
    her.device.cookies.set(name!, value!);
    await her.device.setLogin(null);
    await her.device.forgetFact('cookie_ended');
  }

  test('asks for the password once: her unsent words are sent, and the cookie’s login ends', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    const signIn = await signInOf(her);
    await offline(her, () => her.tab.journal.keepNote({ text: 'written before the update' }));
    her.tab.kill();
    await asBefore(her, signIn);
    const names = async () => (await tablet.tab.account.devices.list()).map(({ device }) => device);

    her.tab = await openTab(her.device);
    await until(() => expect(her.tab.connection.connection.value).toMatchObject({ state: 'signed_out', waiting: 1 }));
    expect(her.device.cookies.size).toBe(1);
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    await her.tab.exchange();
    await tablet.tab.exchange();
    expect(tablet.tab.words()).toEqual(['written before the update']);
    expect(await names()).toContain('as before');

    await reloaded(her);
    await until(() => expect(her.device.cookies.size).toBe(0));
    expect(await names()).not.toContain('as before');
    await until(async () => expect(await her.device.fact('cookie_ended')).toBe(true));
  });

  test('a new phone, and one whose cookie has ended, never send a cookie again', async () => {
    const her = await ana();
    expect(await her.device.fact('cookie_ended')).toBe(true);
    const asked: unknown[] = [];
    her.device.network = (request, pass) => {
      asked.push(request.credentials);
      return pass();
    };
    const tab = await reloaded(her);
    await tab.account.unlock({ password: PASSWORD });
    await tab.exchange();
    await tab.account.signOut();
    expect(new Set(asked)).toEqual(new Set(['omit']));
  });
});

describe('a restored backup', () => {
  test('what the server has lost it gets again, and both phones agree', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'before' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    server.backUp();
    await her.tab.journal.keepNote({ id, text: 'before, edited' });
    await her.tab.journal.keepNote({ text: 'after the backup' });
    const gone = await tablet.tab.journal.keepNote({ text: 'from the tablet' });
    await converge(her, tablet);
    await tablet.tab.journal.deleteEntry(gone);
    await converge(tablet, her);
    await server.restore();
    const third = await anotherPhone(server, her);
    await third.tab.journal.keepNote({ text: 'after the restore' });
    await third.tab.exchange();

    await converge(her, tablet, third);
    for (const { tab } of [her, tablet, await anotherPhone(server, her)]) {
      expect(new Set(tab.words())).toEqual(new Set(['before, edited', 'after the backup', 'after the restore']));
      expect(tab.journal.timeline.value.every(({ state }) => state === 'stored')).toBe(true);
    }
  });

  test('a server that has grown past what was lost is found out by the row that stands in the wrong place', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'before' });
    await her.tab.exchange();
    server.backUp();
    await her.tab.journal.keepNote({ text: 'only she has this' });
    await her.tab.exchange();
    await server.restore();
    const third = await anotherPhone(server, her);
    for (let at = 0; at < 3; at += 1) {
      await third.tab.journal.keepNote({ text: `new ${at}` });
      await third.tab.exchange();
    }
    await converge(her, third);
    expect(new Set(third.tab.words())).toEqual(new Set(['before', 'only she has this', 'new 0', 'new 1', 'new 2']));
    expect(new Set(her.tab.words())).toEqual(new Set(third.tab.words()));
  });

  test('a phone that wrote after the restore and one that remembers more keep both texts', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'root' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    server.backUp();
    await her.tab.journal.keepNote({ id, text: 'root and branch, leaf' });
    await her.tab.exchange();
    await server.restore();
    await tablet.tab.journal.keepNote({ id, text: 'root, other side' });
    await converge(tablet, her);
    expect(only(her.tab.words())).toContain('branch, leaf');
    expect(only(her.tab.words())).toContain('other side');
    expect(tablet.tab.words()).toEqual(her.tab.words());
  });
});
