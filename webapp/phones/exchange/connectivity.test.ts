// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { anotherPhone, offline, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { reachable, type Network } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
/** Passes everything on, and loses the answer of the next request like this. */
const losing = (method: string, path: string): Network => {
  let lost = false;
  return async (request, pass) => {
    const answer = await pass();
    if (lost || request.method !== method || !request.path.startsWith(path)) return answer;
    lost = true;
    throw new TypeError('the line broke');
  };
};
const says =
  (method: string, path: string, answer: () => Response): Network =>
  (request, pass) =>
    request.method === method && request.path.startsWith(path) ? Promise.resolve(answer()) : pass();
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

describe('a bad line', () => {
  test('a lost answer and an edit after it leave one text', async () => {
    const her = await ana();
    her.device.network = losing('POST', '/api/entries');
    const id = await her.tab.journal.keepNote({ text: 'once' });
    await her.tab.exchange();
    await her.tab.journal.keepNote({ id, text: 'twice' });
    await her.tab.exchange();
    await her.tab.exchange();
    expect(her.tab.words()).toEqual(['twice']);
    expect(her.tab.journal.timeline.value[0]).toMatchObject({ state: 'stored', merged: false });
    expect((await anotherPhone(server, her)).tab.words()).toEqual(['twice']);
  });

  test('an edit made while the revision before it is under way is sent after it', async () => {
    const her = await ana();
    let edited: Promise<string> | null = null;
    her.device.network = async (request, pass) => {
      const { entries } = (request.body ?? {}) as { entries?: { entry_id: string }[] };
      if (entries !== undefined)
        await (edited ??= her.tab.journal.keepNote({ id: entries[0]!.entry_id, text: 'second thought' }));
      return pass();
    };
    await her.tab.journal.keepNote({ text: 'first thought' });
    await her.tab.exchange();
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.waiting).toBe(0);
    expect((await anotherPhone(server, her)).tab.words()).toEqual(['second thought']);
  });

  test('an answer lost just before the page is killed leaves one text', async () => {
    const her = await ana();
    her.device.network = losing('POST', '/api/entries');
    await her.tab.journal.keepNote({ text: 'only once' });
    await her.tab.exchange();
    const tab = await reloaded(her);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    await tab.exchange();
    expect(tab.words()).toEqual(['only once']);
    expect(tab.journal.timeline.value[0]?.state).toBe('stored');
  });

  test('a row marked deleted that holds words shows the words; one that does not open changes nothing here', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'mine' });
    await her.tab.exchange();
    const rubbish = Buffer.alloc(1105, 1).toString('base64url');
    const row = {
      entry_id: id,
      revision: 9,
      envelope: rubbish,
      deleted: true,
      position: 10_000,
      kept_at: '2026-01-01T00:00:00Z',
    };
    her.device.network = async (request, pass) => {
      const answer = await pass();
      if (!request.path.startsWith('/api/entries?')) return answer;
      return json({ ...((await answer.json()) as object), entries: [row] });
    };
    await her.tab.exchange();
    expect(her.tab.words()).toEqual(['mine']);
    her.device.network = reachable;
    const tab = await reloaded(her);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['mine']);
  });

  test('one entry the server refuses for good does not hold up the others', async () => {
    const her = await ana();
    const bad = await offline(her, () => her.tab.journal.keepNote({ text: 'refused' }));
    await offline(her, () => her.tab.journal.keepNote({ text: 'taken' }));
    her.device.network = async (request, pass) => {
      const { entries = [] } = (request.body ?? {}) as { entries?: { entry_id: string }[] };
      return entries.some(({ entry_id }) => entry_id === bad) ? json({ code: 'invalid_request' }, 422) : pass();
    };
    await her.tab.exchange();
    expect(her.tab.journal.timeline.value.map(({ state, payload }) => [payload?.text, state]).sort()).toEqual([
      ['refused', 'phone'],
      ['taken', 'stored'],
    ]);
    her.device.network = reachable;
    const tab = await reloaded(her);
    await tab.exchange();
    expect(tab.connection.connection.value.waiting).toBe(0);
  });

  test('asked to wait, the phone leaves the server alone until then', async () => {
    const her = await ana();
    let asked = 0;
    her.device.network = async () => {
      asked += 1;
      return new Response(JSON.stringify({ code: 'too_many_requests' }), {
        status: 429,
        headers: { 'Retry-After': '60' },
      });
    };
    await her.tab.exchange();
    const before = asked;
    await her.tab.journal.keepNote({ text: 'waits' });
    await new Promise((after) => setTimeout(after, 50));
    expect(asked).toBe(before);
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'trouble', waiting: 1 });
  });
});

/** nginx's own page, with its own limit unless another is given. */
const nginx =
  (most: number, sizes: number[]): Network =>
  (request, pass) => {
    if (request.method === 'GET') return pass();
    const size = JSON.stringify(request.body).length;
    sizes.push(size);
    const page = new Response('<html><h1>413 Request Entity Too Large</h1></html>', { status: 413 });
    return size > most ? Promise.resolve(page) : pass();
  };

