// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { toBase64url } from '../../src/api/wire.ts';
import { anotherPhone, newPerson, type Person } from '../harness/people.ts';
import { reachable, type Network } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import {
  answers,
  withFlippedBit,
  counted,
  json,
  lies,
  rows,
  stored,
  expectReassurance,
  expectNothingLost,
  type Row,
} from '../harness/lying.ts';

const NOW = '2026-11-30T08:00:00Z';
const WORDS = ['the door was blue', 'my mother’s hands'];

let server: SharedServer;
let ana: Person;
let mallory: Person;
let ids: string[];

beforeAll(async () => {
  server = await SharedServer.get();
  mallory = await newPerson(server, 'patient', 'mallory');
  await mallory.tab.journal.keepNote({ text: 'Mallory’s own' });
  await mallory.tab.exchange();
});
beforeEach(async () => {
  ana = await newPerson(server, 'patient', 'ana');
  ids = [];
  for (const text of WORDS) ids.push(await ana.tab.journal.keepNote({ text }));
  await ana.tab.exchange();
});

const entriesOf = async (one: Person): Promise<Row[]> =>
  (await stored(one, '/entries?after=0&limit=1000')).entries as Row[];
const rowOf = (kept: Row[], at: number): Row => kept.find((row) => row.entry_id === ids[at])!;
/** A feed of the server's making, read again from its beginning. */
const page =
  (entries: unknown[], more = false) =>
  (was: Row): Row => ({ ...was, entries, position: 1000, more });

