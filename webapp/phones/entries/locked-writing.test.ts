// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { Vault } from '../../src/crypto/vault/vault.ts';
import { anotherPhone, converge, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { unreachable, openTab, reachable, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

const NOON = new Date('2026-10-03T12:00:00Z');
const BLUE = 'The door was blue, and my mother’s hands';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

/** Ana, whose phone was started without a connection and is locked. */
async function lockedAna(): Promise<Person> {
  const ana = await newPerson(server, 'patient', 'ana');
  ana.device.network = unreachable;
  await reloaded(ana);
  return ana;
}

const note = (text: string, entryId: string = crypto.randomUUID()) => ({ entryId, text, writtenAt: NOON });
const unlocked = async (tab: Tab): Promise<void> => {
  await tab.account.unlock({ password: PASSWORD });
  await tab.settled();
  await until(async () => {
    const { lockedNotes, unopenedNotes } = tab.lockedWriting;
    if ((await drops(tab)) !== unopenedNotes.value || lockedNotes.value !== unopenedNotes.value)
      throw new Error('not taken in yet');
  });
};
const drops = (tab: Tab): Promise<number> =>
  tab.owner.requireAccount().database.read(['drops'], (at) => at.objectStore('drops').count());
const bytesOnPhone = async (tab: Tab): Promise<string> =>
  JSON.stringify(
    await tab.owner.requireAccount().database.read(['drops', 'drafts', 'entries', 'outbox'], async (at) =>
      Promise.all(
        (['drops', 'drafts', 'entries', 'outbox'] as const).map(async (store) => {
          const rows: object[] = await at.objectStore(store).getAll();
          return rows.map((row) =>
            Object.entries(row).map(([name, value]) => [
              name,
              value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value),
            ]),
          );
        }),
      ),
    ),
  );

describe('a note written while locked', () => {
  test('is on the phone at once, unreadable, and in the journal after the unlock with the time it was written', async () => {
    const ana = await lockedAna();
    const { tab } = ana;
    await tab.lockedWriting.keepLocked([note(BLUE)]);
    expect(tab.lockedWriting.lockedNotes.value).toBe(1);
    expect(tab.words()).toEqual([]);
    expect(await bytesOnPhone(tab)).not.toContain('blue');

    await unlocked(tab);
    expect(tab.words()).toEqual([BLUE]);
    expect(tab.journal.timeline.value[0]).toMatchObject({ writtenAt: NOON, state: 'phone' });
    expect([await drops(tab), tab.lockedWriting.lockedNotes.value]).toEqual([0, 0]);

    ana.device.network = reachable;
    await tab.exchange();
    expect(tab.journal.timeline.value[0]?.state).toBe('stored');
    const tablet = await anotherPhone(server, ana);
    expect(tablet.tab.words()).toEqual([BLUE]);
  });

  test('grows as she writes, is one entry in the end, and goes when she empties the page', async () => {
    const { tab } = await lockedAna();
    const one = crypto.randomUUID();
    const other = crypto.randomUUID();
    await tab.lockedWriting.keepLocked([note('The do', one)]);
    await tab.lockedWriting.keepLocked([note('The door was blue.', one), note('thrown away', other)]);
    await tab.lockedWriting.keepLocked([], [other]);
    await unlocked(tab);
    expect(tab.words()).toEqual(['The door was blue.']);
  });

  test('survives the page being killed right after a pause', async () => {
    const ana = await lockedAna();
    await ana.tab.lockedWriting.keepLocked([note(BLUE)]);
    const tab = await reloaded(ana);
    expect(tab.lockedWriting.lockedNotes.value).toBe(1);
    await unlocked(tab);
    expect(tab.words()).toEqual([BLUE]);
  });

  test('a phone killed while it takes the note in has it once, not twice and not never', async () => {
    const ana = await lockedAna();
    await ana.tab.lockedWriting.keepLocked([note(BLUE)]);
    const { database } = ana.tab.owner.requireAccount();
    const change = database.change.bind(database);
    // The battery ends right before the transaction that would have kept the entry.
    database.change = (stores, work) =>
      stores.includes('entries') && stores.includes('drops') ? Promise.reject(new Error('dead')) : change(stores, work);
    await ana.tab.account.unlock({ password: PASSWORD });
    await ana.tab.settled();
    expect(await drops(ana.tab)).toBe(1);

    await unlocked(await reloaded(ana));
    expect(ana.tab.words()).toEqual([BLUE]);
    await ana.tab.lockedWriting.takeInLocked();
    expect(ana.tab.words()).toEqual([BLUE]);
  });

  test('two tabs that unlock together take it in once', async () => {
    const ana = await lockedAna();
    const second = await openTab(ana.device);
    await ana.tab.lockedWriting.keepLocked([note(BLUE)]);
    await Promise.all([unlocked(ana.tab), unlocked(second)]);
    await until(() => {
      expect([ana.tab.words(), second.words()]).toEqual([[BLUE], [BLUE]]);
    });
    expect(ana.tab.journal.timeline.value[0]?.revision).toBe(1);
  });

  test('what she goes on writing in a locked tab, after another took the first half in, becomes the same entry', async () => {
    const ana = await lockedAna();
    const open = await openTab(ana.device);
    const id = crypto.randomUUID();
    await ana.tab.lockedWriting.keepLocked([note('The door', id)]);
    await unlocked(open);
    expect(open.words()).toEqual(['The door']);
    await ana.tab.lockedWriting.keepLocked([note('The door was blue.', id)]);
    await ana.tab.lockedWriting.finishLocked();
    await until(() => {
      expect(open.words()).toEqual(['The door was blue.']);
    });
  });

  test('the last words are waited for when she unlocks in the same breath', async () => {
    const { tab } = await lockedAna();
    const { database } = tab.owner.requireAccount();
    const change = database.change.bind(database);
    let slowly: () => void = () => undefined;
    const disk = new Promise<void>((done) => {
      slowly = done;
    });
    database.change = async (stores, work) => {
      if (stores.join() === 'drops') await disk;
      return change(stores, work);
    };
    const kept = tab.lockedWriting.keepLocked([note(BLUE)]);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    slowly();
    await kept;
    await until(() => {
      expect(tab.words()).toEqual([BLUE]);
    });
  });

  test('signing out does not take it along unasked', async () => {
    const { tab } = await lockedAna();
    await tab.lockedWriting.keepLocked([note(BLUE)]);
    await expect(tab.account.signOut()).rejects.toMatchObject({ code: 'unsent_words' });
    expect(await tab.account.signOut({ evenUnsent: true })).toEqual({ unsent: 1 });
    expect(tab.lockedWriting.lockedNotes.value).toBe(0);
  });

  test('opens also after she made a new account key on another phone meanwhile, and her PIN here is void', async () => {
    const ana = await newPerson(server, 'patient', 'ana');
    const tablet = await anotherPhone(server, ana);
    await tablet.tab.quickUnlock.setPin({ pin: '271828', password: PASSWORD });
    tablet.device.network = unreachable;
    await reloaded(tablet);
    await tablet.tab.lockedWriting.keepLocked([note(BLUE)]);

    const newer = 'six quite other words stand here';
    await ana.tab.rotation.prepareNewKey({ password: newer });
    await ana.tab.rotation.makeNewKey({ password: PASSWORD });
    tablet.device.network = reachable;
    await tablet.tab.account.signIn({ login: ana.login, password: newer });
    await tablet.tab.settled();
    await until(() => {
      expect(tablet.tab.words()).toEqual([BLUE]);
    });
    expect([tablet.tab.lockedWriting.unopenedNotes.value, tablet.tab.owner.sealedToAnother.value]).toEqual([0, false]);
    await until(() => {
      expect(tablet.tab.quickUnlock.quickUnlock.value).toBeNull();
    });
  });

  test('one that does not open is kept, counted, and keeps nobody from the others', async () => {
    const { tab } = await lockedAna();
    await tab.lockedWriting.keepLocked([note(BLUE), note('damaged', '00000000-0000-4000-8000-000000000001')]);
    const { database } = tab.owner.requireAccount();
    await database.change(['drops'], async (at) => {
      const row = (await at.objectStore('drops').get('00000000-0000-4000-8000-000000000001'))!;
      row.drop[60]! ^= 1;
      await at.objectStore('drops').put(row);
    });
    await unlocked(tab);
    expect(tab.words()).toEqual([BLUE]);
    expect([tab.lockedWriting.unopenedNotes.value, await drops(tab)]).toEqual([1, 1]);
  });
});

describe('Mallory and drops', () => {
  test('a public key of hers in the phone’s storage is found at the unlock, said, and never sealed to again', async () => {
    const ana = await lockedAna();
    const device = await (await import('../../src/store/device.ts')).DeviceStore.open(ana.device.name);
    const account = (await device.account())!;
    const mallory = (await new Vault().createAccount({ login: 'mallory', password: 'six words of her own making' }))
      .publicKey;
    await device.keepAccount({ ...account, publicKey: mallory });

    const tab = await reloaded(ana);
    await unlocked(tab);
    await until(async () => {
      expect((await device.account())?.publicKey).toEqual(account.publicKey);
    });
    expect(tab.owner.sealedToAnother.value).toBe(true);

    const later = await reloaded(ana);
    await later.lockedWriting.keepLocked([note(BLUE)]);
    await unlocked(later);
    expect([later.owner.sealedToAnother.value, later.words()]).toEqual([false, [BLUE]]);
  });

  test('a drop from the server is refused: it opens to nothing and reaches no drop of this phone', async () => {
    const ana = await newPerson(server, 'patient', 'ana');
    await ana.tab.journal.keepNote({ text: 'mine' });
    await ana.tab.exchange();
    const { accountId, publicKey } = ana.tab.owner.requireAccount();
    const entryId = crypto.randomUUID();
    const payload = {
      v: 1,
      kind: 'note',
      written_at: NOON.toISOString(),
      edited_at: null,
      zone: 'UTC',
      attachments: [],
      text: 'never mine',
    };
    const drop = await new Vault().sealDrop({ accountId, publicKey, entryId, payload });
    const forms = { whole: drop, 'without its one-time key': drop.slice(32) };
    for (const [form, envelope] of Object.entries(forms)) {
      const row = {
        entry_id: crypto.randomUUID(),
        revision: 1,
        envelope: Buffer.from(envelope).toString('base64url'),
        deleted: false,
        kept_at: NOON.toISOString(),
      };
      ana.device.network = answering((path, answer) =>
        path.startsWith('/api/entries?')
          ? {
              ...answer,
              entries: [
                ...(answer.entries as object[]),
                { ...row, entry_id: form === 'whole' ? entryId : row.entry_id, position: answer.position },
              ],
            }
          : answer,
      );
      await ana.tab.exchange();
      expect(ana.tab.words()).toEqual(['mine']);
      expect(await drops(ana.tab)).toBe(0);
    }
  });

  test('and the real server does not even keep one', async () => {
    const ana = await newPerson(server, 'patient', 'ana');
    const { accountId, publicKey } = ana.tab.owner.requireAccount();
    const entryId = crypto.randomUUID();
    const drop = await new Vault().sealDrop({ accountId, publicKey, entryId, payload: { v: 1, kind: 'note' } });
    const body = JSON.stringify({ revision: 1, envelope: Buffer.from(drop).toString('base64url'), deleted: false });
    const answer = await ana.device.asks(`/api/entries/${entryId}`, {
      method: 'PUT',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    expect(answer.status).toBe(422);
    await converge(ana);
    expect(ana.tab.words()).toEqual([]);
  });
});

/** A server that changes its answers. */
function answering(
  change: (path: string, answer: Record<string, unknown>) => object,
): (request: { path: string }, pass: () => Promise<Response>) => Promise<Response> {
  return async ({ path }, pass) => {
    const answer = await pass();
    const told = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
    const body = told === null ? null : JSON.stringify(answer.ok ? change(path, told) : told);
    return new Response(answer.status === 204 ? null : body, {
      status: answer.status,
      headers: { 'Content-Type': answer.headers.get('Content-Type') ?? 'application/json' },
    });
  };
}
