import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { anotherPhone, converge, offline, PASSWORD, reloaded, somebody, type Somebody } from './testing/people.ts';
import { away, Device, openTab, there, type Line } from './testing/phone.ts';
import { Server } from './testing/server.ts';

let server: Server;
beforeAll(async () => { server = await Server.start(); }, 60_000);
afterAll(() => server.end());

const ana = (): Promise<Somebody> => somebody(server, 'patient', 'ana');
const only = (words: readonly string[]): string => {
  expect(words).toHaveLength(1);
  return words[0]!;
};
/** Passes everything on, and loses the answer of the next request like this. */
const losing = (method: string, path: string): Line => {
  let lost = false;
  return async (request, pass) => {
    const answer = await pass();
    if (lost || request.method !== method || !request.path.startsWith(path)) return answer;
    lost = true;
    throw new TypeError('the line broke');
  };
};
const says = (method: string, path: string, answer: () => Response): Line => (request, pass) =>
  (request.method === method && request.path.startsWith(path) ? Promise.resolve(answer()) : pass());
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

describe('a phone without a line', () => {
  test('what Ana writes is on her phone at once, and stored when she is online again', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'the door was blue' }));
    expect(her.tab.words()).toEqual(['the door was blue']);
    expect(her.tab.journal.timeline.value[0]?.state).toBe('phone');
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'offline', waiting: 1 });

    await her.tab.exchange();
    expect(her.tab.journal.timeline.value[0]?.state).toBe('stored');
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0, sentence: null });
  });

  test('her page is killed: after an offline unlock every word is there, and is sent later', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'my mother’s hands' }));
    her.device.line = away;
    const tab = await reloaded(her);
    expect(tab.account.account.value).toMatchObject({ step: 'locked', role: 'patient' });
    expect(tab.words()).toEqual([]);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['my mother’s hands']);

    her.device.line = there;
    await tab.exchange();
    expect((await anotherPhone(server, her)).tab.words()).toEqual(['my mother’s hands']);
  });

  test('while locked, what waits is sent all the same', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'sent while locked' }));
    const tab = await reloaded(her);
    await tab.exchange();
    expect(tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    expect((await anotherPhone(server, her)).tab.words()).toEqual(['sent while locked']);
  });

  test('the wrong password opens nothing and loses nothing', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'still here' });
    const tab = await reloaded(her);
    await expect(tab.account.unlock({ password: 'not this one' })).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(tab.account.unlock({ code: 'AAAA-AAAA' })).rejects.toMatchObject({ code: 'mistyped_code' });
    await tab.account.unlock({ code: her.recoveryCode });
    await tab.settled();
    expect(tab.words()).toEqual(['still here']);
  });

  test('a draft is sealed on the phone, survives a kill, and is never sent', async () => {
    const her = await ana();
    await her.tab.journal.drafts.keep({ key: 'note:new', entryId: null, kind: 'note', value: { text: 'half a sen' } });
    const tab = await reloaded(her);
    await expect(tab.journal.drafts.get('note:new')).rejects.toMatchObject({ code: 'locked' });
    await tab.account.unlock({ password: PASSWORD });
    expect(await tab.journal.drafts.get('note:new')).toMatchObject({ value: { text: 'half a sen' }, kind: 'note' });
    expect(await tab.journal.drafts.list()).toHaveLength(1);
    await tab.journal.drafts.drop('note:new');
    expect(await tab.journal.drafts.get('note:new')).toBeNull();
    expect(tab.connection.connection.value.waiting).toBe(0);
  });

  test('an editor is asked for its draft before the lock, and afterwards no word is in memory', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'kept' });
    her.tab.account.beforeLock(() => her.tab.journal.drafts.keep({ key: 'note:new', entryId: null, kind: 'note', value: 'mid-wo' }));
    await her.tab.account.lock();
    expect(her.tab.journal.timeline.value).toEqual([]);
    await her.tab.account.unlock({ password: PASSWORD });
    expect(await her.tab.journal.drafts.get('note:new')).toMatchObject({ value: 'mid-wo' });
  });
});

