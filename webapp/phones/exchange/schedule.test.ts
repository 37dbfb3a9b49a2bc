// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, expect, test, vi } from 'vitest';

import { newPerson, type Person } from '../harness/people.ts';
import { unreachable, reachable } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
let ana: Person;
beforeAll(async () => {
  server = await SharedServer.get();
  ana = await newPerson(server, 'patient', 'ana');
});

test('each action is sent on its own, without being asked for', async () => {
  await ana.tab.journal.keepNote({ text: 'by itself' });
  await until(() => expect(ana.tab.journal.timeline.value[0]?.state).toBe('stored'));
});

test('a phone whose line comes back tries again by itself', async () => {
  ana.device.network = unreachable;
  await ana.tab.journal.keepNote({ text: 'waits' });
  await until(() => expect(ana.tab.connection.connection.value.state).toBe('offline'));
  ana.device.network = reachable;
  await until(() => expect(ana.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 }));
});

test('ten actions at once take a few requests, not ten', async () => {
  let asked = 0;
  ana.device.network = (request, pass) => {
    asked += Number(request.path === '/api/account');
    return pass();
  };
  await Promise.all(Array.from({ length: 10 }, (_, at) => ana.tab.journal.keepNote({ text: `at once ${at}` })));
  await ana.tab.exchange();
  expect(ana.tab.connection.connection.value.waiting).toBe(0);
  expect(asked).toBeLessThan(10);
});

test('it locks by itself after the minutes of the settings, and not while somebody is there', async () => {
  await ana.tab.account.keepSettings({ name: '', lockAfterMinutes: 1 });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
  await ana.tab.account.lock();
  await ana.tab.account.unlock({ code: ana.recoveryCode });
  try {
    await ana.tab.settled();
    for (let minute = 0; minute < 3; minute += 1) {
      vi.advanceTimersByTime(50_000);
      ana.tab.account.noteActivity();
    }
    expect(ana.tab.account.account.value.step).toBe('open');
    vi.advanceTimersByTime(70_000);
    await until(() => expect(ana.tab.account.account.value.step).toBe('locked'));
  } finally {
    vi.useRealTimers();
  }
});
