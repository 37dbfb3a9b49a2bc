// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { unreachable } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

const MINUTE = 60_000;
/** The wall clock gives whole milliseconds, the other parts of them: a border is met to within one. */
const MORE = 2;
const PIN = '271828';

let server: SharedServer;
let ana: Person;
beforeAll(async () => {
  server = await SharedServer.get();
});
beforeEach(async () => {
  ana = await newPerson(server, 'patient', 'ana');
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  slept = 0;
});

/** The phone sleeps: no timer fires, only the wall clock goes on. */
function sleeps(milliseconds: number): void {
  slept += milliseconds;
  vi.spyOn(Date, 'now').mockImplementation(() => onTheWall() + slept);
}
const onTheWall = Date.now.bind(Date);
let slept = 0;
const step = (): string => ana.tab.account.account.value.step;

describe('a phone that is put away', () => {
  test('is locked before it shows anything again, and the editor has kept its words', async () => {
    let kept = 0;
    ana.tab.account.beforeLock(async () => {
      kept += 1;
    });
    ana.tab.locking.outOfSight();
    sleeps(5 * MINUTE + MORE);
    await ana.tab.locking.backInSight();
    expect([step(), kept]).toEqual(['locked', 1]);
  });

  test('stays open when she only looked at the time', async () => {
    ana.tab.locking.outOfSight();
    sleeps(4 * MINUTE);
    await ana.tab.locking.backInSight();
    expect(step()).toBe('open');
  });

  test('locks at once where she wants it so, and remembers that for whoever unlocks it', async () => {
    await ana.tab.locking.keepGrace(0);
    ana.tab.locking.outOfSight();
    await until(() => {
      expect(step()).toBe('locked');
    });
    await ana.tab.account.signOut();
    expect((await reloaded(ana)).locking.hiddenGrace.value).toBe(0);
  });

  test('locks as she has just chosen, before the phone has kept the choice', async () => {
    const kept = ana.tab.locking.keepGrace(0);
    ana.tab.locking.outOfSight();
    await kept;
    await until(() => {
      expect(step()).toBe('locked');
    });
  });

  test('locks by a timer too, where the phone lets one ring', async () => {
    await ana.tab.locking.keepGrace(30);
    vi.useFakeTimers();
    ana.tab.locking.outOfSight();
    await vi.advanceTimersByTimeAsync(31_000);
    await until(() => {
      expect(step()).toBe('locked');
    });
  });

  test('locks by a timer that rings a moment before its time, too', async () => {
    await ana.tab.locking.keepGrace(30);
    let steady = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => steady);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    ana.tab.locking.outOfSight();
    steady += 29_999.75;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(step()).toBe('open');
    steady += 1;
    await until(() => {
      expect(step()).toBe('locked');
    });
  });

  test('with the idle time only: the idle time holds, also over a sleep', async () => {
    await ana.tab.locking.keepGrace(null);
    ana.tab.locking.outOfSight();
    sleeps(14 * MINUTE);
    await ana.tab.locking.backInSight();
    expect(step()).toBe('open');
    ana.tab.locking.outOfSight();
    sleeps(15 * MINUTE + MORE);
    await ana.tab.locking.backInSight();
    expect(step()).toBe('locked');
  });

  test('a touch after a long sleep locks it instead of keeping it open', async () => {
    sleeps(15 * MINUTE + MORE);
    ana.tab.account.noteActivity();
    await until(() => {
      expect(step()).toBe('locked');
    });
  });
});