describe('a proxy before the server', () => {
  test('with nginx’s defaults holds nothing up, however much has waited', async () => {
    const her = await ana();
    await offline(her, async () => {
      for (let day = 0; day < 24; day += 1) await her.tab.journal.keepNote({ text: `${day} `.repeat(18_000) });
    });
    const sizes: number[] = [];
    her.device.network = nginx(1024 * 1024, sizes);
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(700_000);
    expect(sizes.length).toBeLessThan(6);
  });

  test('that allows less still lets the small ones through, and what is too large for it is said', async () => {
    const her = await ana();
    await offline(her, async () => {
      for (let day = 0; day < 9; day += 1) await her.tab.journal.keepNote({ text: `day ${day}` });
      await her.tab.journal.keepNote({ text: 'long '.repeat(6_000) });
      for (let day = 9; day < 12; day += 1) await her.tab.journal.keepNote({ text: `day ${day}` });
    });
    her.device.network = nginx(16_000, []);
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 1, refused: 1, tooLarge: 1 });
    const here = her.tab.journal.timeline.value.filter(({ state }) => state === 'phone');
    expect(here.map(({ payload }) => String(payload?.text).slice(0, 4))).toEqual(['long']);
  });

  test('that filters by content, with a page of its own, holds back one entry and no other', async () => {
    const her = await ana();
    let bad = '';
    await offline(her, async () => {
      await her.tab.journal.keepNote({ text: 'before' });
      bad = await her.tab.journal.keepNote({ text: 'disliked' });
      await her.tab.journal.keepNote({ text: 'after' });
    });
    her.device.network = (request, pass) =>
      JSON.stringify(request.body).includes(bad)
        ? Promise.resolve(new Response('<html>Forbidden</html>', { status: 403 }))
        : pass();
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 1, refused: 1, tooLarge: 0 });
    her.device.network = reachable;
    const tab = await reloaded(her);
    await tab.exchange();
    expect(tab.connection.connection.value.waiting).toBe(0);
  });
});

/** An account with room for this many entries that are not deleted; it is full before it takes one more. */
const roomFor =
  (most: () => number, asked: number[]): Network =>
  async (request, pass) => {
    const { entries } = (request.body ?? {}) as {
      entries?: { entry_id: string; replaces: number; deleted: boolean }[];
    };
    if (request.method !== 'POST' || entries === undefined) return pass();
    asked.push(entries.length);
    const more = entries.filter(({ replaces, deleted }) => replaces === 0 && !deleted).length;
    const fewer = entries.filter(({ replaces, deleted }) => replaces > 0 && deleted).length;
    if (more > fewer && more - fewer > most()) return json({ code: 'quota_reached', field: 'entries' }, 422);
    return pass();
  };

describe('an account without room', () => {
  test('keeps the rest here with the reason, still sends deletions and edits, and sends all once there is room', async () => {
    const her = await ana();
    const gone = await her.tab.journal.keepNote({ text: 'to be deleted' });
    const edited = await her.tab.journal.keepNote({ text: 'before' });
    await her.tab.exchange();
    await offline(her, async () => {
      for (let day = 0; day < 20; day += 1) await her.tab.journal.keepNote({ text: `day ${day}` });
      await her.tab.journal.keepNote({ text: 'long '.repeat(2_000) });
      await her.tab.journal.keepNote({ id: edited, text: 'after' });
      await her.tab.journal.deleteEntry(gone);
    });
    let room = 0;
    const asked: number[] = [];
    her.device.network = roomFor(() => room, asked);
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 21, refused: 21, noRoom: 21 });
    const other = await anotherPhone(server, her);
    expect(other.tab.words()).toEqual(['after']);

    asked.length = 0;
    await her.tab.exchange();
    expect(asked).toEqual([1]);

    room = 100;
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ waiting: 0, noRoom: 0 });
    expect(her.tab.journal.timeline.value.every(({ state }) => state === 'stored')).toBe(true);
  });
});

describe('a server that answers nonsense', () => {
  let her: Person;
  beforeAll(async () => {
    her = await ana();
  });

  test.each([
    ['a page of HTML', () => new Response('<html>Sign in to the WiFi</html>')],
    ['half of JSON', () => new Response('{"receipts": [')],
    [
      'a receipt for something else',
      () => json({ receipts: [{ entry_id: crypto.randomUUID(), revision: 1, position: 1 }] }),
    ],
    ['a receipt for another revision', () => json({ receipts: [] })],
    ['a refusal without a reason', () => json({ code: 'stale_revision', stored: [{ entry_id: 'none' }] }, 409)],
    ['a refusal that names nobody', () => json({ code: 'stale_revision', stored: [] }, 409)],
    ['an error of its own', () => json({ code: 'server_error' }, 500)],
    ['a number', () => json(7)],
  ])('%s for an answer: a sentence, and no word is lost', async (_what, answer) => {
    her.device.network = says('POST', '/api/entries', answer);
    await her.tab.journal.keepNote({ text: 'safe' });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'trouble', waiting: 1 });
    expect(her.tab.connection.connection.value.sentence).toMatch(/safe|saved/);
    her.device.network = reachable;
    await her.tab.exchange();
    expect(her.tab.journal.timeline.value.every(({ state }) => state === 'stored')).toBe(true);
    expect(her.tab.words()).toContain('safe');
  });

  test.each([
    ['another life of the feed than it just told', { entries: [], position: 0, more: false, epoch: 'another' }],
    ['a feed that never ends', { entries: [], position: 0, more: true, epoch: 'same' }],
    ['rows that are none', { entries: [{ entry_id: 1 }], position: 9, more: false, epoch: 'same' }],
    ['a list that is none', { entries: {}, position: 0, more: false }],
  ])('%s: the journal stays as it is', async (_what, page) => {
    her.device.network = reachable;
    await her.tab.exchange();
    const before = her.tab.words();
    her.device.network = says('GET', '/api/entries', () => json(page));
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.state).toBe('trouble');
    expect(her.tab.words()).toEqual(before);
  });
});
