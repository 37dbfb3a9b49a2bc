// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { PASSWORD, newPerson, type Person } from '../harness/people.ts';
import { Device, openTab, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

/** Theo, whose only second key is a passkey on the phone in his hand. */
async function theoWithAPasskey(): Promise<Person> {
  const theo = await newPerson(server, 'therapist', 'theo');
  const made = await theo.tab.passkeys.passkeys.make({ name: 'key', proof: { password: PASSWORD } });
  await made.keep();
  await theo.tab.secondFactor.removeTotp({ password: PASSWORD });
  return theo;
}

async function newPhone(authenticator: Device['authenticator']): Promise<Tab> {
  const device = new Device(server.origin);
  device.authenticator = authenticator;
  return openTab(device);
}

describe('a passkey as the second key', () => {
  test('is enough after the password, and is whole at once without one', async () => {
    const theo = await theoWithAPasskey();
    const tab = await newPhone(theo.device.authenticator);
    await tab.account.signIn({ login: theo.login, password: PASSWORD });
    expect(tab.account.account.value).toMatchObject({ step: 'second_factor', setup: false });
    await tab.account.enterPasskey(() => tab.passkeys.passkeyProof('second_factor'));
    expect(tab.account.account.value).toMatchObject({ step: 'open', role: 'therapist' });

    const other = await newPhone(theo.device.authenticator);
    expect(await other.passkeys.signInWithPasskey()).toEqual({ open: true });
    expect(other.account.account.value.step).toBe('open');
  });

  test('somebody else’s is not', async () => {
    const theo = await theoWithAPasskey();
    const mallory = await theoWithAPasskey();
    const tab = await newPhone(mallory.device.authenticator);
    await tab.account.signIn({ login: theo.login, password: PASSWORD });
    await expect(tab.account.enterPasskey(() => tab.passkeys.passkeyProof('second_factor'))).rejects.toMatchObject({
      code: 'wrong_passkey',
    });
    expect(tab.account.account.value.step).toBe('second_factor');
  });

  test('the last one stays: without it he could not come in', async () => {
    const theo = await theoWithAPasskey();
    const [one] = await theo.tab.passkeys.passkeys.list();
    await expect(theo.tab.passkeys.passkeys.remove(one!, { password: PASSWORD })).rejects.toMatchObject({
      code: 'last_way_in',
    });
  });
});
