// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { anotherPhone, converge, pair, PASSWORD, recover, newPerson, type Person } from '../harness/people.ts';
import { unreachable, Device, openTab, reachable } from '../harness/phone.ts';
import { Server } from '../harness/server.ts';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.end());

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const soon = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** A one-time event with a bounded wait. */
function moment() {
  let happened: () => void = () => undefined;
  const when = new Promise<void>((resolve) => {
    happened = resolve;
  });
  return { happened: () => happened(), when: (longest: number) => Promise.race([when, soon(longest)]) };
}

/** Ana has written one note, on both of her phones, and can share it with Theo from each. */
async function theDoor() {
  const theo = await newPerson(server, 'therapist', 'theo');
  const her = await ana();
  const pairingId = await pair(her, theo);
  const id = await her.tab.journal.keepNote({ text: 'the door' });
  const tablet = await anotherPhone(server, her);
  await converge(her, tablet);
  const shares = (one: Person) =>
    one.tab.sharing.share({ pairingId, preview: one.tab.sharing.previewShare({ entryId: id, expiresAt: null }) });
  return { theo, her, tablet, id, shares };
}

describe('two things at once', () => {
  test('somebody else signs in on Ana’s phone while her words are under way: they do not land in his account', async () => {
    const ben = await newPerson(server, 'patient', 'ben');
    const her = await ana();
    const [sending, signedIn, sent] = [moment(), moment(), moment()];
    her.device.network = unreachable;
    await her.tab.journal.keepNote({ text: 'for Ana alone' });
    await her.tab.exchange();
    const secondTab = await openTab(her.device);
    her.device.network = async ({ method, path }, pass) => {
      if (method === 'POST' && path === '/api/entries') {
        sending.happened();
        await signedIn.when(2_000);
        return pass().finally(sent.happened);
      }
      const answer = await pass();
      if (method === 'POST' && path === '/api/logins') {
        signedIn.happened();
        await sent.when(2_000);
      }
      return answer;
    };
    const exchanged = her.tab.exchange();
    await sending.when(5_000);
    await expect(secondTab.account.signIn({ login: ben.login, password: PASSWORD })).rejects.toMatchObject({
      code: 'other_account_here',
    });
    await exchanged;
    await ben.tab.exchange();
    expect(ben.tab.journal.timeline.value).toEqual([]);
    expect((await anotherPhone(server, her)).tab.words()).toEqual(['for Ana alone']);
  });

  test('a note is kept while the journal locks: it is kept, and no word of it stays in memory', async () => {
    const her = await ana();
    const { runtime } = await import('../../src/sync/runtime/runtime.ts');
    const vault = runtime.vault();
    const seal = vault.sealEntry.bind(vault);
    let locked: Promise<void> = Promise.resolve();
    vault.sealEntry = async (asked) => {
      const sealed = await seal(asked);
      locked = her.tab.account.lock();
      return sealed;
    };
    await her.tab.journal.keepNote({ text: 'kept at the last moment' });
    await locked;
    expect(her.tab.journal.timeline.value).toEqual([]);
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    expect(her.tab.words()).toEqual(['kept at the last moment']);
  });

  test('a copy that still waits when Ana ends the pairing is never sent, whatever the server says', async () => {
    const theo = await newPerson(server, 'therapist', 'theo');
    const her = await ana();
    const pairingId = await pair(her, theo);
    her.device.network = unreachable;
    const entryId = await her.tab.journal.keepNote({ text: 'not for him any more' });
    await her.tab.sharing.share({ pairingId, preview: her.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await her.tab.pairings.endPairing(pairingId);
    await her.tab.exchange();
    const told: string[] = [];
    her.device.network = async ({ method, path }, pass) => {
      told.push(`${method} ${path}`);
      const notFound = (): Response => new Response('{"code":"not_found"}', { status: 404 });
      return method === 'DELETE' && path.startsWith('/api/pairings/') ? notFound() : pass();
    };
    await converge(her);
    expect(told).toContain(`DELETE /api/pairings/${pairingId}`);
    expect(told.filter((line) => line.startsWith('PUT') && line.includes('/shares/'))).toEqual([]);
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
  });

  test('a restored backup brings no pairing back that Ana has ended, nor what she shared in it', async () => {
    const theo = await newPerson(server, 'therapist', 'theo');
    const her = await ana();
    const pairingId = await pair(her, theo);
    const entryId = await her.tab.journal.keepNote({ text: 'once for him' });
    await her.tab.sharing.share({ pairingId, preview: her.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await converge(her, theo);
    expect(theo.tab.sharing.received.value).toHaveLength(1);
    server.backUp();
    await her.tab.pairings.endPairing(pairingId);
    await converge(her, theo);
    expect(theo.tab.sharing.received.value).toEqual([]);
    await server.restore();
    await converge(her, theo);
    expect(theo.tab.pairings.people.value).toMatchObject([{ state: 'ended' }]);
    const newPhone = await anotherPhone(server, theo);
    expect(newPhone.tab.openedShares.openedShares.value.size).toBe(0);
  });

  test('a restored backup makes no older text of a share the newest, though the phone that has it never heard of the newer one', async () => {
    const { theo, her, tablet, id, shares } = await theDoor();
    server.backUp();
    await shares(her);
    await converge(her, tablet);
    await her.tab.journal.keepNote({ id, base: 1, text: 'the door was blue' });
    await shares(her);
    await her.tab.exchange();
    await server.restore();
    server.command('begin-new-epoch');
    await converge(her, tablet, theo);
    expect(theo.tab.sharing.received.value).toMatchObject([{ payload: { text: 'the door was blue' } }]);
    expect(tablet.tab.sharing.sent.value).toMatchObject([{ payload: { text: 'the door was blue' } }]);
    expect(tablet.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
  });

  test('a phone that has sent words and read nothing yet gives them back too when a backup is restored', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'the door' });
    await her.tab.exchange();
    const device = new Device(server.origin);
    const tablet = { ...her, device, tab: await openTab(device) };
    device.network = (request, pass) =>
      request.path.startsWith('/api/entries?') ? unreachable(request, pass) : pass();
    await tablet.tab.account.signIn({ login: her.login, password: PASSWORD });
    await tablet.tab.exchange();
    server.backUp();
    await tablet.tab.journal.keepNote({ text: 'the first words on the tablet' });
    await tablet.tab.exchange();
    expect(tablet.tab.connection.connection.value).toMatchObject({ state: 'offline', waiting: 0 });
    await server.restore();
    server.command('begin-new-epoch');
    device.network = reachable;
    await converge(tablet, her);
    expect(her.tab.words().sort()).toEqual(['the door', 'the first words on the tablet']);
    expect(tablet.tab.words().sort()).toEqual(her.tab.words().sort());
  });

  test('the answer to a share is lost, and another phone shares a newer text since: the newer one stays', async () => {
    const { theo, her, tablet, id, shares } = await theDoor();
    her.device.network = async (request, pass) => {
      if (request.method !== 'PUT' || !request.path.includes('/shares/')) return pass();
      her.device.network = unreachable;
      await pass();
      return unreachable(request, pass);
    };
    await shares(her);
    await her.tab.exchange();
    await tablet.tab.exchange();
    await tablet.tab.journal.keepNote({ id, base: 1, text: 'the door was blue' });
    await shares(tablet);
    await tablet.tab.exchange();
    her.device.network = reachable;
    await converge(her, tablet, theo);
    expect(theo.tab.sharing.received.value).toMatchObject([{ payload: { text: 'the door was blue' } }]);
    expect(her.tab.sharing.sent.value).toMatchObject([{ payload: { text: 'the door was blue' } }]);
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
  });

  test('a restored backup that another phone has grown past already: told of it, the server loses no word', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'the door' });
    const tablet = await anotherPhone(server, her);
    await converge(her, tablet);
    server.backUp();
    await her.tab.journal.keepNote({ id, text: 'the door was blue' });
    await converge(her);
    await server.restore();
    server.command('begin-new-epoch');
    await tablet.tab.journal.keepNote({ id, text: 'the door, a dream' });
    await tablet.tab.exchange();
    await tablet.tab.journal.keepNote({ id, text: 'the door, a dream of my mother' });
    await converge(tablet, her);
    expect(her.tab.words().join()).toContain('blue');
    expect(her.tab.words().join()).toContain('my mother');
  });
});

describe('the recovery code', () => {
  test('the answer to her new keys is lost: asked again, Ana still gets the code that opens her journal', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'years of words' });
    await her.tab.exchange();
    const device = new Device(server.origin);
    const phone = await openTab(device);
    await phone.account.openWithCode({ login: her.login, code: her.recoveryCode });
    const { recoveryCode } = await phone.account.prepareNewKeys('lemon orbit canvas ticket velvet ocean');
    device.network = async ({ method, path }, pass) => {
      const answer = await pass();
      if (method === 'PUT' && path === '/api/account/keys') device.network = unreachable;
      return device.network === unreachable ? unreachable({ method, path, body: null }, pass) : answer;
    };
    await expect(phone.account.finishRecovering()).rejects.toMatchObject({ code: 'offline' });
    device.network = reachable;
    await phone.account.finishRecovering();
    const third = await openTab(new Device(server.origin));
    await recover(third, {
      login: her.login,
      code: recoveryCode,
      newPassword: 'another six quite ordinary words here',
    });
    await third.settled();
    await third.exchange();
    expect(third.words()).toEqual(['years of words']);
  });
});
