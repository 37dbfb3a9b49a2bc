// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { diesAtWrite } from '../harness/battery.ts';
import { anotherPhone, converge, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { unreachable, Device, openTab, reachable, type Network, type Tab } from '../harness/phone.ts';
import { Server } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.end());

const MANY = 400;

/** Ana with a journal of several pages; the last note is the newest. */
async function ana(): Promise<Person> {
  const her = await newPerson(server, 'patient', 'ana');
  await her.tab.writing.writeEntries(
    Array.from({ length: MANY }, (_none, at) => {
      const written_at = new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString();
      return {
        id: crypto.randomUUID(),
        make: () => ({
          v: 1,
          kind: 'note',
          written_at,
          edited_at: written_at,
          zone: 'UTC',
          text: `note ${at}`,
          attachments: [],
        }),
      };
    }),
  );
  await her.tab.exchange();
  return her;
}

/** Waits for the next millisecond, so that no two notes are written in the same one. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  await vi.waitUntil(() => Date.now() > now, { interval: 1 });
}

interface Held {
  goOn: () => void;
  dies: () => void;
  asked: string[];
}

/** Lets so many pages of the feed come, and holds the one after until `goOn` is called, or its page `dies`. */
function holding(device: Device, pages: number): Held {
  const asked: string[] = [];
  let [goOn, dies] = [(): void => undefined, (): void => undefined];
  const gate = new Promise<void>((open, shut) => {
    goOn = open;
    dies = () => {
      shut(new TypeError('killed'));
    };
  });
  gate.catch(() => undefined);
  const network: Network = async (request, pass) => {
    if (!request.path.startsWith('/api/entries?')) return pass();
    asked.push(request.path);
    if (asked.length > pages) await gate;
    return pass();
  };
  device.network = network;
  return { goOn, dies, asked };
}

async function newPhone(her: Person, pages: number, password = PASSWORD): Promise<Held & { device: Device; tab: Tab }> {
  const device = new Device(server.origin);
  const held = holding(device, pages);
  const tab = await openTab(device);
  await tab.account.signIn({ login: her.login, password });
  return { device, tab, ...held };
}

test('after the first page the newest entry is readable, and one can write while the rest comes', async () => {
  const her = await ana();
  const { tab, goOn, asked } = await newPhone(her, 1);
  await until(() => expect(tab.words()).toHaveLength(50));
  expect(tab.words()[0]).toBe(`note ${MANY - 1}`);
  await until(() => expect(tab.connection.initialSyncProgress.value).toBeGreaterThan(0.1));
  expect(asked[0]).toBe('/api/entries?before=0&limit=50');

  await tab.journal.keepNote({ text: 'written meanwhile' });
  goOn();
  await tab.exchange();
  expect(tab.words()).toHaveLength(MANY + 1);
  expect(tab.connection.initialSyncProgress.value).toBeNull();
  await her.tab.exchange();
  expect(her.tab.words()).toContain('written meanwhile');
});

test('what she wrote in a week without a line is on the first page of a new phone, the very newest above all', async () => {
  const her = await newPerson(server, 'patient', 'ana');
  const texts = Array.from({ length: 150 }, (_none, at) => `offline ${String(at).padStart(3, '0')}`);
  her.device.network = unreachable;
  for (const text of texts) {
    await her.tab.journal.keepNote({ text });
    await nextMillisecond();
  }
  const batches: number[] = [];
  her.device.network = (request, pass) => {
    if (request.method === 'POST' && request.path === '/api/entries')
      batches.push((request.body as { entries: object[] }).entries.length);
    return pass();
  };
  await reloaded(her);
  await her.tab.account.unlock({ password: PASSWORD });
  await her.tab.settled();
  await her.tab.exchange();
  expect(batches).toEqual([100, 50]);
  const { tab, goOn } = await newPhone(her, 1);
  await until(() => expect(tab.words()).toHaveLength(50));
  expect(tab.words()).toEqual(texts.slice(-50).reverse());
  goOn();
});