describe('entries', () => {
  test('H07 an entry in the place of another opens nowhere, here and on a new phone', async () => {
    const kept = await entriesOf(ana);
    const swapped = [
      { ...rowOf(kept, 0), envelope: rowOf(kept, 1).envelope },
      { ...rowOf(kept, 1), envelope: rowOf(kept, 0).envelope },
    ];
    ana.device.network = lies('GET /api/entries', page(swapped));
    await ana.tab.exchange();
    await expectNothingLost(ana, WORDS);
    const fresh = await anotherPhone(server, ana);
    fresh.device.network = reachable;
    expect(fresh.tab.words().sort()).toEqual([...WORDS].sort());
  });

  test('H08 an old revision never takes the place of a newer one, and the server gets the newer back', async () => {
    const old = rowOf(await entriesOf(ana), 0);
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, and open' });
    await ana.tab.exchange();
    ana.device.network = lies('GET /api/entries', page([{ ...old, position: 900 }]));
    await ana.tab.exchange();
    await expectNothingLost(ana, ['the door was blue, and open', WORDS[1]!]);
    expect(rowOf(await entriesOf(ana), 0)).toMatchObject({ revision: 2 });
  });

  test('H09 an entry of another account opens to nothing and shows no word', async () => {
    const theirs = (await entriesOf(mallory))[0]!;
    ana.device.network = lies('GET /api/entries', (was) => ({
      ...was,
      entries: [...(was.entries as Row[]), { ...theirs, position: 900 }],
      position: 900,
    }));
    await ana.tab.exchange();
    expect(JSON.stringify(ana.tab.journal.timeline.value)).not.toContain('Mallory');
    await expectNothingLost(ana, WORDS);
  });

  test.each([2 ** 53 - 1, 2 ** 52 + 1])('H10 a revision of %i does not keep her from editing', async (revision) => {
    const kept = await entriesOf(ana);
    ana.device.network = lies('GET /api/entries', page([{ ...rowOf(kept, 0), revision, position: 900 }]));
    await ana.tab.exchange();
    expectReassurance(ana);
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'edited all the same' });
    await expectNothingLost(ana, ['edited all the same', WORDS[1]!]);
  });

  test('H11 a refusal that carries another entry is nonsense, and her words wait', async () => {
    const kept = await entriesOf(ana);
    await ana.tab.journal.keepNote({ text: 'new' });
    ana.device.network = answers('POST /api/entries', () =>
      json({ code: 'stale_revision', stored: [rowOf(kept, 1)] }, 409),
    );
    await ana.tab.exchange();
    expectReassurance(ana);
    expect(ana.tab.connection.connection.value.waiting).toBe(1);
    await expectNothingLost(ana, [...WORDS, 'new']);
  });

  test.each([
    ['for another entry', () => ({ receipts: [{ entry_id: crypto.randomUUID(), revision: 1, position: 9 }] })],
    ['for another revision', (was: Row) => rows('receipts', (row) => ({ ...row, revision: 7 }))(was)],
    ['for none', () => ({ receipts: [] })],
  ])('H12 a receipt %s is not believed: the entry waits and is sent again', async (_what, change) => {
    await ana.tab.journal.keepNote({ text: 'new' });
    ana.device.network = lies('POST /api/entries', change);
    await ana.tab.exchange();
    expectReassurance(ana);
    expect(ana.tab.connection.connection.value.waiting).toBe(1);
    await expectNothingLost(ana, [...WORDS, 'new']);
  });

  test('H13 a forged tombstone deletes nothing: the flag is no word of hers, and another’s tombstone does not open', async () => {
    const extra = await ana.tab.journal.keepNote({ text: 'to be deleted' });
    await ana.tab.exchange();
    await ana.tab.journal.deleteEntry(extra);
    await ana.tab.exchange();
    const kept = await entriesOf(ana);
    const tombstone = kept.find((row) => row.entry_id === extra)!;
    const forged = [
      { ...rowOf(kept, 0), deleted: true, position: 900 },
      { ...rowOf(kept, 1), revision: 2, deleted: true, envelope: tombstone.envelope, position: 901 },
    ];
    ana.device.network = lies('GET /api/entries', page(forged));
    await ana.tab.exchange();
    await expectNothingLost(ana, WORDS);
  });

  test('H14 a deletion the server hides is a deletion all the same', async () => {
    await ana.tab.journal.deleteEntry(ids[0]!);
    await ana.tab.exchange();
    const fresh = await anotherPhone(server, ana);
    fresh.device.network = lies(
      'GET /api/entries',
      rows('entries', (row) => ({ ...row, deleted: false })),
    );
    await fresh.tab.exchange();
    await expectNothingLost(fresh, [WORDS[1]!]);
  });

  test('H15 a note in the form of one written while locked is taken from nobody', async () => {
    const publicKey = ana.tab.owner.requireAccount().publicKey;
    const { runtime } = await import('../../src/sync/runtime/runtime.ts');
    const entryId = crypto.randomUUID();
    const accountId = ana.tab.owner.requireAccount().accountId;
    const payload = {
      v: 1,
      kind: 'note',
      written_at: '2026-11-01T08:00:00Z',
      edited_at: null,
      zone: 'UTC',
      attachments: [],
      text: 'injected',
    };
    const drop = await runtime.vault().sealDrop({ accountId, publicKey, entryId, payload });
    for (const envelope of [drop, drop.subarray(32)]) {
      ana.device.network = lies(
        'GET /api/entries',
        page([
          { ...rowOf(await entriesOf(ana), 0), entry_id: entryId, envelope: toBase64url(envelope), position: 900 },
        ]),
      );
      await ana.tab.exchange();
      expect(JSON.stringify(ana.tab.journal.timeline.value)).not.toContain('injected');
    }
    await expectNothingLost(ana, WORDS);
  });

  test('H53 an envelope of another version byte is damage, and never what stands here', async () => {
    const kept = rowOf(await entriesOf(ana), 0);
    for (const first of ['AA', 'Ag', '_w']) {
      ana.device.network = lies(
        'GET /api/entries',
        page([{ ...kept, revision: 2, envelope: first + (kept.envelope as string).slice(2), position: 900 }]),
      );
      await ana.tab.exchange();
    }
    await expectNothingLost(ana, WORDS);
  });

  test('H43 H54 an envelope bent in its middle, of another length, or made for another purpose is kept aside', async () => {
    const kept = rowOf(await entriesOf(ana), 0);
    const { runtime } = await import('../../src/sync/runtime/runtime.ts');
    const local = await runtime
      .vault()
      .sealLocal({ store: 'drafts', key: ids[0]!, value: { v: 1, kind: 'note', text: 'from a draft' } });
    for (const envelope of [
      withFlippedBit(kept.envelope),
      `${kept.envelope as string}AAAA`,
      (kept.envelope as string).slice(4),
      toBase64url(local),
    ]) {
      ana.device.network = lies('GET /api/entries', page([{ ...kept, revision: 2, envelope, position: 900 }]));
      await ana.tab.exchange();
      expect(ana.tab.words().sort()).toEqual([...WORDS].sort());
    }
    await expectNothingLost(ana, WORDS);
  });
});