describe('two phones', () => {
  test('an edit on each while both were offline keeps both texts, once each, on both', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'the door' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await offline(her, () => her.tab.journal.keepNote({ id, text: 'the door was blue' }));
    await offline(tablet, () => tablet.tab.journal.keepNote({ id, text: 'the door, a dream' }));
    await converge(her, tablet);

    const text = only(her.tab.words());
    expect(tablet.tab.words()).toEqual([text]);
    expect(text.match(/was blue/g)).toHaveLength(1);
    expect(text.match(/a dream/g)).toHaveLength(1);
    expect(her.tab.journal.timeline.value[0]).toMatchObject({ merged: true, state: 'stored' });
    await her.tab.journal.keepNote({ id, text });
    expect(her.tab.journal.timeline.value[0]?.merged).toBe(false);
  });

  test('a check-in edited on both keeps the words of both and every feeling', async () => {
    const her = await ana();
    const base = { mood: 3, energy: 2, anxiety: null, sleep: 4, connection: null, feelings: ['calm'], words: '' };
    const id = await her.tab.journal.keepCheckIn(base);
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await offline(her, () => her.tab.journal.keepCheckIn({ ...base, id, words: 'tired', feelings: ['sad'] }));
    await offline(tablet, () => tablet.tab.journal.keepCheckIn({ ...base, id, mood: 4, words: 'hopeful' }));
    await converge(her, tablet);
    const [line] = her.tab.journal.timeline.value;
    expect(line?.kind === 'check_in' && [line.payload.words.includes('tired'), line.payload.words.includes('hopeful'), line.payload.mood]).toEqual([true, true, 4]);
    expect(line?.kind === 'check_in' && new Set(line.payload.feelings)).toEqual(new Set(['sad', 'calm']));
    expect(tablet.tab.journal.timeline.value[0]?.payload).toEqual(line?.payload);
  });

  test('words beat a deletion, whichever came first', async () => {
    const her = await ana();
    const [one, two] = [await her.tab.journal.keepNote({ text: 'one' }), await her.tab.journal.keepNote({ text: 'two' })];
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await offline(her, async () => { await her.tab.journal.deleteEntry(one); await her.tab.journal.keepNote({ id: two, text: 'two, edited' }); });
    await offline(tablet, async () => { await tablet.tab.journal.keepNote({ id: one, text: 'one, edited' }); await tablet.tab.journal.deleteEntry(two); });
    await converge(her, tablet);
    expect(new Set(her.tab.words())).toEqual(new Set(['one, edited', 'two, edited']));
    expect(new Set(tablet.tab.words())).toEqual(new Set(['one, edited', 'two, edited']));
  });

  test('a deletion reaches the other phone, and so does its undo', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'take this away' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    const { undo } = await her.tab.journal.deleteEntry(id);
    await converge(her, tablet);
    expect([her.tab.words(), tablet.tab.words()]).toEqual([[], []]);
    await undo();
    await converge(her, tablet);
    expect(tablet.tab.words()).toEqual(['take this away']);
  });

  test('texts too long to be one stay as two entries, and no letter is gone', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'long' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await offline(her, () => her.tab.journal.keepNote({ id, text: 'a'.repeat(150_000) }));
    await offline(tablet, () => tablet.tab.journal.keepNote({ id, text: 'b'.repeat(150_000) }));
    await converge(her, tablet);
    expect(her.tab.words().map((text) => [text[0], text.length]).sort()).toEqual([['a', 150_000], ['b', 150_000]]);
    expect(tablet.tab.words().sort()).toEqual(her.tab.words().sort());
  });

  test('200,000 characters are kept and arrive; one more is refused with a sentence', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'ß'.repeat(200_000) });
    await expect(her.tab.journal.keepNote({ text: 'x'.repeat(200_001) })).rejects.toMatchObject({ code: 'not_kept' });
    await her.tab.exchange();
    expect(only((await anotherPhone(server, her)).tab.words())).toHaveLength(200_000);
  });

  test('250 entries written offline all arrive', async () => {
    const her = await ana();
    await offline(her, async () => { for (let at = 0; at < 250; at += 1) await her.tab.journal.keepNote({ text: `note ${at}` }); });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.waiting).toBe(0);
    expect((await anotherPhone(server, her)).tab.words()).toHaveLength(250);
  }, 60_000);

  test('a clock years off changes nothing about what is newest in the exchange', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    her.tab.jump(-4000);
    tablet.tab.jump(4000);
    const id = await her.tab.journal.keepNote({ text: 'first' });
    await converge(her, tablet);
    await tablet.tab.journal.keepNote({ id, text: 'second' });
    await converge(tablet, her);
    await her.tab.journal.keepNote({ id, text: 'third' });
    await converge(her, tablet);
    expect([her.tab.words(), tablet.tab.words()]).toEqual([['third'], ['third']]);
  });
});