test('and so it is after another phone has sealed everything again for a new key', async () => {
  const her = await anotherPhone(server, await ana());
  await her.tab.rotation.prepareNewKey({ password: 'six quite other words stand here' });
  await her.tab.rotation.makeNewKey({ password: PASSWORD });
  await her.tab.settled();
  await until(async () => {
    await her.tab.exchange();
    expect(her.tab.rotation.move.value.step).toBe('sealed');
  });
  const { tab, goOn } = await newPhone(her, 1, 'six quite other words stand here');
  await until(() => expect(tab.words().length).toBeGreaterThan(40));
  expect(tab.words().slice(0, 40)).toEqual(her.tab.words().slice(0, 40));
  goOn();
});

test('a kill in the middle: the next start goes on where it was', async () => {
  const her = await ana();
  const phone = await newPhone(her, 2);
  await until(() => expect(phone.tab.words()).toHaveLength(350));
  const one = { ...her, device: phone.device, tab: phone.tab };
  phone.tab.kill();
  phone.dies();
  const tab = await reloaded(one);
  const { asked } = holding(phone.device, Infinity);
  await tab.account.unlock({ password: PASSWORD });
  await tab.settled();
  await tab.exchange();
  expect(asked[0]).toMatch(/before=[1-9]\d*&limit=300/);
  expect(tab.words()).toHaveLength(MANY);
});

test('what is edited, deleted and written elsewhere during the filling arrives as well', async () => {
  const her = await ana();
  const { device, tab, goOn } = await newPhone(her, 1);
  await until(() => expect(tab.words()).toHaveLength(50));
  const [newest, oldest] = [her.tab.journal.timeline.value[0]!, her.tab.journal.timeline.value.at(-1)!];
  await her.tab.journal.keepNote({ id: oldest.id, text: 'the oldest, edited' });
  await her.tab.journal.deleteEntry(newest.id);
  await her.tab.journal.keepNote({ text: 'brand new' });
  await her.tab.exchange();
  goOn();
  await tab.exchange();
  expect(new Set(tab.words())).toEqual(new Set(her.tab.words()));
  const { asked } = holding(device, Infinity);
  await tab.exchange();
  expect(asked).toHaveLength(1);
});

test('a backup restored after the filling is noticed as ever', async () => {
  const her = await ana();
  const tablet = await anotherPhone(server, her);
  server.backUp();
  await her.tab.journal.keepNote({ text: 'after the backup' });
  await converge(her, tablet);
  await server.restore();
  await converge(tablet, her);
  expect(tablet.tab.words()).toHaveLength(MANY + 1);
  expect((await anotherPhone(server, her)).tab.words()).toHaveLength(MANY + 1);
});

test('a server whose pages do not go down is believed nothing', async () => {
  const her = await ana();
  const device = new Device(server.origin);
  device.network = async (request, pass) => {
    const answer = await pass();
    if (!request.path.startsWith('/api/entries?before=') || request.path.includes('before=0')) return answer;
    const page = (await answer.json()) as { position: number };
    return new Response(JSON.stringify({ ...page, more: true, position: 10_000 }));
  };
  const tab = await openTab(device);
  await tab.account.signIn({ login: her.login, password: PASSWORD });
  await tab.exchange();
  expect(tab.connection.connection.value.state).toBe('trouble');
  expect(tab.words()[0]).toBe(`note ${MANY - 1}`);
  device.network = reachable;
  await tab.exchange();
  expect(tab.words()).toHaveLength(MANY);
});

test.each([1, 2])(
  'a battery that is empty at write number %i of a page: the next start reads all of it',
  async (nth) => {
    const her = await newPerson(server, 'patient', 'ana');
    await her.tab.journal.keepNote({ text: 'before' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await converge(her, tablet);
    tablet.device.network = unreachable;
    for (const text of ['one', 'two', 'three']) await her.tab.journal.keepNote({ text });
    await her.tab.exchange();
    tablet.device.network = reachable;
    await diesAtWrite(nth, tablet.tab, () => tablet.tab.exchange());
    const tab = await reloaded(tablet);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    await tab.exchange();
    expect(tab.words().sort()).toEqual(['before', 'one', 'three', 'two']);
  },
);
