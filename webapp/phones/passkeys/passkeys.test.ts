// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { PASSWORD, offline, reloaded, newPerson, type Person } from '../harness/people.ts';
import { SoftAuthenticator } from '../harness/authenticator.ts';
import { unreachable, Device, openTab, type Network, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');

/** She adds a passkey on the phone in her hand, called `phone`, with her password as the proof. */
async function addPasskey(her: Person, tab: Tab = her.tab): Promise<void> {
  const made = await tab.passkeys.passkeys.make({ name: 'phone', proof: { password: PASSWORD } });
  await made.keep();
}

/** A phone that knows nothing of her, but has her passkeys: they travel with their owner. */
async function newPhone(her: Person): Promise<{ device: Device; tab: Tab }> {
  const device = new Device(server.origin);
  device.authenticator = her.device.authenticator;
  return { device, tab: await openTab(device) };
}

/** Answers one endpoint with the given response, and passes the rest on. */
const lying =
  (path: string, lie: (response: Record<string, unknown>) => object): Network =>
  async (request, pass) => {
    const answer = await pass();
    if (!request.path.startsWith(path)) return answer;
    return new Response(JSON.stringify(lie((await answer.json()) as Record<string, unknown>)), {
      status: answer.status,
    });
  };

describe('adding a passkey', () => {
  test('is told what it opens, is listed with its name, and opens the journal after a lock', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'behind a finger' });
    const made = await her.tab.passkeys.passkeys.make({ name: ' my phone ', proof: { password: PASSWORD } });
    expect(made.unlocks).toBe(true);
    await made.keep();
    expect(await her.tab.passkeys.passkeys.list()).toMatchObject([{ name: 'my phone', unlocks: true }]);

    await her.tab.account.lock();
    expect(her.tab.passkeys.hasPasskeyHere()).toBe(true);
    await her.tab.passkeys.unlockWithPasskey();
    await her.tab.settled();
    expect(her.tab.words()).toEqual(['behind a finger']);
  });

  test('a wrong password is refused before anything is made', async () => {
    const her = await ana();
    await expect(
      her.tab.passkeys.passkeys.make({ name: 'phone', proof: { password: 'not hers' } }),
    ).rejects.toMatchObject({ code: 'wrong_password' });
    expect(her.device.authenticator.asked).toEqual([]);
  });

  test('a name is needed, and forty letters are enough for one', async () => {
    const her = await ana();
    for (const name of ['', '   ', 'x'.repeat(41)]) {
      await expect(her.tab.passkeys.passkeys.make({ name, proof: { password: PASSWORD } })).rejects.toMatchObject({
        code: 'bad_input',
      });
    }
  });

  test('without PRF it signs in only, says so before it is kept, and no slot is made', async () => {
    const her = await ana();
    her.device.authenticator = new SoftAuthenticator(server.origin, { prf: false });
    const made = await her.tab.passkeys.passkeys.make({ name: 'old key', proof: { password: PASSWORD } });
    expect(made.unlocks).toBe(false);
    expect(await her.tab.passkeys.passkeys.list()).toEqual([]);
    await made.keep();
    expect(await her.tab.passkeys.passkeys.list()).toMatchObject([{ name: 'old key', unlocks: false }]);
    expect(her.tab.passkeys.hasPasskeyHere()).toBe(false);
  });

  test('a second touch that is declined can be made later, and the passkey is the same', async () => {
    const her = await ana();
    const authenticator = her.device.authenticator;
    const get = authenticator.get;
    authenticator.get = async (options) => {
      authenticator.get = get;
      authenticator.declines = 1;
      return get(options);
    };
    const made = await her.tab.passkeys.passkeys.make({ name: 'phone', proof: { password: PASSWORD } });
    expect(made.unlocks).toBeNull();
    const tried = await made.tryAgain();
    expect(tried.unlocks).toBe(true);
    await tried.keep();
    expect(authenticator.held).toHaveLength(1);
    expect(await her.tab.passkeys.passkeys.list()).toMatchObject([{ unlocks: true }]);
  });

  test('the answer of the server is lost: kept once more it is one passkey, not two', async () => {
    const her = await ana();
    const made = await her.tab.passkeys.passkeys.make({ name: 'phone', proof: { password: PASSWORD } });
    her.device.network = async (request, pass) => {
      const answer = await pass();
      if (request.method === 'POST' && request.path === '/api/passkeys') throw new TypeError('the line broke');
      return answer;
    };
    await expect(made.keep()).rejects.toMatchObject({ code: 'offline' });
    her.device.network = (_request, pass) => pass();
    await made.keep();
    expect(await her.tab.passkeys.passkeys.list()).toHaveLength(1);
  });

  test('a second one on the same device is refused by the device itself', async () => {
    const her = await ana();
    await addPasskey(her);
    await expect(addPasskey(her)).rejects.toMatchObject({ code: 'passkey_here_already' });
  });
});