describe('two tabs of one phone', () => {
  test('what is kept in one appears in the other', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    await her.tab.journal.keepNote({ text: 'from the first tab' });
    await vi.waitFor(() => expect(other.words()).toEqual(['from the first tab']));
    await vi.waitFor(() => expect(other.connection.connection.value.waiting).toBe(0));
    await her.tab.account.lock();
    await vi.waitFor(() => expect(other.account.account.value.step).toBe('locked'));
  });

  test('an editor opened before the other tab wrote keeps both texts', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'start' });
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    const base = other.journal.timeline.value[0]!.revision;
    await her.tab.journal.keepNote({ id, text: 'start, one way' });
    await other.journal.keepNote({ id, text: 'start, another way', base });
    expect(only(other.words())).toContain('one way');
    expect(only(other.words())).toContain('another way');
    await converge(her);
    await vi.waitFor(() => expect(her.tab.words()).toEqual(other.words()));
  });

  test('both edit the same entry at the same moment, and both texts are kept', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'start' });
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    await her.tab.exchange();
    await Promise.all([her.tab.journal.keepNote({ id, text: 'start, left', base: 1 }), other.journal.keepNote({ id, text: 'start, right', base: 1 })]);
    await Promise.all([her.tab.exchange(), other.exchange()]);
    const text = only((await anotherPhone(server, her)).tab.words());
    expect([text.includes('left'), text.includes('right')]).toEqual([true, true]);
  });

  test('both write at once and nothing is lost', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    await Promise.all(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? her.tab : other).journal.keepNote({ text: `n${at}` })));
    await Promise.all([her.tab.exchange(), other.exchange()]);
    expect((await anotherPhone(server, her)).tab.words()).toHaveLength(10);
  });
});

describe('a bad line', () => {
  test('a lost answer and an edit after it leave one text', async () => {
    const her = await ana();
    her.device.line = losing('POST', '/api/entries');
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
    her.device.line = async (request, pass) => {
      const { entries } = (request.body ?? {}) as { entries?: { entry_id: string }[] };
      if (entries !== undefined) await (edited ??= her.tab.journal.keepNote({ id: entries[0]!.entry_id, text: 'second thought' }));
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
    her.device.line = losing('POST', '/api/entries');
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
    const row = { entry_id: id, revision: 9, envelope: rubbish, deleted: true, position: 10_000, kept_at: '2026-01-01T00:00:00Z' };
    her.device.line = async (request, pass) => {
      const answer = await pass();
      if (!request.path.startsWith('/api/entries?')) return answer;
      return json({ ...await answer.json() as object, entries: [row] });
    };
    await her.tab.exchange();
    expect(her.tab.words()).toEqual(['mine']);
    her.device.line = there;
    const tab = await reloaded(her);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['mine']);
  });

  test('one entry the server refuses for good does not hold up the others', async () => {
    const her = await ana();
    const bad = await offline(her, () => her.tab.journal.keepNote({ text: 'refused' }));
    await offline(her, () => her.tab.journal.keepNote({ text: 'taken' }));
    her.device.line = async (request, pass) => {
      const { entries = [] } = (request.body ?? {}) as { entries?: { entry_id: string }[] };
      return entries.some(({ entry_id }) => entry_id === bad) ? json({ code: 'invalid_request' }, 422) : pass();
    };
    await her.tab.exchange();
    expect(her.tab.journal.timeline.value.map(({ state, payload }) => [payload?.text, state]).sort()).toEqual([['refused', 'phone'], ['taken', 'stored']]);
    her.device.line = there;
    const tab = await reloaded(her);
    await tab.exchange();
    expect(tab.connection.connection.value.waiting).toBe(0);
  });

  test('asked to wait, the phone leaves the server alone until then', async () => {
    const her = await ana();
    let asked = 0;
    her.device.line = async () => {
      asked += 1;
      return new Response(JSON.stringify({ code: 'too_many_requests' }), { status: 429, headers: { 'Retry-After': '60' } });
    };
    await her.tab.exchange();
    const before = asked;
    await her.tab.journal.keepNote({ text: 'waits' });
    await new Promise((after) => setTimeout(after, 50));
    expect(asked).toBe(before);
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'trouble', waiting: 1 });
  });
});

