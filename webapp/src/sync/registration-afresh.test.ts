import { afterAll, beforeAll, expect, test } from 'vitest';

import { computed } from './testing/argon.ts';
import { PASSWORD } from './testing/people.ts';
import { Device, openTab } from './testing/phone.ts';
import { Server } from './testing/server.ts';
import { until } from './testing/until.ts';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
}, 60_000);
afterAll(() => server.end());

test('registering, unlocking after a restart and signing in on a second phone, with every Argon2id computed afresh', async () => {
  const phone = new Device(server.origin);
  const tab = await openTab(phone, undefined, { argon: 'afresh' });
  await tab.account.prepareAccount({ role: 'patient', login: 'ana', password: PASSWORD });
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
  await elsewhere.account.signIn({ login: 'ana', password: PASSWORD });
  await elsewhere.settled();
  await elsewhere.exchange();
  expect(elsewhere.words()).toEqual(['hers']);
  expect(computed()).toBe(0);
});
