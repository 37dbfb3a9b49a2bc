// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';

import { beforeAll, describe, expect, test } from 'vitest';

import { stretchAtFullCost } from '../harness/argon.ts';
import { diesAtWrite } from '../harness/battery.ts';
import { anotherPhone, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { unreachable, Device, openTab, reachable, type Network, type Tab } from '../harness/phone.ts';
import { PROJECT, python, SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

const passwordOf = (nth: number): string => `six quite other words number ${nth}`;
const BEFORE = 'before both';
const BETWEEN = 'between';

interface Row {
  entry_id: string;
  revision: number;
  replaces: number;
}

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const words = (tab: Tab): string[] => tab.words().sort();

/** Blocks what is sealed again: on the server everything stays under the key it was written with. */
const nothingSealedAgain: Network = (request, pass) =>
  request.method === 'POST' && request.path === '/api/entries' ? unreachable(request, pass) : pass();

/**
 * The same, and runs something when the request for new keys passes: `before` it reaches the server, or `after` it did
 * but before the phone gets the response.
 */
const when =
  (moment: 'before' | 'after', action: () => void): Network =>
  async (request, pass) => {
    const isIt = request.method === 'PUT' && request.path === '/api/account/keys';
    if (isIt && moment === 'before') {
      action();
      throw new TypeError('the line broke');
    }
    const answer = await nothingSealedAgain(request, pass);
    if (isIt) {
      action();
      throw new TypeError('the line broke');
    }
    return answer;
  };

async function rotates(her: Person, password: string, before: string): Promise<void> {
  await her.tab.rotation.prepareNewKey({ password });
  await her.tab.rotation.makeNewKey({ password: before });
  await her.tab.settled();
}

async function sealed(her: Person): Promise<void> {
  await until(async () => {
    await her.tab.exchange();
    expect(her.tab.rotation.move.value.step).toBe('sealed');
  });
}

async function unlocks(her: Person, password: string): Promise<void> {
  await her.tab.account.unlock({ password });
  await her.tab.settled();
}

const rowsOf = async (tab: Tab) =>
  tab.owner.requireAccount().database.read(['entries'], (at) => at.objectStore('entries').getAll());

/**
 * Ana during her first move, with one note on the server still under the previous key. With `leaveBehind`, also on one
 * of her phones: as if that phone had been killed before it sealed the note again.
 */
async function inHerFirstMove(): Promise<{
  her: Person;
  earlier: string;
  leaveBehind: (one: Person) => Promise<void>;
}> {
  const her = await newPerson(server, 'patient', 'ana');
  await her.tab.journal.keepNote({ text: BEFORE });
  await her.tab.exchange();
  const [first] = await rowsOf(her.tab);
  her.device.network = nothingSealedAgain;
  await rotates(her, passwordOf(1), PASSWORD);
  await her.tab.journal.keepNote({ text: BETWEEN });
  const leaveBehind = (one: Person): Promise<void> =>
    one.tab.owner.requireAccount().database.change(['entries', 'outbox'], async (at) => {
      await at.objectStore('entries').put(first!);
      await at.objectStore('outbox').delete(`entry/${first!.id}`);
    });
  const [earlier = ''] = await (await her.tab.device()).retiredKeys();
  return { her, earlier, leaveBehind };
}

/**
 * How a phone keeps the entry of the earlier key: `stored` 2 means it came with the new key, not that the phone had to
 * seal it itself.
 */
async function kept(tab: Tab, earlier: string): Promise<{ revision: number; stored: number }[]> {
  return (await rowsOf(tab)).filter(({ id }) => id === earlier).map(({ revision, stored }) => ({ revision, stored }));
}

async function freshPhone(login: string, password: string): Promise<Tab> {
  const device = new Device(server.origin);
  device.network = nothingSealedAgain;
  const tab = await openTab(device);
  await tab.account.signIn({ login, password });
  await tab.settled();
  await tab.exchange();
  return tab;
}

describe('a second new key before the first move was ended', () => {
  test('takes the earlier key along in the same request, and nothing two keys back is closed to a phone that knows nothing', async () => {
    const { her, earlier } = await inHerFirstMove();
    let sent: Row[] = [];
    her.device.network = (request, pass) => {
      if (request.path === '/api/account/keys') sent = (request.body as { entries: Row[] }).entries;
      return nothingSealedAgain(request, pass);
    };
    await rotates(her, passwordOf(2), passwordOf(1));
    expect(sent.map(({ revision, replaces }) => ({ revision, replaces }))).toEqual([
      { revision: 2, replaces: 1 },
      { revision: 1, replaces: 0 },
    ]);
    expect(sent[0]?.entry_id).toBe(earlier);
    expect(words(await freshPhone(her.login, passwordOf(2)))).toEqual([BEFORE]);
    expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
  });

  test('and it is carried as often as it takes, up to four; then the earlier ones are to be ended first', async () => {
    const { her } = await inHerFirstMove();
    for (const nth of [2, 3, 4]) await rotates(her, passwordOf(nth), passwordOf(nth - 1));
    expect(words(await freshPhone(her.login, passwordOf(4)))).toEqual([BEFORE]);
    await expect(her.tab.rotation.prepareNewKey({ password: passwordOf(5) })).rejects.toMatchObject({
      code: 'earlier_moves',
    });
    her.device.network = reachable;
    await sealed(her);
    await her.tab.rotation.endMove();
    await rotates(her, passwordOf(5), passwordOf(4));
    expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
  }, 180_000);

  test('too many that another device made are found before anything is sent', async () => {
    const { her } = await inHerFirstMove();
    await her.tab.rotation.prepareNewKey({ password: passwordOf(2) });
    const forged = [1, 2, 3].map(() => ({
      id: crypto.randomUUID(),
      make: () => ({
        v: 1 as const,
        kind: 'retired_key' as const,
        key: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
      }),
    }));
    await her.tab.writing.writeEntries(forged);
    await expect(her.tab.rotation.makeNewKey({ password: passwordOf(1) })).rejects.toMatchObject({
      code: 'earlier_moves',
    });
    await reloaded(her);
    await unlocks(her, passwordOf(1));
    expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
  });

  test('does not bring back what another phone ended at that very moment: it is told, and the next try leaves it out', async () => {
    const { her } = await inHerFirstMove();
    her.device.network = reachable;
    await sealed(her);
    const tablet = await anotherPhone(server, { ...her }, passwordOf(1));
    await sealed(tablet);
    await her.tab.rotation.prepareNewKey({ password: passwordOf(2) });
    let sent: Row[] = [];
    her.device.network = async (request, pass) => {
      if (request.path === '/api/account/keys' && sent.length === 0) {
        await tablet.tab.rotation.endMove();
        await tablet.tab.exchange();
      }
      if (request.path === '/api/account/keys') sent = (request.body as { entries: Row[] }).entries;
      return pass();
    };
    await expect(her.tab.rotation.makeNewKey({ password: passwordOf(1) })).rejects.toMatchObject({
      code: 'key_moved_elsewhere',
    });
    expect(sent).toHaveLength(2);
    await her.tab.rotation.makeNewKey({ password: passwordOf(1) });
    await her.tab.settled();
    expect(sent).toHaveLength(1);
    expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
  });

  test('a phone that opened the key before it opens everything at once with the new password, before it has read on', async () => {
    const { her, earlier, leaveBehind } = await inHerFirstMove();
    const tablet = await anotherPhone(server, her, passwordOf(1), nothingSealedAgain);
    expect(words(tablet.tab)).toEqual([BEFORE]);
    tablet.device.network = unreachable;
    await rotates(her, passwordOf(2), passwordOf(1));
    await leaveBehind(tablet);
    tablet.device.network = (request, pass) =>
      request.path.startsWith('/api/entries') && tablet.tab.account.account.value.step === 'open'
        ? unreachable(request, pass)
        : pass();
    await reloaded(tablet);
    await unlocks(tablet, passwordOf(2));
    expect(words(tablet.tab)).toEqual([BEFORE]);
    expect(await kept(tablet.tab, earlier)).toEqual([{ revision: 2, stored: 2 }]);
  });
});

describe('a crash during the second', () => {
  test.each(['before', 'after'] as const)(
    '%s it arrived: whichever password opens, without a line too, opens all of it',
    async (moment) => {
      const { her, earlier, leaveBehind } = await inHerFirstMove();
      await her.tab.rotation.prepareNewKey({ password: passwordOf(2) });
      await leaveBehind(her);
      her.device.network = when(moment, () => her.tab.kill());
      await her.tab.rotation.makeNewKey({ password: passwordOf(1) }).catch(() => undefined);
      her.device.network = unreachable;
      await reloaded(her);
      await unlocks(her, passwordOf(1));
      expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
      await reloaded(her);
      // This phone has sealed it again meanwhile, as it should; the question is asked once more from the beginning.
      await leaveBehind(her);
      her.device.network = (request, pass) =>
        request.path.startsWith('/api/entries') ? unreachable(request, pass) : pass();
      const now = passwordOf(moment === 'before' ? 1 : 2);
      await unlocks(her, now);
      expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
      const asSent = moment === 'before' ? { revision: 1, stored: 1 } : { revision: 2, stored: 2 };
      expect(await kept(her.tab, earlier)).toEqual([asSent]);
      expect(words(await freshPhone(her.login, now))).toEqual([BEFORE]);
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'at write number %i to the phone’s own storage: whichever password opens, without a line, opens all of it',
    async (nth) => {
      const { her, leaveBehind } = await inHerFirstMove();
      await her.tab.rotation.prepareNewKey({ password: passwordOf(2) });
      await leaveBehind(her);
      await diesAtWrite(nth, her.tab, () => her.tab.rotation.makeNewKey({ password: passwordOf(1) }));
      her.device.network = unreachable;
      await reloaded(her);
      const opened = await her.tab.account.unlock({ password: passwordOf(2) }).then(
        () => 2,
        () => 1,
      );
      if (opened === 1) await her.tab.account.unlock({ password: passwordOf(1) });
      await her.tab.settled();
      expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
    },
  );
});

/** Something done by the Python library, against the same server. @returns what it printed */
function inPython(program: string, ...given: string[]): string {
  const done = spawnSync(
    python,
    [
      '-c',
      `import sys\nfrom interlude import Client, Note\nurl, login, *words = sys.argv[1:]\n${program}`,
      server.origin,
      ...given,
    ],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

describe('two languages', () => {
  beforeAll(stretchAtFullCost);

  test('two new keys made by the app are read by the Python library, before anything is sealed again and after', async () => {
    const { her } = await inHerFirstMove();
    await rotates(her, passwordOf(2), passwordOf(1));
    const reads = `
client = Client(url).sign_in(login, words[0])
print(sorted(entry.content.text for entry in client.journal() if isinstance(entry.content, Note)), len(client._journal.entry_keys.retired))`;
    expect(inPython(reads, her.login, passwordOf(2))).toBe(`['${BEFORE}'] 2`);
    inPython(
      'client = Client(url).sign_in(login, words[0])\nclient.finish_rotation()\nclient.end_rotation()',
      her.login,
      passwordOf(2),
    );
    expect(inPython(reads, her.login, passwordOf(2))).toBe(`['${BEFORE}'] 0`);
  });

  test('two new keys made by the Python library are read by the app, before anything is sealed again and after', async () => {
    const her = await newPerson(server, 'patient', 'ana');
    await her.tab.journal.keepNote({ text: BEFORE });
    await her.tab.exchange();
    inPython(
      'client = Client(url).sign_in(login, words[0])\nclient.rotate(words[0], words[1])\nclient.keep(Note("between"))\nclient.rotate(words[1], words[2])',
      her.login,
      PASSWORD,
      passwordOf(1),
      passwordOf(2),
    );
    const tab = await freshPhone(her.login, passwordOf(2));
    expect(words(tab)).toEqual([BEFORE, BETWEEN]);
    expect(tab.rotation.move.value.step).not.toBe('none');
    await reloaded(her);
    await unlocks(her, passwordOf(2));
    await sealed(her);
    await her.tab.rotation.endMove();
    await her.tab.exchange();
    expect(words(her.tab)).toEqual([BEFORE, BETWEEN]);
    expect(
      inPython(
        'client = Client(url).sign_in(login, words[0])\nprint(len(list(client.journal())), len(client._journal.entry_keys.retired))',
        her.login,
        passwordOf(2),
      ),
    ).toBe('2 0');
  });
});