describe('a PIN on this phone', () => {
  const set = (): Promise<void> => ana.tab.quickUnlock.setPin({ pin: '271 828', password: PASSWORD });
  const tries = (): number | undefined => ana.tab.quickUnlock.quickUnlock.value?.triesLeft;
  const refusal = (pin: string): Promise<string> =>
    ana.tab.quickUnlock.unlockWithPin(pin).then(
      () => 'opened',
      (error: unknown) => (error as { code: string }).code,
    );
  const wrong = (): Promise<string> => refusal('271829');

  test('opens it without a line, after any restart', async () => {
    await ana.tab.journal.keepNote({ text: 'the door was blue' });
    await set();
    await reloaded(ana);
    expect(tries()).toBe(5);
    await ana.tab.quickUnlock.unlockWithPin(PIN);
    await ana.tab.settled();
    expect(ana.tab.words()).toEqual(['the door was blue']);
  });

  test('is made only by who knows the password, and not of what anybody would try', async () => {
    await expect(ana.tab.quickUnlock.setPin({ pin: PIN, password: 'not hers' })).rejects.toMatchObject({
      code: 'wrong_password',
    });
    await expect(ana.tab.quickUnlock.setPin({ pin: '123456', password: PASSWORD })).rejects.toMatchObject({
      code: 'weak_pin',
    });
    await expect(ana.tab.quickUnlock.setPin({ pin: '27182', password: PASSWORD })).rejects.toMatchObject({
      code: 'bad_pin',
    });
    expect([step(), tries()]).toEqual(['open', undefined]);
    await reloaded(ana);
    await expect(set()).rejects.toMatchObject({ code: 'locked' });
  });

  test('is gone after the fifth wrong one in a row, whatever restarts between them', async () => {
    await set();
    await reloaded(ana);
    expect([await wrong(), await wrong(), await wrong()]).toEqual(['wrong_pin', 'wrong_pin', 'wrong_pin']);
    await reloaded(ana);
    expect(tries()).toBe(2);
    expect([await wrong(), await wrong()]).toEqual(['wrong_pin', 'pin_gone']);
    await reloaded(ana);
    expect([tries(), await refusal(PIN)]).toEqual([undefined, 'pin_gone']);
    await ana.tab.account.unlock({ password: PASSWORD });
    expect(step()).toBe('open');
  });

  test('a try that was cut off counts, a right one or the password takes the count back, half a PIN is no try', async () => {
    await set();
    await reloaded(ana);
    void ana.tab.quickUnlock.unlockWithPin('271829').catch(() => undefined);
    await until(async () => {
      expect(await (await ana.tab.device()).fact('pin')).toMatchObject({ wrong: 1 });
    });
    await reloaded(ana);
    expect(tries()).toBe(4);
    await ana.tab.quickUnlock.unlockWithPin('271').catch(() => undefined);
    expect((await (await ana.tab.device()).fact('pin'))?.wrong).toBe(1);
    await ana.tab.account.unlock({ password: PASSWORD });
    await until(() => {
      expect(tries()).toBe(5);
    });
  });

  test('lies in the storage only sealed, and never crosses the line', async () => {
    const sent: string[] = [];
    ana.device.network = (request, pass) => {
      sent.push(JSON.stringify(request));
      return pass();
    };
    await set();
    await reloaded(ana);
    await ana.tab.quickUnlock.unlockWithPin(PIN);
    await ana.tab.settled();
    await ana.tab.exchange();
    const row = await (await ana.tab.device()).fact('pin');
    const said = [...sent, new TextDecoder().decode(row?.lock.slot.envelope), JSON.stringify(row)].join();
    expect(said).not.toContain(PIN);
    expect(row?.lock.deviceKey.extractable).toBe(false);
    expect(sent.length).toBeGreaterThan(0);
  });

  test('opens nothing more on a phone that was signed out from another one', async () => {
    await set();
    await reloaded(ana);
    await ana.device.setLogin(null);
    await ana.tab.quickUnlock.unlockWithPin(PIN);
    await until(() => {
      expect([step(), tries()]).toEqual(['locked', undefined]);
    });
    expect(ana.tab.quickUnlock.pinLost.value).toMatch(/signed out/);
    await ana.tab.account.unlock({ password: PASSWORD });
    expect([step(), ana.tab.quickUnlock.pinLost.value]).toEqual(['open', null]);
  });

  test('is enough for a patient on any day; a therapist’s is over twelve hours after her password', async () => {
    await set();
    await reloaded(ana);
    ana.tab.jump(30);
    await ana.tab.quickUnlock.unlockWithPin(PIN);
    expect(step()).toBe('open');

    const theo = await newPerson(server, 'therapist', 'theo');
    await theo.tab.quickUnlock.setPin({ pin: PIN, password: PASSWORD });
    theo.device.network = unreachable;
    await theo.tab.account.lock();
    theo.tab.jump(0.4);
    await theo.tab.quickUnlock.unlockWithPin(PIN);
    await theo.tab.account.lock();
    theo.tab.jump(0.2);
    await expect(theo.tab.quickUnlock.unlockWithPin(PIN)).rejects.toMatchObject({ code: 'pin_gone' });
    expect(theo.tab.quickUnlock.pinLost.value).toMatch(/twelve hours ago/);
    await theo.tab.account.unlock({ password: PASSWORD });
    expect(theo.tab.quickUnlock.pinLost.value).toBeNull();
  });

  test('a therapist’s that is over is not even offered the next day', async () => {
    const theo = await newPerson(server, 'therapist', 'theo');
    await theo.tab.quickUnlock.setPin({ pin: PIN, password: PASSWORD });
    const device = await theo.tab.device();
    const row = (await device.fact('pin'))!;
    for (const provenAt of [
      new Date(Date.now() - 13 * 3_600_000).toISOString(),
      new Date(Date.now() + 86_400_000).toISOString(),
    ]) {
      await device.keep('pin', { ...row, provenAt });
      const tab = await reloaded(theo);
      expect(tab.quickUnlock.quickUnlock.value).toBeNull();
      expect(tab.quickUnlock.pinLost.value).toMatch(/twelve hours ago/);
      expect(await device.fact('pin')).toBeNull();
    }
  });

  test('goes with a sign-out, and with the password it was made under', async () => {
    await set();
    const device = await ana.tab.device();
    const account = (await device.account())!;
    await device.keepAccount({
      ...account,
      slots: account.slots.map((slot) => ({ ...slot, slot_id: crypto.randomUUID() })),
    });
    await reloaded(ana);
    expect([tries(), await device.fact('pin')]).toEqual([undefined, null]);
    await device.keepAccount(account);

    await reloaded(ana);
    await ana.tab.account.unlock({ password: PASSWORD });
    await set();
    await ana.tab.account.signOut({ evenUnsent: true });
    expect([tries(), await device.fact('pin')]).toEqual([undefined, null]);
  });
});
