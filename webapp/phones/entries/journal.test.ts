// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { anotherPhone, converge, offline, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { unreachable, openTab, reachable } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const only = (words: readonly string[]): string => {
  expect(words).toHaveLength(1);
  return words[0]!;
};

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
    her.device.network = unreachable;
    const tab = await reloaded(her);
    expect(tab.account.account.value).toMatchObject({ step: 'locked', role: 'patient' });
    expect(tab.words()).toEqual([]);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['my mother’s hands']);

    her.device.network = reachable;
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
    const [begun] = await tab.journal.drafts.list();
    const { undo } = await tab.journal.drafts.discard(begun!);
    expect(await tab.journal.drafts.list()).toEqual([]);
    await undo();
    expect(await tab.journal.drafts.list()).toMatchObject([{ key: 'note:new', value: { text: 'half a sen' } }]);
    await tab.journal.drafts.drop('note:new');
    expect(await tab.journal.drafts.get('note:new')).toBeNull();
    expect(tab.connection.connection.value.waiting).toBe(0);
  });

  test('an editor is asked for its draft before the lock, and afterwards no word is in memory', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'kept' });
    her.tab.account.beforeLock(() =>
      her.tab.journal.drafts.keep({ key: 'note:new', entryId: null, kind: 'note', value: 'mid-wo' }),
    );
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
    expect(
      line?.kind === 'check_in' && [
        line.payload.words.includes('tired'),
        line.payload.words.includes('hopeful'),
        line.payload.mood,
      ],
    ).toEqual([true, true, 4]);
    expect(line?.kind === 'check_in' && new Set(line.payload.feelings)).toEqual(new Set(['sad', 'calm']));
    expect(tablet.tab.journal.timeline.value[0]?.payload).toEqual(line?.payload);
  });

  test('words beat a deletion, whichever came first', async () => {
    const her = await ana();
    const [one, two] = [
      await her.tab.journal.keepNote({ text: 'one' }),
      await her.tab.journal.keepNote({ text: 'two' }),
    ];
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await offline(her, async () => {
      await her.tab.journal.deleteEntry(one);
      await her.tab.journal.keepNote({ id: two, text: 'two, edited' });
    });
    await offline(tablet, async () => {
      await tablet.tab.journal.keepNote({ id: one, text: 'one, edited' });
      await tablet.tab.journal.deleteEntry(two);
    });
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
    expect(
      her.tab
        .words()
        .map((text) => [text[0], text.length])
        .sort(),
    ).toEqual([
      ['a', 150_000],
      ['b', 150_000],
    ]);
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
    await offline(her, async () => {
      for (let at = 0; at < 250; at += 1) await her.tab.journal.keepNote({ text: `note ${at}` });
    });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value.waiting).toBe(0);
    expect((await anotherPhone(server, her)).tab.words()).toHaveLength(250);
  });

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
    await until(() => expect(other.words()).toEqual(['from the first tab']));
    await until(() => expect(other.connection.connection.value.waiting).toBe(0));
    await her.tab.account.lock();
    await until(() => expect(other.account.account.value.step).toBe('locked'));
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
    await until(() => expect(her.tab.words()).toEqual(other.words()));
  });

  test('both edit the same entry at the same moment, and both texts are kept', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'start' });
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    await her.tab.exchange();
    await Promise.all([
      her.tab.journal.keepNote({ id, text: 'start, left', base: 1 }),
      other.journal.keepNote({ id, text: 'start, right', base: 1 }),
    ]);
    await Promise.all([her.tab.exchange(), other.exchange()]);
    const text = only((await anotherPhone(server, her)).tab.words());
    expect([text.includes('left'), text.includes('right')]).toEqual([true, true]);
  });

  test('both write at once and nothing is lost', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? her.tab : other).journal.keepNote({ text: `n${at}` })),
    );
    await Promise.all([her.tab.exchange(), other.exchange()]);
    expect((await anotherPhone(server, her)).tab.words()).toHaveLength(10);
  });
});

describe('settings', () => {
  test('the name and the lock are kept, and are the same on both phones', async () => {
    const her = await ana();
    await her.tab.account.keepSettings({ name: 'Ana', lockAfterMinutes: 3 });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    expect(tablet.tab.account.settings.value).toEqual({ name: 'Ana', lockAfterMinutes: 3 });
    await expect(tablet.tab.account.keepSettings({ name: 'Ana', lockAfterMinutes: 0 })).rejects.toMatchObject({
      code: 'not_kept',
    });
  });
});