describe('a server that answers nonsense', () => {
  let her: Somebody;
  beforeAll(async () => { her = await ana(); });

  test.each([
    ['a page of HTML', () => new Response('<html>Sign in to the WiFi</html>')],
    ['half of JSON', () => new Response('{"receipts": [')],
    ['a receipt for something else', () => json({ receipts: [{ entry_id: crypto.randomUUID(), revision: 1, position: 1 }] })],
    ['a receipt for another revision', () => json({ receipts: [] })],
    ['a refusal without a reason', () => json({ code: 'stale_revision', stored: [{ entry_id: 'none' }] }, 409)],
    ['a refusal that names nobody', () => json({ code: 'stale_revision', stored: [] }, 409)],
    ['an error of its own', () => json({ code: 'server_error' }, 500)],
    ['a number', () => json(7)],
  ])('%s for an answer: a sentence, and no word is lost', async (_what, answer) => {
    her.device.line = says('POST', '/api/entries', answer);
    await her.tab.journal.keepNote({ text: 'safe' });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'trouble', waiting: 1 });
    expect(her.tab.connection.connection.value.sentence).toMatch(/safe/);
    her.device.line = there;
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
    her.device.line = there;
    await her.tab.exchange();
    const before = her.tab.words();
    her.device.line = says('GET', '/api/entries', () => json(page));
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.state).toBe('trouble');
    expect(her.tab.words()).toEqual(before);
  });
});

describe('logins', () => {
  test('a login ended on another device: everything works here, and the next unlock signs in again by itself', async () => {
    const her = await ana();
    const tablet = await anotherPhone(server, her);
    const other = (await tablet.tab.account.devices.list()).find(({ current }) => !current);
    await tablet.tab.account.devices.end(other!.loginId);
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.state).toBe('signed_out');
    await her.tab.journal.keepNote({ text: 'without a login' });
    expect(her.tab.words()).toEqual(['without a login']);
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'signed_out', waiting: 1 });

    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    await tablet.tab.exchange();
    expect(tablet.tab.words()).toEqual(['without a login']);
  });

  test('a cookie of somebody else’s account counts as none: no word of hers is sent into it', async () => {
    const her = await ana();
    const mallory = await somebody(server, 'patient', 'mallory');
    her.device.cookies = new Map(mallory.device.cookies);
    await her.tab.journal.keepNote({ text: 'not for mallory' });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'signed_out', waiting: 1 });
    await mallory.tab.exchange();
    expect(mallory.tab.journal.timeline.value).toEqual([]);
  });

  test('signing out is refused while words wait, and says how many were left when she goes all the same', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'unsent' }));
    her.device.line = away;
    await expect(her.tab.account.signOut()).rejects.toMatchObject({ code: 'unsent_words' });
    expect(her.tab.words()).toEqual(['unsent']);
    expect(await her.tab.account.signOut({ evenUnsent: true })).toEqual({ unsent: 1 });
    expect(her.tab.account.account.value).toEqual({ step: 'welcome' });

    her.device.line = there;
    const tab = await reloaded(her);
    expect(tab.account.account.value).toEqual({ step: 'welcome' });
    await vi.waitFor(() => expect(her.device.cookies.size).toBe(0));
  });

  test('signing out in one tab closes the other', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    expect(await her.tab.account.signOut()).toEqual({ unsent: 0 });
    await vi.waitFor(() => expect(other.account.account.value).toEqual({ step: 'welcome' }));
  });

  test('nobody else signs in over a journal that is kept here', async () => {
    const her = await ana();
    const mallory = await somebody(server, 'patient', 'mallory');
    await her.tab.account.lock();
    await expect(her.tab.account.signIn({ login: mallory.login, password: PASSWORD })).rejects.toMatchObject({ code: 'other_account_here' });
    await her.tab.account.unlock({ password: PASSWORD });
    expect(her.tab.account.account.value).toMatchObject({ step: 'open', login: her.login });
  });

  test('a taken name, a wrong password and a used enrolment each have their sentence', async () => {
    const her = await ana();
    const other = await openTab(new Device(server.origin));
    await other.account.prepareAccount({ role: 'patient', login: her.login, password: PASSWORD });
    await expect(other.account.register()).rejects.toMatchObject({ code: 'login_taken' });
    await other.account.prepareAccount({ role: 'therapist', login: `${her.login}t`, password: PASSWORD, enrolment: 'used' });
    await expect(other.account.register()).rejects.toMatchObject({ code: 'enrolment_refused' });
    await expect(other.account.signIn({ login: her.login, password: 'wrong' })).rejects.toMatchObject({ code: 'wrong_login' });
    expect(other.account.account.value).toEqual({ step: 'welcome' });
  });

  test('a registration whose answer was lost is finished by asking again', async () => {
    const device = new Device(server.origin);
    const tab = await openTab(device);
    await tab.account.prepareAccount({ role: 'patient', login: `lost${Date.now()}`, password: PASSWORD });
    device.line = losing('POST', '/api/accounts');
    await expect(tab.account.register()).rejects.toMatchObject({ code: 'offline' });
    await tab.account.register();
    expect(tab.account.account.value).toMatchObject({ step: 'open', role: 'patient' });
  });

  test('with the recovery code alone a new phone gets everything back, and the old password is over', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'all back' });
    await her.tab.exchange();
    const tab = await openTab(new Device(server.origin));
    const { recoveryCode } = await tab.account.signInWithRecoveryCode({ login: her.login, code: her.recoveryCode, newPassword: 'six quite other words stand here' });
    await tab.settled();
    await tab.exchange();
    expect(tab.words()).toEqual(['all back']);
    expect(recoveryCode).not.toBe(her.recoveryCode);
    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.state).toBe('signed_out');
    expect(her.tab.connection.connection.value.sentence).toMatch(/password was changed/);
    expect(her.tab.words()).toEqual(['all back']);
  });
});