describe('changing passkeys', () => {
  test('a passkey gets another name without a proof, and goes only with one', async () => {
    const her = await ana();
    await addPasskey(her);
    const [one] = await her.tab.passkeys.passkeys.list();
    await her.tab.passkeys.passkeys.rename(one!.passkeyId, 'the blue phone');
    expect(await her.tab.passkeys.passkeys.list()).toMatchObject([{ name: 'the blue phone' }]);
    await expect(her.tab.passkeys.passkeys.remove(one!, { password: 'not hers' })).rejects.toMatchObject({
      code: 'wrong_password',
    });
    expect(await her.tab.passkeys.passkeys.list()).toHaveLength(1);

    await her.tab.passkeys.passkeys.remove(one!, { passkey: true });
    expect(await her.tab.passkeys.passkeys.list()).toEqual([]);
    expect(her.tab.passkeys.hasPasskeyHere()).toBe(false);
    await her.tab.account.lock();
    await expect(her.tab.passkeys.unlockWithPasskey()).rejects.toMatchObject({ code: 'wrong_passkey' });
    await addPasskey(await unlocked(her));
    expect(await her.tab.passkeys.passkeys.list()).toHaveLength(1);
  });

  test('Mallory’s passkey proves nothing for Ana', async () => {
    const her = await ana();
    await addPasskey(her);
    const mallory = await newPerson(server, 'patient', 'mallory');
    await addPasskey(mallory);
    const [one] = await her.tab.passkeys.passkeys.list();
    her.device.authenticator = mallory.device.authenticator;
    await expect(her.tab.passkeys.passkeys.remove(one!, { passkey: true })).rejects.toMatchObject({
      code: 'wrong_passkey',
    });
    await her.tab.account.lock();
    await expect(her.tab.passkeys.unlockWithPasskey()).rejects.toMatchObject({ code: 'wrong_passkey' });
    expect(her.tab.account.account.value.step).toBe('locked');
  });
});

const unlocked = async (her: Person): Promise<Person> => {
  await her.tab.account.unlock({ password: PASSWORD });
  await her.tab.settled();
  return her;
};

async function endOthers(her: Person): Promise<void> {
  for (const { loginId, current } of await her.tab.account.devices.list())
    if (!current) await her.tab.account.devices.end(loginId);
}

