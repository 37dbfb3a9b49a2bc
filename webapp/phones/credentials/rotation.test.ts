// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { diesAtWrite } from '../harness/battery.ts';
import {
  anotherPhone,
  converge,
  offline,
  pair,
  PASSWORD,
  recover,
  reloaded,
  newPerson,
  type Person,
} from '../harness/people.ts';
import { unreachable, Device, openTab, reachable, type Network, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

const NEW = 'six quite other words stand here';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const words = (tab: Tab): string[] => tab.words().sort();
const entriesOf = async (tab: Tab) =>
  tab.owner.requireAccount().database.read(['entries'], (at) => at.objectStore('entries').getAll());

/** A new key made on the phone in her hands. */
async function rotates(her: Person, password = NEW, before = PASSWORD): Promise<string> {
  const { recoveryCode } = await her.tab.rotation.prepareNewKey({ password });
  await her.tab.rotation.makeNewKey({ password: before });
  await her.tab.settled();
  return recoveryCode;
}

/** Until everything is sealed again and the server has it. */
async function sealed(her: Person): Promise<void> {
  await until(async () => {
    await her.tab.exchange();
    expect(her.tab.rotation.move.value.step).toBe('sealed');
  });
}

async function unlocksWith(her: Person, password: string): Promise<void> {
  await her.tab.account.unlock({ password });
  await her.tab.settled();
}

/**
 * Runs something when the request for new keys passes: `before` it reaches the server, or `after` it did but before the
 * phone gets the response.
 */
const when =
  (moment: 'before' | 'after', action: () => void): Network =>
  async (request, pass) => {
    const isIt = request.method === 'PUT' && request.path === '/api/account/keys';
    if (isIt && moment === 'before') {
      action();
      throw new TypeError('the line broke');
    }
    const answer = await pass();
    if (isIt) {
      action();
      throw new TypeError('the line broke');
    }
    return answer;
  };

describe('somebody may know my password', () => {
  test('a new key, a new password, a new code: everything is there, sealed again, and the old ones open nothing any more', async () => {
    const her = await ana();
    for (const text of ['one', 'two', 'three']) await her.tab.journal.keepNote({ text });
    await her.tab.exchange();
    const before = new Map((await entriesOf(her.tab)).map(({ id, revision }) => [id, revision]));
    const oldKey = her.tab.owner.requireAccount().publicKey;
    const recoveryCode = await rotates(her);
    expect(words(her.tab)).toEqual(['one', 'three', 'two']);
    expect(her.tab.owner.requireAccount().publicKey).not.toEqual(oldKey);
    await sealed(her);
    for (const { id, revision, stored } of (await entriesOf(her.tab)).filter(({ id }) => before.has(id))) {
      expect(revision).toBe((before.get(id) ?? 0) + 1);
      expect(stored).toBe(revision);
    }

    const elsewhere = await openTab(new Device(server.origin));
    await expect(elsewhere.account.signIn({ login: her.login, password: PASSWORD })).rejects.toMatchObject({
      code: 'wrong_login',
    });
    await expect(elsewhere.account.openWithCode({ login: her.login, code: her.recoveryCode })).rejects.toMatchObject({
      code: 'wrong_name_or_code',
    });
    await elsewhere.account.signIn({ login: her.login, password: NEW });
    await elsewhere.settled();
    await elsewhere.exchange();
    expect(words(elsewhere)).toEqual(['one', 'three', 'two']);
    const third = await openTab(new Device(server.origin));
    await recover(third, { login: her.login, code: recoveryCode, newPassword: 'again six other words to keep' });
    await third.settled();
    await third.exchange();
    expect(words(third)).toEqual(['one', 'three', 'two']);
  });

  test('a wrong password proves nothing: nothing is changed, and the same code still counts', async () => {
    const her = await ana();
    await her.tab.rotation.prepareNewKey({ password: NEW });
    await expect(her.tab.rotation.makeNewKey({ password: 'not hers' })).rejects.toMatchObject({
      code: 'wrong_password',
    });
    await her.tab.rotation.makeNewKey({ code: her.recoveryCode });
    await reloaded(her);
    await unlocksWith(her, NEW);
    await expect(her.tab.rotation.makeNewKey({ password: NEW })).rejects.toMatchObject({ code: 'not_prepared' });
  });

  test('the move ends when she says so, and not before all of it is sealed and stored', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'kept' });
    her.device.network = async ({ path }, pass) =>
      path === '/api/entries' ? unreachable({ method: 'POST', path, body: null }, pass) : pass();
    await rotates(her);
    await expect(her.tab.rotation.endMove()).rejects.toMatchObject({ code: 'move_not_done' });
    her.device.network = reachable;
    await sealed(her);
    await her.tab.rotation.endMove();
    expect(her.tab.rotation.move.value.step).toBe('none');
    await her.tab.exchange();
    await reloaded(her);
    await unlocksWith(her, NEW);
    expect(words(her.tab)).toEqual(['kept']);
    expect(her.tab.rotation.move.value.step).toBe('none');
  });

  test('a second new key during the first move loses nothing', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'before both' });
    await her.tab.exchange();
    await rotates(her);
    await her.tab.journal.keepNote({ text: 'between' });
    await rotates(her, 'a third password of six words', NEW);
    await sealed(her);
    await her.tab.rotation.endMove();
    await her.tab.exchange();
    const elsewhere = await openTab(new Device(server.origin));
    await elsewhere.account.signIn({ login: her.login, password: 'a third password of six words' });
    await elsewhere.settled();
    await elsewhere.exchange();
    expect(words(elsewhere)).toEqual(['before both', 'between']);
  });

  test('what an editor held is still there', async () => {
    const her = await ana();
    await her.tab.journal.drafts.keep({ key: 'write', entryId: null, kind: 'note', value: { text: 'half a wor' } });
    await rotates(her);
    expect(await her.tab.journal.drafts.get('write')).toMatchObject({ value: { text: 'half a wor' } });
    await sealed(her);
    await her.tab.rotation.endMove();
    expect(await her.tab.journal.drafts.get('write')).toMatchObject({ value: { text: 'half a wor' } });
  });

  test('pairings are over by it, on both sides, and nobody reads on', async () => {
    const her = await ana();
    const theo = await newPerson(server, 'therapist', 'theo');
    const pairingId = await pair(her, theo);
    const entryId = await her.tab.journal.keepNote({ text: 'for Theo' });
    await her.tab.sharing.share({ pairingId, preview: her.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await converge(her, theo);
    expect(theo.tab.sharing.received.value).toHaveLength(1);
    await rotates(her);
    expect(her.tab.pairings.people.value).toMatchObject([{ state: 'ended' }]);
    expect(her.tab.sharing.sent.value).toEqual([]);
    await sealed(her);
    expect(her.tab.rotation.move.value.people).toMatchObject([{ pairingId, name: 'Theo' }]);
    await converge(theo);
    expect(theo.tab.sharing.received.value).toEqual([]);
    expect(theo.tab.pairings.people.value).toMatchObject([{ state: 'ended' }]);
    await pair(her, theo, false);
    expect(her.tab.rotation.move.value.people).toEqual([]);
  });
});