describe('a restored backup', () => {
  test('what the server has lost it gets again, and both phones agree', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'before' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await server.backUp();
    await her.tab.journal.keepNote({ id, text: 'before, edited' });
    await her.tab.journal.keepNote({ text: 'after the backup' });
    const gone = await tablet.tab.journal.keepNote({ text: 'from the tablet' });
    await converge(her, tablet);
    await tablet.tab.journal.deleteEntry(gone);
    await converge(tablet, her);
    await server.restore();
    const third = await anotherPhone(server, her);
    await third.tab.journal.keepNote({ text: 'after the restore' });
    await third.tab.exchange();

    await converge(her, tablet, third);
    for (const { tab } of [her, tablet, await anotherPhone(server, her)]) {
      expect(new Set(tab.words())).toEqual(new Set(['before, edited', 'after the backup', 'after the restore']));
      expect(tab.journal.timeline.value.every(({ state }) => state === 'stored')).toBe(true);
    }
  }, 60_000);

  test('a server that has grown past what was lost is found out by the row that stands in the wrong place', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'before' });
    await her.tab.exchange();
    await server.backUp();
    await her.tab.journal.keepNote({ text: 'only she has this' });
    await her.tab.exchange();
    await server.restore();
    const third = await anotherPhone(server, her);
    for (let at = 0; at < 3; at += 1) { await third.tab.journal.keepNote({ text: `new ${at}` }); await third.tab.exchange(); }
    await converge(her, third);
    expect(new Set(third.tab.words())).toEqual(new Set(['before', 'only she has this', 'new 0', 'new 1', 'new 2']));
    expect(new Set(her.tab.words())).toEqual(new Set(third.tab.words()));
  }, 60_000);

  test('a phone that wrote after the restore and one that remembers more keep both texts', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'root' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await server.backUp();
    await her.tab.journal.keepNote({ id, text: 'root and branch, leaf' });
    await her.tab.exchange();
    await server.restore();
    await tablet.tab.journal.keepNote({ id, text: 'root, other side' });
    await converge(tablet, her);
    expect(only(her.tab.words())).toContain('branch, leaf');
    expect(only(her.tab.words())).toContain('other side');
    expect(tablet.tab.words()).toEqual(her.tab.words());
  }, 60_000);
});

describe('settings', () => {
  test('the name and the lock are kept, and are the same on both phones', async () => {
    const her = await ana();
    await her.tab.account.keepSettings({ name: 'Ana', lockAfterMinutes: 3 });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    expect(tablet.tab.account.settings.value).toEqual({ name: 'Ana', lockAfterMinutes: 3 });
    await expect(tablet.tab.account.keepSettings({ name: 'Ana', lockAfterMinutes: 0 })).rejects.toMatchObject({ code: 'not_kept' });
  });
});
