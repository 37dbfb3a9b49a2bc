// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, expect, test } from 'vitest';

import { computed } from '../harness/argon.ts';
import { newLogin, PASSWORD } from '../harness/people.ts';
import { Device, openTab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

test('registering, unlocking after a restart and signing in on a second phone, with every Argon2id computed afresh', async () => {
  const login = newLogin('ana');
  const phone = new Device(server.origin);
  const tab = await openTab(phone, undefined, { argon: 'afresh' });
  await tab.account.prepareAccount({ role: 'patient', login, password: PASSWORD });
  await tab.account.register();
  await tab.settled();
  await tab.journal.keepNote({ text: 'hers' });
  await tab.exchange();
  tab.kill();

  const again = await openTab(phone, undefined, { argon: 'afresh' });
  await expect(again.account.unlock({ password: 'not hers' })).rejects.toMatchObject({ code: 'wrong_password' });
  await again.account.unlock({ password: PASSWORD });
  await until(() => expect(again.words()).toEqual(['hers']));

  const elsewhere = await openTab(new Device(server.origin), undefined, { argon: 'afresh' });
  await elsewhere.account.signIn({ login, password: PASSWORD });
  await elsewhere.settled();
  await elsewhere.exchange();
  expect(elsewhere.words()).toEqual(['hers']);
  expect(computed()).toBe(0);
});