describe('a crash at any moment of it', () => {
  test('before it is sent: the old password opens, and nothing has changed', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    await her.tab.exchange();
    await her.tab.rotation.prepareNewKey({ password: NEW });
    await reloaded(her);
    await unlocksWith(her, PASSWORD);
    await her.tab.exchange();
    expect(words(her.tab)).toEqual(['hers']);
  });

  test('after it was sent and lost on the way: the old password opens, the new one says what is the matter, and it can begin again', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    await her.tab.exchange();
    her.device.network = when('before', () => her.tab.kill());
    await her.tab.rotation.prepareNewKey({ password: NEW });
    await her.tab.rotation.makeNewKey({ password: PASSWORD }).catch(() => undefined);
    her.device.network = unreachable;
    await reloaded(her);
    await expect(her.tab.account.unlock({ password: NEW })).rejects.toMatchObject({ code: 'new_key_undecided' });
    her.device.network = reachable;
    await expect(her.tab.account.unlock({ password: NEW })).rejects.toMatchObject({ code: 'new_key_not_arrived' });
    await unlocksWith(her, PASSWORD);
    await her.tab.journal.keepNote({ text: 'and went on' });
    await her.tab.exchange();
    expect(her.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    await rotates(her);
    await sealed(her);
    expect(words(her.tab)).toEqual(['and went on', 'hers']);
  });

  test('after it arrived and before she heard: the new password opens, everything is there and the move goes on', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    her.device.network = when('after', () => her.tab.kill());
    await her.tab.rotation.prepareNewKey({ password: NEW });
    await her.tab.rotation.makeNewKey({ password: PASSWORD }).catch(() => undefined);
    her.device.network = reachable;
    await reloaded(her);
    await unlocksWith(her, NEW);
    await sealed(her);
    expect(words(her.tab)).toEqual(['hers']);
  });

  test('after it arrived, and she opens it with the old password without a line: she writes on, and is asked for the new one as soon as it is known', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    her.device.network = when('after', () => her.tab.kill());
    await her.tab.rotation.prepareNewKey({ password: NEW });
    await her.tab.rotation.makeNewKey({ password: PASSWORD }).catch(() => undefined);
    her.device.network = unreachable;
    await reloaded(her);
    await unlocksWith(her, PASSWORD);
    await her.tab.journal.keepNote({ text: 'on the tram' });
    expect(words(her.tab)).toEqual(['hers', 'on the tram']);
    her.device.network = reachable;
    await until(async () => {
      await her.tab.exchange();
      expect(her.tab.account.account.value.step).toBe('locked');
    });
    expect(her.tab.account.newKeyWaits.value).toBe(true);
    await expect(her.tab.account.unlock({ password: PASSWORD })).rejects.toMatchObject({ code: 'wrong_password' });
    await unlocksWith(her, NEW);
    await sealed(her);
    expect(words(her.tab)).toEqual(['hers', 'on the tram']);
  });

  test('a lost answer without a crash: trying again finds out by itself', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    her.device.network = when('after', () => {
      her.device.network = unreachable;
    });
    const { recoveryCode } = await her.tab.rotation.prepareNewKey({ password: NEW });
    await expect(her.tab.rotation.makeNewKey({ password: PASSWORD })).rejects.toMatchObject({
      code: 'new_key_undecided',
    });
    await expect(her.tab.rotation.makeNewKey({ password: PASSWORD })).rejects.toMatchObject({
      code: 'new_key_undecided',
    });
    her.device.network = reachable;
    await her.tab.rotation.makeNewKey({ password: PASSWORD });
    await her.tab.settled();
    await sealed(her);
    await reloaded(her);
    await her.tab.account.unlock({ code: recoveryCode });
    await her.tab.settled();
    expect(words(her.tab)).toEqual(['hers']);
  });

  test.each([1, 2, 3, 4, 6])(
    'at write number %i to the phone’s own storage: one of the two passwords opens all of it',
    async (nth) => {
      const her = await ana();
      const texts = Array.from({ length: 20 }, (_, at) => `note ${String(at).padStart(2, '0')}`);
      for (const text of texts) await her.tab.journal.keepNote({ text });
      await her.tab.exchange();
      await her.tab.rotation.prepareNewKey({ password: NEW });
      await diesAtWrite(nth, her.tab, () => her.tab.rotation.makeNewKey({ password: PASSWORD }));
      await reloaded(her);
      const opened = await her.tab.account.unlock({ password: NEW }).then(
        () => NEW,
        () => PASSWORD,
      );
      if (opened === PASSWORD) await her.tab.account.unlock({ password: PASSWORD });
      await her.tab.settled();
      expect(words(her.tab)).toEqual(texts);
      if (opened === NEW) await sealed(her);
      await her.tab.exchange();
      const elsewhere = await openTab(new Device(server.origin));
      await elsewhere.account.signIn({ login: her.login, password: opened });
      await elsewhere.settled();
      await elsewhere.exchange();
      expect(words(elsewhere)).toEqual(texts);
    },
  );
});

