// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import {
  anotherPhone,
  offline,
  PASSWORD,
  recover,
  reloaded,
  secondFactor,
  newPerson,
  type Person,
} from '../harness/people.ts';
import { SoftAuthenticator } from '../harness/authenticator.ts';
import { Device, openTab, reachable, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { digitsOf } from '../harness/totp.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const theo = (): Promise<Person> => newPerson(server, 'therapist', 'theo');
const step = (tab: Tab): string => tab.account.account.value.step;
let enrolledSoFar = 0;
/** A therapist who has just registered and is asked to choose her second factor. */
async function enrolled(device: Device): Promise<Tab> {
  const tab = await openTab(device);
  await tab.account.prepareAccount({
    role: 'therapist',
    login: `nora${(enrolledSoFar += 1)}`,
    password: PASSWORD,
    enrolment: server.enrolment(),
  });
  await tab.account.register();
  expect(tab.account.account.value).toMatchObject({ step: 'second_factor', setup: true });
  return tab;
}
/** Remove this tab's login, as its expiry after twelve hours does. */
const forgetLogin = (one: Person): Promise<void> => one.device.setLogin(null);

describe('a therapist', () => {
  test('sets up a second factor before the first sign-in is whole, and gives it on another desk', async () => {
    const his = await theo();
    expect(his.totp).toMatch(/^[A-Z2-7]{32}$/);
    expect(step(his.tab)).toBe('open');
    const tab = await openTab(new Device(server.origin));
    await tab.account.signIn({ login: his.login, password: PASSWORD });
    expect(tab.account.account.value).toEqual({ step: 'second_factor', setup: false, login: his.login });
    await expect(tab.account.enterCode('000 000')).rejects.toMatchObject({ code: 'wrong_second_factor' });
    expect(step(tab)).toBe('second_factor');
    await tab.account.enterCode(digitsOf(his.totp!));
    expect(step(tab)).toBe('open');
  });

  test('chooses a passkey instead, right after registering: it is her second key, opens the rest too, and signs in alone', async () => {
    const device = new Device(server.origin);
    const tab = await enrolled(device);
    const made = await tab.account.firstPasskey('This desk');
    expect(made.unlocks).toBe(true);
    expect(step(tab)).toBe('second_factor');
    await made.keep();
    expect(step(tab)).toBe('open');
    await tab.settled();
    await tab.journal.keepNote({ text: 'for Monday' });
    await tab.exchange();
    expect(tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    expect(await tab.secondFactor.secondFactorState()).toEqual({ totp: false, passkeys: 1, required: true });
    for (const asked of device.authenticator.asked) {
      const wanted = 'rp' in asked ? asked.authenticatorSelection?.userVerification : asked.userVerification;
      expect(wanted).toBe('required');
    }
    tab.kill();

    const again = await openTab(device);
    await again.passkeys.unlockWithPasskey();
    await again.settled();
    expect(again.words()).toEqual(['for Monday']);
    const elsewhere = new Device(server.origin);
    elsewhere.authenticator = device.authenticator;
    const other = await openTab(elsewhere);
    await other.passkeys.signInWithPasskey();
    expect(step(other)).toBe('open');
  });

  test('chooses one that only signs in: it is said before it is kept, and after the password it is asked for', async () => {
    const device = new Device(server.origin);
    device.authenticator = new SoftAuthenticator(server.origin, { prf: false });
    const tab = await enrolled(device);
    const made = await tab.account.firstPasskey('This desk');
    expect(made.unlocks).toBe(false);
    await made.keep();
    expect(step(tab)).toBe('open');
    await tab.account.lock();
    await device.setLogin(null);
    await tab.account.unlock({ password: PASSWORD });
    await until(() => expect(tab.account.account.value).toMatchObject({ step: 'second_factor', setup: false }));
    await tab.account.enterPasskey(() => tab.passkeys.passkeyProof('second_factor'));
    expect(step(tab)).toBe('open');
  });

  test('who closed the page before choosing adds one at the next sign-in; it signs in only, for nothing is open yet to seal for it', async () => {
    const tab = await enrolled(new Device(server.origin));
    const login = (tab.account.account.value as { login: string }).login;
    tab.kill();
    const next = await openTab(new Device(server.origin));
    await next.account.signIn({ login, password: PASSWORD });
    expect(next.account.account.value).toMatchObject({ step: 'second_factor', setup: true });
    const made = await next.account.firstPasskey('This desk');
    expect(made.unlocks).toBe(false);
    await made.keep();
    expect(step(next)).toBe('open');
  });

  test('an answer that is lost while the passkey is kept: the same once more, and there is one', async () => {
    const device = new Device(server.origin);
    const tab = await enrolled(device);
    const made = await tab.account.firstPasskey('This desk');
    device.network = async (request, pass) => {
      await pass();
      if (request.path === '/api/passkeys') {
        device.network = reachable;
        throw new TypeError('the line broke');
      }
      return pass();
    };
    await expect(made.keep()).rejects.toMatchObject({ code: 'offline' });
    expect(step(tab)).toBe('second_factor');
    await made.keep();
    expect(step(tab)).toBe('open');
    await tab.account.lock();
    await tab.passkeys.unlockWithPasskey();
    expect((await tab.passkeys.passkeys.list()).map(({ unlocks }) => unlocks)).toEqual([true]);
  });

  test('a touch that is declined leaves the choice, and the second one can be made up for', async () => {
    const device = new Device(server.origin);
    const tab = await enrolled(device);
    device.authenticator.declines = 1;
    await expect(tab.account.firstPasskey('This desk')).rejects.toMatchObject({ code: 'passkey_not_used' });
    expect(step(tab)).toBe('second_factor');
    const create = device.authenticator.create;
    device.authenticator.create = async (options) => {
      const made = await create(options);
      device.authenticator.declines = 1;
      return made;
    };
    const untried = await tab.account.firstPasskey('This desk');
    expect(untried.unlocks).toBeNull();
    const tried = await untried.tryAgain();
    expect(tried.unlocks).toBe(true);
    await tried.keep();
    expect(step(tab)).toBe('open');
  });

  test('Mallory, who has stolen the password of somebody with a second factor, adds none of hers', async () => {
    const his = await theo();
    const device = new Device(server.origin);
    const mallory = await openTab(device);
    await mallory.account.signIn({ login: his.login, password: PASSWORD });
    const made = await mallory.account.firstPasskey('Mallory’s');
    await expect(made.keep()).rejects.toMatchObject({ code: 'second_factor_required' });
    expect(step(mallory)).toBe('second_factor');
    expect(await his.tab.passkeys.passkeys.list()).toEqual([]);
  });

  test('a quarter of an hour at the choice: the sign-in has ended, and she is told so', async () => {
    const device = new Device(server.origin);
    const tab = await enrolled(device);
    await device.setLogin(null);
    await expect(tab.account.firstPasskey('This desk')).rejects.toMatchObject({ code: 'half_login_over' });
  });

  test('six digits work once', async () => {
    const his = await theo();
    const digits = digitsOf(his.totp!);
    const [one, other] = [await openTab(new Device(server.origin)), await openTab(new Device(server.origin))];
    for (const tab of [one, other]) await tab.account.signIn({ login: his.login, password: PASSWORD });
    await one.account.enterCode(digits);
    await expect(other.account.enterCode(digits)).rejects.toMatchObject({ code: 'wrong_second_factor' });
  });

  test('not now: nothing is opened, and the half login is ended', async () => {
    const his = await theo();
    const device = new Device(server.origin);
    const tab = await openTab(device);
    await tab.account.signIn({ login: his.login, password: PASSWORD });
    await tab.account.leaveSecondFactor();
    expect(step(tab)).toBe('welcome');
    expect(await device.login()).toBeNull();
  });

  test('a new secret takes the place of the old one, with the password', async () => {
    const his = await theo();
    const { secret } = his.tab.account.newTotpSecret(his.login);
    const code = digitsOf(secret);
    await expect(
      his.tab.secondFactor.changeTotp({ secret, code, proof: { password: 'guessed' } }),
    ).rejects.toMatchObject({ code: 'wrong_password' });
    await his.tab.secondFactor.changeTotp({ secret, code, proof: { password: PASSWORD } });
    await expect(his.tab.secondFactor.removeTotp({ password: PASSWORD })).rejects.toMatchObject({
      code: 'last_way_in',
    });
    await anotherPhone(server, { ...his, totp: secret });
  });

  test('who has lost all but the paper sets up a new one', async () => {
    const his = await theo();
    const tab = await openTab(new Device(server.origin));
    await tab.account.openWithCode({ login: his.login, code: his.recoveryCode });
    await tab.account.prepareNewKeys('lemon orbit canvas ticket velvet ocean');
    await tab.account.finishRecovering({ lostSecondFactor: true });
    expect(tab.account.account.value).toMatchObject({ step: 'second_factor', setup: true });
    await secondFactor(tab, null);
    expect(step(tab)).toBe('open');
  });

  test('who still has the digits gives them after the paper', async () => {
    const his = await theo();
    const tab = await openTab(new Device(server.origin));
    await recover(tab, {
      login: his.login,
      code: his.recoveryCode,
      newPassword: 'lemon orbit canvas ticket velvet ocean',
    });
    expect(tab.account.account.value).toMatchObject({ step: 'second_factor', setup: false });
    await secondFactor(tab, his.totp);
    expect(step(tab)).toBe('open');
  });
});

describe('a therapist who comes back', () => {
  /** Every code the server refused with, and every state of the account in between. */
  function watched(his: Person): { refused: string[]; steps: Set<string> } {
    const seen = { refused: [] as string[], steps: new Set<string>() };
    his.device.network = async (_request, pass) => {
      const answer = await pass();
      if (!answer.ok) seen.refused.push(((await answer.clone().json()) as { code: string }).code);
      return answer;
    };
    his.tab.account.account.subscribe(({ step: now }) => {
      seen.steps.add(now);
    });
    return seen;
  }

  /** Locks, so many minutes pass, unlocks; resolves when the server has answered. */
  async function comes(minutes: number, his: Person): Promise<void> {
    await his.tab.account.lock();
    server.minutesPass(minutes, his.login);
    const before = Date.now();
    await his.tab.account.unlock({ password: PASSWORD });
    await until(() => {
      expect(his.tab.connection.connection.value.lastAt?.getTime()).toBeGreaterThanOrEqual(before);
    });
  }

  test('after half an hour of rest gives the password alone, and what she keeps is stored', async () => {
    const his = await theo();
    const seen = watched(his);
    await comes(31, his);
    await his.tab.settled();
    await his.tab.journal.keepNote({ text: 'back from lunch' });
    await his.tab.exchange();
    expect(his.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    expect(new Set(seen.refused)).toEqual(new Set(['sign_in_again']));
    expect([...seen.steps].sort()).toEqual(['locked', 'open']);
  });

  test('before half an hour is over is not even signed in anew', async () => {
    const his = await theo();
    const seen = watched(his);
    await comes(29, his);
    expect(seen.refused).toEqual([]);
    expect(step(his.tab)).toBe('open');
  });

  test('twelve hours after the six digits is asked for them, however often the password took the login up between', async () => {
    const his = await theo();
    await comes(31, his);
    await comes(5 * 60, his);
    await comes(6 * 60, his);
    expect(step(his.tab)).toBe('open');
    await his.tab.account.lock();
    server.minutesPass(31, his.login);
    await his.tab.account.unlock({ password: PASSWORD });
    await until(() => {
      expect(his.tab.account.account.value).toMatchObject({ step: 'second_factor', setup: false });
    });
    await secondFactor(his.tab, his.totp);
    expect(step(his.tab)).toBe('open');
  }, 90_000);

  test('with another password than his is let in nowhere, however short the rest was', async () => {
    const his = await theo();
    const before = await his.device.login();
    await his.tab.account.lock();
    server.minutesPass(31, his.login);
    await expect(his.tab.account.unlock({ password: 'guessed by mallory' })).rejects.toMatchObject({
      code: 'wrong_password',
    });
    expect(step(his.tab)).toBe('locked');
    expect(await his.device.login()).toEqual(before);
  });

  test('what is typed between the unlock and the question for the digits is kept', async () => {
    const his = await theo();
    await forgetLogin(his);
    let kept = 0;
    const tab = await reloaded(his);
    const stop = tab.account.beforeLock(async () => {
      await tab.journal.drafts.keep({ key: 'a', entryId: null, kind: 'appointment', value: 'half an hour' });
      kept += 1;
    });
    await tab.account.unlock({ password: PASSWORD });
    await until(() => {
      expect(step(tab)).toBe('second_factor');
    });
    stop();
    await secondFactor(tab, his.totp);
    expect([kept, (await tab.journal.drafts.get('a'))?.value]).toEqual([1, 'half an hour']);
  });
});

describe('a login that is over', () => {
  test('is asked for after the unlock; what was kept meanwhile is sent then', async () => {
    const his = await theo();
    await offline(his, () => his.tab.journal.keepNote({ text: 'for Monday' }));
    const tab = await reloaded(his);
    await forgetLogin(his);
    await tab.account.unlock({ password: PASSWORD });
    await until(() => expect(tab.account.account.value).toMatchObject({ step: 'second_factor', setup: false }));
    await secondFactor(tab, his.totp);
    expect(step(tab)).toBe('open');
    await tab.settled();
    await tab.exchange();
    expect(tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
  });

  test('not now: everything here stays open, and nothing is sent', async () => {
    const his = await theo();
    const tab = await reloaded(his);
    await forgetLogin(his);
    await tab.account.unlock({ password: PASSWORD });
    await until(() => expect(step(tab)).toBe('second_factor'));
    await tab.account.leaveSecondFactor();
    await tab.settled();
    await tab.journal.keepNote({ text: 'still writing' });
    await tab.exchange();
    expect(step(tab)).toBe('open');
    expect(tab.connection.connection.value).toMatchObject({ state: 'signed_out', waiting: 1 });
    expect(tab.words()).toEqual(['still writing']);
  });

  test('a lock while the digits are asked for stays a lock', async () => {
    const his = await theo();
    const tab = await reloaded(his);
    await forgetLogin(his);
    await tab.account.unlock({ password: PASSWORD });
    await until(() => expect(step(tab)).toBe('second_factor'));
    await tab.account.lock();
    expect(step(tab)).toBe('locked');
  });

  test('a locked app asks nothing of the server, unless something waits', async () => {
    const his = await theo();
    await his.tab.account.lock();
    let asked = 0;
    his.device.network = (_request, pass) => {
      asked += 1;
      return pass();
    };
    await his.tab.exchange();
    expect(asked).toBe(0);
  });
});