describe('unlocking with a passkey', () => {
  test('works after a restart and without a line, and sends nothing at all', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'on the mountain' });
    await addPasskey(her);
    const tab = await reloaded(her);
    await offline(her, async () => {
      await tab.passkeys.unlockWithPasskey();
      await tab.settled();
      expect(tab.words()).toEqual(['on the mountain']);
    });
  });

  test('a server that never answers does not keep her waiting', async () => {
    const her = await ana();
    await addPasskey(her);
    await her.tab.account.lock();
    her.device.network = () => new Promise(() => undefined);
    await her.tab.passkeys.unlockWithPasskey();
    expect(her.tab.account.account.value.step).toBe('open');
  });

  test('where the login has ended, the same touch signs in again', async () => {
    const her = await ana();
    await addPasskey(her);
    await her.tab.account.lock();
    await her.device.setLogin(null);
    const touches = her.device.authenticator.asked.length;
    await her.tab.passkeys.unlockWithPasskey();
    await her.tab.settled();
    await her.tab.exchange();
    await until(() => expect(her.tab.connection.connection.value.state).toBe('idle'));
    expect(her.device.authenticator.asked.length - touches).toBe(1);
    expect(await her.device.login()).not.toBeNull();
  });

  test('removed on another device, it opens nothing here at its next touch, signed in or not', async () => {
    for (const signedIn of [true, false]) {
      const her = await ana();
      await addPasskey(her);
      const { tab } = await newPhone(her);
      await tab.passkeys.signInWithPasskey();
      await tab.settled();
      await tab.account.lock();
      expect(tab.passkeys.hasPasskeyHere()).toBe(true);
      const [one] = await her.tab.passkeys.passkeys.list();
      await her.tab.passkeys.passkeys.remove(one!, { password: PASSWORD });
      if (!signedIn) await endOthers(her);
      await expect(tab.passkeys.unlockWithPasskey()).rejects.toMatchObject({ code: 'wrong_passkey' });
      expect(tab.account.account.value.step).toBe('locked');
      await tab.account.unlock({ password: PASSWORD });
    }
  });

  test('added on another device it opens here, too, once this one has been online', async () => {
    const her = await ana();
    const other = new Device(server.origin);
    other.authenticator = her.device.authenticator;
    const tab = await openTab(other);
    await tab.account.signIn({ login: her.login, password: PASSWORD });
    await tab.settled();
    await addPasskey(her);
    expect(tab.passkeys.hasPasskeyHere()).toBe(false);
    await tab.account.lock();
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    await tab.exchange();
    await until(() => expect(tab.passkeys.hasPasskeyHere()).toBe(true));
    await tab.account.lock();
    await tab.passkeys.unlockWithPasskey();
  });

  test('a server that hides the slots takes away the touch, never the password', async () => {
    const her = await ana();
    await addPasskey(her);
    await her.tab.account.lock();
    her.device.network = lying('/api/slots', () => ({ slots: [] }));
    await her.tab.passkeys.unlockWithPasskey();
    await her.tab.account.lock();
    her.device.network = lying('/api/slots', ({ slots }) => ({
      slots: (slots as { type: string }[]).filter(({ type }) => type === 'recovery'),
    }));
    await her.tab.passkeys.unlockWithPasskey();
    await her.tab.account.lock();
    her.device.network = lying('/api/slots', ({ slots }) => ({
      slots: (slots as { type: string }[]).filter(({ type }) => type !== 'passkey'),
    }));
    await expect(her.tab.passkeys.unlockWithPasskey()).rejects.toMatchObject({ code: 'wrong_passkey' });
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.account.lock();
    await her.tab.account.unlock({ code: her.recoveryCode });
  });

  test('declined, nothing happens and the password still opens', async () => {
    const her = await ana();
    await addPasskey(her);
    await her.tab.account.lock();
    her.device.authenticator.declines = 1;
    await expect(her.tab.passkeys.unlockWithPasskey()).rejects.toMatchObject({ code: 'passkey_not_used' });
    await unlocked(her);
  });
});