describe('her other phone', () => {
  test('comes back with the new password and brings along what it had not sent, drafts too', async () => {
    const her = await ana();
    const shared = await her.tab.journal.keepNote({ text: 'root' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    tablet.device.network = unreachable;
    await tablet.tab.journal.keepNote({ text: 'only on the tablet' });
    await tablet.tab.journal.keepNote({ id: shared, text: 'root, and a leaf' });
    await tablet.tab.journal.drafts.keep({ key: 'write', entryId: null, kind: 'note', value: { text: 'half' } });
    await rotates(her);
    await her.tab.journal.keepNote({ id: shared, text: 'root, and a bird' });
    await sealed(her);

    tablet.device.network = reachable;
    await tablet.tab.exchange();
    expect(tablet.tab.connection.connection.value.state).toBe('signed_out');
    await reloaded(tablet);
    await unlocksWith(tablet, NEW);
    expect(tablet.tab.words()).toContain('only on the tablet');
    expect(await tablet.tab.journal.drafts.get('write')).toMatchObject({ value: { text: 'half' } });
    await sealed(tablet);
    await converge(tablet, her, tablet);
    expect(words(tablet.tab)).toEqual(words(her.tab));
    expect(words(her.tab)).toContain('only on the tablet');
    expect(words(her.tab).join()).toContain('leaf');
    expect(words(her.tab).join()).toContain('bird');

    await her.tab.rotation.endMove();
    await converge(her, tablet);
    await until(() => expect(tablet.tab.rotation.move.value.step).toBe('none'));
    await reloaded(tablet);
    await unlocksWith(tablet, NEW);
    expect(words(tablet.tab)).toEqual(words(her.tab));
    expect(await tablet.tab.journal.drafts.get('write')).toMatchObject({ value: { text: 'half' } });
  });

  test('that slept through two new keys comes back too', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'first' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await offline(tablet, () => tablet.tab.journal.keepNote({ text: 'tablet' }));
    tablet.device.network = unreachable;
    await rotates(her);
    await rotates(her, 'a third password of six words', NEW);
    await sealed(her);
    tablet.device.network = reachable;
    await reloaded(tablet);
    await unlocksWith(tablet, 'a third password of six words');
    await sealed(tablet);
    await converge(tablet, her);
    expect(words(tablet.tab)).toEqual(['first', 'tablet']);
    expect(words(her.tab)).toEqual(['first', 'tablet']);
  });

  test('that comes only after the move has ended opens nothing of another key, and loses nothing', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'root' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await rotates(her);
    await sealed(her);
    await her.tab.rotation.endMove();
    await her.tab.exchange();
    await reloaded(tablet);
    await expect(tablet.tab.account.unlock({ password: NEW })).rejects.toMatchObject({ code: 'other_key' });
    expect(tablet.tab.account.account.value.step).toBe('locked');
    tablet.device.network = unreachable;
    await reloaded(tablet);
    await unlocksWith(tablet, PASSWORD);
    expect(words(tablet.tab)).toEqual(['root']);
  });

  test('a second tab of the same phone is locked, and opens with the new password', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    const other = await openTab(her.device);
    await other.account.unlock({ password: PASSWORD });
    await other.settled();
    await rotates(her);
    await until(() => expect(other.account.account.value.step).toBe('locked'));
    await other.account.unlock({ password: NEW });
    await other.settled();
    expect(words(other)).toEqual(['hers']);
  });
});