describe('the feed', () => {
  test('H31 what the server withholds is not missed here, and nothing here goes', async () => {
    ana.device.network = lies('GET /api/entries', page([]));
    await ana.tab.exchange();
    await expectNothingLost(ana, WORDS);
  });

  test('H32 two phones that were shown two different feeds come together when it is honest again', async () => {
    const other = await anotherPhone(server, ana);
    other.device.network = lies('GET /api/entries', page([]));
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, from here' });
    await ana.tab.exchange();
    await other.tab.exchange();
    await other.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, from there' });
    await other.tab.exchange();
    other.device.network = reachable;
    for (const one of [other, ana, other]) await one.tab.exchange();
    expect(other.tab.words().sort()).toEqual(ana.tab.words().sort());
    expect(ana.tab.words().join()).toMatch(/from here[^]*from there|from there[^]*from here/);
  });

  /** Hides everything new, and acknowledges every write but discards it. */
  const hiding: Network = async ({ method, path, body }, pass) => {
    if (method === 'POST' && path === '/api/entries') {
      const { entries } = body as { entries: Row[] };
      return json({
        receipts: entries.map(({ entry_id, revision }) => ({ entry_id, revision, position: 1, kept_at: NOW })),
      });
    }
    return lies('GET /api/entries', (was) => ({ ...was, entries: [] }))({ method, path, body }, pass);
  };

  test('H55 what was hidden behind a false receipt is joined, and never written over', async () => {
    const tablet = await anotherPhone(server, ana);
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, and my father stood there' });
    await ana.tab.exchange();
    tablet.device.network = hiding;
    await tablet.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, a dream' });
    await tablet.tab.exchange();
    expect(tablet.tab.connection.connection.value.waiting).toBe(0);
    tablet.device.network = reachable;
    await tablet.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, a dream of my mother' });
    for (const one of [tablet, ana, tablet]) await one.tab.exchange();
    expect(tablet.tab.words().sort()).toEqual(ana.tab.words().sort());
    expect(ana.tab.words().join()).toContain('my father stood there');
    expect(ana.tab.words().join()).toContain('a dream of my mother');
  });

  test('H55 nor does a deletion take words it was not made of', async () => {
    const tablet = await anotherPhone(server, ana);
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, and my father stood there' });
    await ana.tab.exchange();
    tablet.device.network = hiding;
    await tablet.tab.journal.keepNote({ id: ids[0]!, text: 'the door was blue, a dream' });
    await tablet.tab.exchange();
    tablet.device.network = reachable;
    await tablet.tab.journal.deleteEntry(ids[0]!);
    for (const one of [tablet, ana, tablet]) await one.tab.exchange();
    expect(tablet.tab.words().sort()).toEqual(ana.tab.words().sort());
    expect(ana.tab.words().join()).toContain('my father stood there');
  });

  test('H56 older revisions a new phone never saw bring nothing back', async () => {
    const before = await entriesOf(ana);
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door was green' });
    await ana.tab.exchange();
    const between = rowOf(await entriesOf(ana), 0);
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door' });
    await ana.tab.journal.deleteEntry(ids[1]!);
    await ana.tab.exchange();
    const fresh = await anotherPhone(server, ana);
    for (const older of [[between, rowOf(before, 1)], before]) {
      fresh.device.network = lies('GET /api/entries', page(older.map((row, at) => ({ ...row, position: 900 + at }))));
      await fresh.tab.exchange();
      expect(fresh.tab.words()).toEqual(['the door']);
    }
    await expectNothingLost(fresh, ['the door']);
    await ana.tab.exchange();
    expect(ana.tab.words()).toEqual(['the door']);
  });

  test('H56 nor do those of an older version that names no ancestors, while epoch and head stand still', async () => {
    const before = await entriesOf(ana);
    const { runtime } = await import('../../src/sync/runtime/runtime.ts');
    const vault = runtime.vault();
    const seal = vault.sealEntry.bind(vault);
    vault.sealEntry = (asked) => {
      const payload = { ...asked.payload, ancestors: undefined };
      return seal({ ...asked, payload });
    };
    await ana.tab.journal.keepNote({ id: ids[0]!, text: 'the door' });
    await ana.tab.journal.deleteEntry(ids[1]!);
    vault.sealEntry = seal;
    await ana.tab.exchange();
    const fresh = await anotherPhone(server, ana);
    fresh.device.network = lies('GET /api/entries', page(before.map((row, at) => ({ ...row, position: 900 + at }))));
    await fresh.tab.exchange();
    expect(fresh.tab.words()).toEqual(['the door']);
    await expectNothingLost(fresh, ['the door']);
  });

  test('H33 another epoch of the feed in every response: no flood, nothing lost, nothing doubled', async () => {
    const epoch = (was: Row): Row => ({ ...was, epoch: crypto.randomUUID() });
    const watched = counted(async (request, pass) => {
      const answer = await pass();
      return /account$|entries|shares/.test(request.path) && request.method === 'GET'
        ? json(epoch((await answer.json()) as Row))
        : answer;
    });
    ana.device.network = watched.line;
    await ana.tab.exchange();
    expectReassurance(ana);
    expect(watched.asked()).toBeLessThan(60);
    await expectNothingLost(ana, WORDS);
  });

  let risen = 1_000;
  test.each<[string, (was: Row) => Row]>([
    ['that goes backwards', (was) => ({ ...was, position: 0, more: true })],
    ['that never ends', (was) => ({ ...was, entries: [], more: true })],
    ['that rises without a row and never ends', (was) => ({ ...was, entries: [], position: (risen += 1), more: true })],
    ['with a position no JavaScript can count', (was) => ({ ...was, position: 2 ** 60 })],
    [
      'with a million rows',
      (was) => ({ ...was, entries: Array.from({ length: 100_000 }, () => (was.entries as Row[])[0]) }),
    ],
  ])('H34 a feed %s is nonsense and is left at once', async (_what, change) => {
    const watched = counted(lies('GET /api/entries', change));
    ana.device.network = watched.line;
    await ana.tab.exchange();
    expect(watched.asked()).toBeLessThan(40);
    await expectNothingLost(ana, WORDS);
  });

  test('H34 a feed that brings a true row on every page and never ends is left too', async () => {
    const [row] = (await entriesOf(ana)) as [Row];
    const { epoch } = await stored(ana, '/entries?after=0&limit=1');
    let asked = 0;
    ana.device.network = async (request, pass) => {
      if (request.method !== 'GET' || !request.path.startsWith('/api/entries?')) return pass();
      asked += 1;
      if (asked > 900) throw new TypeError('for ever');
      const position = 10_000 + asked;
      return json({ entries: [{ ...row, position }], position, more: true, epoch });
    };
    await ana.tab.exchange();
    expect(asked).toBeLessThan(600);
    expect(ana.tab.connection.connection.value.state).toBe('trouble');
    await expectNothingLost(ana, WORDS);
  });

  test.each([81 + 1023, 81 + 1025, 81 + 3 * 1024, 60])(
    'H43 a row of %i bytes, a length padding cannot make, is refused before it is kept',
    async (length) => {
      const bad = { ...(await entriesOf(ana))[0]!, entry_id: crypto.randomUUID(), position: 900 };
      ana.device.network = lies('GET /api/entries', page([{ ...bad, envelope: toBase64url(new Uint8Array(length)) }]));
      await ana.tab.exchange();
      expect(ana.tab.connection.connection.value.state).toBe('trouble');
      expect(ana.tab.journal.timeline.value.map(({ id }) => id)).not.toContain(bad.entry_id);
      await expectNothingLost(ana, WORDS);
    },
  );

  test('H35 a row that comes twice, or that nobody asked for, is one entry', async () => {
    const kept = await entriesOf(ana);
    ana.device.network = lies('GET /api/entries', page([...kept, ...kept]));
    await ana.tab.exchange();
    await expectNothingLost(ana, WORDS);
    ana.device.network = lies('GET /api/entries', (was) => ({ ...was, entries: kept }));
    await ana.tab.exchange();
    await expectNothingLost(ana, WORDS);
  });
});