describe('a new phone', () => {
  test('one touch signs in and opens the journal', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'all is back' });
    await addPasskey(her);
    await her.tab.exchange();
    const { tab } = await newPhone(her);
    expect(await tab.passkeys.signInWithPasskey()).toEqual({ open: true });
    await tab.settled();
    await tab.exchange();
    await until(() => expect(tab.words()).toEqual(['all is back']));
    expect(tab.account.account.value).toMatchObject({ step: 'open', login: her.login });
    await tab.account.lock();
    await tab.passkeys.unlockWithPasskey();
  });

  test('without PRF it is signed in, and the password or the code opens', async () => {
    const her = await ana();
    her.device.authenticator = new SoftAuthenticator(server.origin, { prf: false });
    await addPasskey(her);
    for (const by of [{ password: PASSWORD }, { code: her.recoveryCode }]) {
      const { tab } = await newPhone(her);
      expect(await tab.passkeys.signInWithPasskey()).toEqual({ open: false });
      expect(tab.account.account.value).toEqual({ step: 'welcome' });
      await expect(tab.passkeys.openAfterPasskey({ password: 'not hers' })).rejects.toMatchObject({
        code: 'wrong_password',
      });
      await tab.passkeys.openAfterPasskey(by);
      expect(tab.account.account.value).toMatchObject({ step: 'open', login: her.login });
    }
  });

  test('who does not go on is not left signed in', async () => {
    const her = await ana();
    her.device.authenticator = new SoftAuthenticator(server.origin, { prf: false });
    await addPasskey(her);
    const { tab, device } = await newPhone(her);
    await tab.passkeys.signInWithPasskey();
    expect(await device.login()).not.toBeNull();
    await tab.passkeys.leavePasskeySignIn();
    expect(await device.login()).toBeNull();
    await expect(tab.passkeys.openAfterPasskey({ password: PASSWORD })).rejects.toMatchObject({
      code: 'not_signed_in',
    });
  });

  test('a passkey that was removed signs nobody in', async () => {
    const her = await ana();
    await addPasskey(her);
    const [one] = await her.tab.passkeys.passkeys.list();
    await her.tab.passkeys.passkeys.remove(one!, { password: PASSWORD });
    const { tab } = await newPhone(her);
    await expect(tab.passkeys.signInWithPasskey()).rejects.toMatchObject({ code: 'wrong_passkey' });
  });

  test('nobody signs in over a journal that is kept here', async () => {
    const her = await ana();
    const mallory = await newPerson(server, 'patient', 'mallory');
    await addPasskey(mallory);
    await her.tab.account.lock();
    her.device.authenticator = mallory.device.authenticator;
    await expect(her.tab.passkeys.signInWithPasskey()).rejects.toMatchObject({ code: 'other_account_here' });
    await unlocked(her);
  });

  test('a therapist comes in with one touch: it is her second factor, too', async () => {
    const theo = await newPerson(server, 'therapist', 'theo');
    await addPasskey(theo);
    const { tab } = await newPhone(theo);
    expect(await tab.passkeys.signInWithPasskey()).toEqual({ open: true });
    expect(tab.account.account.value).toMatchObject({ step: 'open', role: 'therapist' });
  });
});