describe('Mallory, who knows the old password, and the server with her', () => {
  test('a retired key the server hands out again after the move has ended opens nothing', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'hers' });
    await her.tab.exchange();
    const [old] = (await entriesOf(her.tab)).filter(({ revision }) => revision === 1);
    await rotates(her);
    await sealed(her);
    const [retired] = (await entriesOf(her.tab)).filter(({ revision, id }) => revision === 1 && id !== old!.id);
    await her.tab.rotation.endMove();
    await her.tab.exchange();
    her.device.network = async (request, pass) => {
      const answer = await pass();
      if (!request.path.startsWith('/api/entries?')) return answer;
      const page = (await answer.json()) as { entries: object[]; position: number };
      const again = [old!, retired!].map(({ id, revision, envelope }) => ({
        entry_id: id,
        revision: revision + 10,
        envelope: Buffer.from(envelope).toString('base64url'),
        deleted: false,
        position: page.position,
        kept_at: new Date().toISOString(),
      }));
      return Response.json({ ...page, entries: again });
    };
    await her.tab.exchange();
    her.device.network = unreachable;
    await reloaded(her);
    await unlocksWith(her, NEW);
    expect(her.tab.rotation.move.value.step).toBe('none');
    expect(words(her.tab)).toEqual(['hers']);
  });

  test('a contact or an invite under the old key is believed by nobody any more', async () => {
    const her = await ana();
    const theo = await newPerson(server, 'therapist', 'theo');
    const mallory = await newPerson(server, 'therapist', 'mallory');
    await pair(her, theo);
    const tablet = await anotherPhone(server, her);
    tablet.device.network = unreachable;
    const forged = {
      v: 1,
      kind: 'contact',
      pairing_id: crypto.randomUUID(),
      account_id: mallory.tab.owner.requireAccount().accountId,
      public_key: Buffer.from(mallory.tab.owner.requireAccount().publicKey).toString('base64url'),
      role: 'therapist',
      name: 'Theo',
      words_compared: true,
      ended_at: null,
    };
    const { writeEntries } = await import('../../src/sync/entries/writing.ts');
    await writeEntries([{ id: crypto.randomUUID(), make: () => forged as never }]);
    await rotates(her);
    tablet.device.network = reachable;
    await reloaded(tablet);
    await unlocksWith(tablet, NEW);
    await sealed(tablet);
    await converge(tablet, her);
    for (const { tab } of [her, tablet]) {
      expect(tab.pairings.people.value.length).toBeGreaterThan(0);
      expect(tab.pairings.people.value.every(({ state }) => state === 'ended')).toBe(true);
    }
  });
});