describe('a server that lies', () => {
  const asksForElse = (response: Record<string, unknown>): object => ({
    ...response,
    rpId: 'evil.example',
    allowCredentials: [{ id: 'AAAA', type: 'public-key' }],
    userVerification: 'discouraged',
    timeout: 1,
    user: { id: 'AAAA' },
    rp: { id: 'evil.example' },
    pubKeyCredParams: [],
    extensions: { prf: { eval: { first: 'another input' } } },
    publicKey: { rpId: 'evil.example' },
  });

  test('H44 passkey options of its own change nothing of what the device is asked', async () => {
    const her = await ana();
    her.device.network = lying('/api/passkeys/challenges', asksForElse);
    await addPasskey(her);
    await her.tab.account.lock();
    await her.tab.passkeys.unlockWithPasskey();
    const { tab, device } = await newPhone(her);
    device.network = lying('/api/passkeys/challenges', asksForElse);
    expect(await tab.passkeys.signInWithPasskey()).toEqual({ open: true });
    const [create, ...gets] = her.device.authenticator.asked as unknown as Record<string, unknown>[];
    const rpId = new URL(server.origin).hostname;
    expect(create).toMatchObject({
      rp: { id: rpId },
      attestation: 'none',
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      pubKeyCredParams: [{ alg: -8 }, { alg: -7 }, { alg: -257 }],
    });
    expect(gets).toHaveLength(3);
    for (const get of gets) {
      expect(get).toMatchObject({
        rpId,
        userVerification: 'required',
        extensions: { prf: { eval: { first: new TextEncoder().encode('interlude/1/prf') } } },
      });
    }
    expect(gets.map((get) => 'allowCredentials' in get)).toEqual([true, false, false]);
  });

  test.each(['', 'AAAA', 'not base64!', 'A'.repeat(42)])('H45 a challenge like %j is none', async (challenge) => {
    const her = await ana();
    her.device.network = lying('/api/passkeys/challenges', (response) => ({ ...response, challenge }));
    await expect(addPasskey(her)).rejects.toMatchObject({ code: 'nonsense' });
    expect(her.device.authenticator.held).toEqual([]);
  });

  test('another account than the passkey’s opens nothing and is not kept', async () => {
    const her = await ana();
    const mallory = await newPerson(server, 'patient', 'mallory');
    await addPasskey(her);
    const other = mallory.tab.owner.requireAccount().accountId;
    const { tab, device } = await newPhone(her);
    device.network = lying('/api/logins/passkey', (response) => ({ ...response, account_id: other }));
    await expect(tab.passkeys.signInWithPasskey()).rejects.toMatchObject({ code: 'nonsense' });
    expect(tab.account.account.value).toEqual({ step: 'welcome' });
    expect(await device.login()).toBeNull();
  });

  test('slots of another account beside her passkey open nothing: she is signed in, no more', async () => {
    const her = await ana();
    await addPasskey(her);
    const mallory = await newPerson(server, 'patient', 'mallory');
    await addPasskey(mallory);
    const theirs = mallory.tab.owner.requireAccount().slots;
    const { tab, device } = await newPhone(her);
    device.network = lying('/api/slots', () => ({ slots: theirs }));
    expect(await tab.passkeys.signInWithPasskey()).toEqual({ open: false });
    await expect(tab.passkeys.openAfterPasskey({ password: PASSWORD })).rejects.toMatchObject({
      code: 'wrong_password',
    });
  });

  test('never does a request carry what the PRF gave, in any form', async () => {
    const her = await ana();
    const sent: string[] = [];
    const listening: Network = (request, pass) => {
      sent.push(JSON.stringify(request));
      return pass();
    };
    her.device.network = listening;
    await addPasskey(her);
    await her.tab.account.lock();
    await her.device.setLogin(null);
    await her.tab.passkeys.unlockWithPasskey();
    await her.tab.settled();
    await her.tab.exchange();
    const phone = await newPhone(her);
    phone.device.network = listening;
    await phone.tab.passkeys.signInWithPasskey();
    await phone.tab.settled();
    const [one] = await phone.tab.passkeys.passkeys.list();
    await phone.tab.passkeys.passkeys.remove(one!, { passkey: true });
    const authenticator = her.device.authenticator;
    const prf = Buffer.from(authenticator.prfOf(authenticator.held[0]!, authenticator.asked[1] as never));
    expect(sent.filter((one) => one.includes('"credential"')).length).toBeGreaterThanOrEqual(4);
    for (const form of ['base64url', 'base64', 'hex', 'latin1'] as const) {
      for (const one of sent) expect(one.includes(prf.toString(form))).toBe(false);
    }
    expect(sent.join()).not.toContain('prf');
  });
});

test('away from the server nothing is added, and nothing is lost', async () => {
  const her = await ana();
  her.device.network = unreachable;
  await expect(addPasskey(her)).rejects.toMatchObject({ code: 'offline' });
  expect(her.device.authenticator.held).toEqual([]);
});
