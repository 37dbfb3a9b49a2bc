// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  anotherPhone,
  converge,
  offline,
  pair,
  PASSWORD,
  reloaded,
  newPerson,
  type Person,
} from '../harness/people.ts';
import { unreachable, Device, openTab, reachable, type Network } from '../harness/phone.ts';
import { Server } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: Server;
let ana: Person;
let theo: Person;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.end());
beforeEach(async () => {
  ana = await newPerson(server, 'patient', 'ana');
  theo = await newPerson(server, 'therapist', 'theo');
});

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const texts = (one: Person): string[] =>
  one.tab.sharing.received.value.flatMap((share) => (share.kind === 'note' ? [share.payload.text] : []));

async function keepAndShare(
  pairingId: string,
  text: string,
  expiresAt: string | null = null,
): Promise<{ entryId: string; shareId: string }> {
  const entryId = await ana.tab.journal.keepNote({ text });
  const preview = ana.tab.sharing.previewShare({ entryId, expiresAt });
  return { entryId, shareId: await ana.tab.sharing.share({ pairingId, preview }) };
}

/** Alters the feed responses one phone gets. */
const told =
  (path: string, change: (page: Record<string, unknown>) => unknown): Network =>
  async (request, pass) => {
    const answer = await pass();
    return request.method === 'GET' && request.path.startsWith(path)
      ? json(change((await answer.json()) as Record<string, unknown>))
      : answer;
  };

describe('Ana and Theo meet', () => {
  test('an invite, an acceptance, the same eight words: only then may something be shared', async () => {
    const { link, inviteId } = await theo.tab.pairings.makeInvite();
    expect(link.startsWith(`${server.origin}/i#`)).toBe(true);
    expect(theo.tab.pairings.invites.value).toMatchObject([{ inviteId }]);
    expect(await theo.tab.pairings.inviteLink(inviteId)).toBe(link);
    const { fragment, host } = await ana.tab.pairings.readInvite(`  ${link}\n`);
    expect(`http://${host}`).toBe(server.origin);

    await theo.tab.exchange();
    theo.device.network = unreachable;
    const pairingId = await ana.tab.pairings.acceptInvite({
      fragment,
      myName: 'Ana\u200B R.\u202E',
      theirName: 'Dr. Lin',
      scannedInRoom: false,
    });
    expect(ana.tab.pairings.people.value).toMatchObject([
      { name: 'Dr. Lin', role: 'therapist', state: 'waiting', wordsCompared: false },
    ]);
    theo.device.network = reachable;
    await converge(theo, ana);
    expect(theo.tab.pairings.people.value).toMatchObject([
      { name: 'Ana R.', role: 'patient', state: 'paired', pairingId },
    ]);
    expect(theo.tab.pairings.invites.value).toEqual([]);
    expect(ana.tab.pairings.people.value).toMatchObject([{ state: 'paired' }]);
    expect(await ana.tab.pairings.comparisonWords(pairingId)).toEqual(
      await theo.tab.pairings.comparisonWords(pairingId),
    );

    await expect(keepAndShare(pairingId, 'too early')).rejects.toMatchObject({ code: 'words_not_compared' });
    await ana.tab.pairings.confirmWords(pairingId);
    await keepAndShare(pairingId, 'now');
    await converge(ana, theo);
    expect(texts(theo)).toEqual(['now']);
  });

  test('a code scanned in the room counts as compared', async () => {
    const { link } = await theo.tab.pairings.makeInvite();
    await ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: true });
    expect(ana.tab.pairings.people.value[0]?.wordsCompared).toBe(true);
  });

  test('an acceptance made offline waits, survives a kill, and arrives', async () => {
    const { link } = await theo.tab.pairings.makeInvite();
    await offline(ana, () =>
      ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: false }),
    );
    const tab = await reloaded(ana);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    await converge(ana, theo, ana);
    expect(theo.tab.pairings.people.value).toMatchObject([{ name: 'Ana', state: 'paired' }]);
    expect(tab.pairings.people.value).toMatchObject([{ name: 'Theo', state: 'paired' }]);
  });

  test('an invite somebody else used, half a link, another server’s link: one sentence each, and nobody is added', async () => {
    const { link, inviteId } = await theo.tab.pairings.makeInvite();
    const mira = await newPerson(server, 'patient', 'mira');
    await mira.tab.pairings.acceptInvite({ fragment: link, myName: 'Mira', theirName: 'Theo', scannedInRoom: false });
    await expect(
      ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: false }),
    ).rejects.toMatchObject({ code: 'invite_unusable' });
    expect(ana.tab.pairings.people.value.filter(({ state }) => state !== 'ended')).toEqual([]);
    await expect(ana.tab.pairings.readInvite(link.slice(0, -9))).rejects.toMatchObject({ code: 'invite_damaged' });
    ana.device.network = reachable;
    const elsewhere = await theo.tab.pairings.makeInvite();
    await expect(
      theo.tab.pairings.acceptInvite({
        fragment: elsewhere.link,
        myName: 'Theo',
        theirName: 'Theo',
        scannedInRoom: false,
      }),
    ).rejects.toMatchObject({ code: 'wrong_role' });
    await expect(ana.tab.pairings.makeInvite()).rejects.toMatchObject({ code: 'wrong_role' });
    expect(theo.tab.pairings.invites.value.map((invite) => invite.inviteId)).toContain(inviteId);
  });

  test('an invite taken back pairs nobody at the server either, also when it was taken back without a line', async () => {
    const { link, inviteId } = await theo.tab.pairings.makeInvite();
    theo.device.network = unreachable;
    await theo.tab.pairings.cancelInvite(inviteId);
    theo.device.network = reachable;
    await converge(theo);
    await expect(
      ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: false }),
    ).rejects.toMatchObject({ code: 'invite_unusable' });
  });

  test('an answer to an invite that was taken back, or made by the server, adds nobody', async () => {
    const { link, inviteId } = await theo.tab.pairings.makeInvite();
    theo.device.network = unreachable; // the server does not know it yet when Ana answers
    await theo.tab.pairings.cancelInvite(inviteId);
    await ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: false });
    theo.device.network = reachable;
    const again = await theo.tab.pairings.makeInvite();
    theo.device.network = told('/api/pairings', (page) => ({
      pairings: (page.pairings as object[]).map((row) => ({ ...row, invite_id: again.inviteId })),
    }));
    await converge(theo);
    expect(theo.tab.pairings.people.value).toEqual([]);
    expect(theo.tab.pairings.invites.value.map((invite) => invite.inviteId)).toEqual([again.inviteId]);
  });

  test('the same person is not added twice while the pairing stands', async () => {
    await pair(ana, theo);
    const { link } = await theo.tab.pairings.makeInvite();
    await expect(
      ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: false }),
    ).rejects.toMatchObject({ code: 'already_paired' });
  });

  test('two devices of the therapist keep one person', async () => {
    const { link } = await theo.tab.pairings.makeInvite();
    await theo.tab.exchange();
    const desk = await anotherPhone(server, theo);
    await ana.tab.pairings.acceptInvite({ fragment: link, myName: 'Ana', theirName: 'Theo', scannedInRoom: false });
    await Promise.all([theo.tab.exchange(), desk.tab.exchange()]);
    await converge(theo, desk);
    expect(theo.tab.pairings.people.value).toHaveLength(1);
    expect(desk.tab.pairings.people.value).toHaveLength(1);
  });

  test('a new phone knows who is there', async () => {
    const pairingId = await pair(ana, theo);
    await keepAndShare(pairingId, 'shared before');
    await converge(ana, theo);
    const phone = await anotherPhone(server, ana);
    await phone.tab.exchange();
    expect(phone.tab.pairings.people.value).toMatchObject([{ pairingId, state: 'paired', wordsCompared: true }]);
    expect(phone.tab.sharing.sent.value).toMatchObject([{ pairingId, state: 'stored' }]);
    expect(phone.tab.journal.timeline.value[0]?.shares).toMatchObject([{ name: 'Theo' }]);
  });

  test('on a new phone she deletes an entry before its copies have arrived: who still holds one is said when they have', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId } = await keepAndShare(pairingId, 'the door');
    await converge(ana, theo);
    const device = new Device(server.origin);
    let arrive = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    device.network = async (request, pass) => {
      if (request.path.startsWith('/api/shares')) await held;
      return pass();
    };
    const tab = await openTab(device);
    await tab.account.signIn({ login: ana.login, password: PASSWORD });
    await until(() => expect(tab.words()).toContain('the door'));
    await tab.journal.deleteEntry(entryId);
    expect(tab.journal.readersOf(entryId)).toMatchObject({ have: [], waiting: [] });
    arrive();
    await until(() => expect(tab.journal.readersOf(entryId)).toMatchObject({ have: ['Theo'], waiting: [] }));
  });
});

describe('Ana shares', () => {
  test('exactly what the preview showed is what Theo reads: only the passage, nothing of the entry around it', async () => {
    const pairingId = await pair(ana, theo);
    const entryId = await ana.tab.journal.keepNote({ text: 'private. The door was blue. private' });
    const preview = ana.tab.sharing.previewShare({ entryId, excerpt: { start: 9, end: 27 }, expiresAt: null });
    await ana.tab.sharing.share({ pairingId, preview });
    await converge(ana, theo);
    const [share] = theo.tab.sharing.received.value;
    expect(share?.payload).toEqual(preview);
    expect(preview).toMatchObject({
      text: 'The door was blue.',
      excerpt: true,
      source: { entry_id: entryId, revision: 1 },
    });
    expect(JSON.stringify(theo.tab.sharing.received.value)).not.toContain('private');
    expect(theo.tab.journal.timeline.value).toEqual([]);
  });

  test('a check-in arrives whole; a contact or settings cannot be shared', async () => {
    const pairingId = await pair(ana, theo);
    const entryId = await ana.tab.journal.keepCheckIn({
      mood: 2,
      energy: 1,
      anxiety: null,
      sleep: 3,
      connection: 4,
      feelings: ['calm'],
      words: 'so-so',
    });
    await ana.tab.sharing.share({ pairingId, preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await converge(ana, theo);
    expect(theo.tab.sharing.received.value).toMatchObject([
      { kind: 'check_in', payload: { mood: 2, words: 'so-so', feelings: ['calm'] } },
    ]);
    await ana.tab.account.keepSettings({ name: 'Ana', lockAfterMinutes: 5 });
    expect(() => ana.tab.sharing.previewShare({ entryId: crypto.randomUUID(), expiresAt: null })).toThrow(/not_here/);
  });

  test('an edit stays private until she shares again, and then it is the same share', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId, shareId } = await keepAndShare(pairingId, 'first');
    await converge(ana, theo);
    await ana.tab.journal.keepNote({ id: entryId, text: 'second' });
    await converge(ana, theo);
    expect(texts(theo)).toEqual(['first']);
    expect(
      await ana.tab.sharing.share({ pairingId, preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }) }),
    ).toBe(shareId);
    await converge(ana, theo);
    expect(texts(theo)).toEqual(['second']);
    expect(theo.tab.sharing.received.value[0]?.revision).toBe(2);
  });

  test('un-sharing tells the truth about what was read, and the id is dead', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId, shareId } = await keepAndShare(pairingId, 'read this');
    await converge(ana, theo);
    await theo.tab.sharing.markOpened(pairingId, shareId, 1);
    await converge(theo, ana);
    expect(ana.tab.journal.timeline.value[0]?.shares[0]?.openedAt).not.toBeNull();
    expect((await ana.tab.sharing.unshare({ pairingId, shareId })).wasOpenedAt).not.toBeNull();
    expect(ana.tab.sharing.sent.value).toEqual([]);
    await converge(theo);
    expect(theo.tab.sharing.received.value).toEqual([]);
    const again = await ana.tab.sharing.share({
      pairingId,
      preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }),
    });
    expect(again).not.toBe(shareId);
  });

  test('what she edits and shares again has not been opened, though the earlier copy was', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId, shareId } = await keepAndShare(pairingId, 'first');
    await converge(ana, theo);
    await theo.tab.sharing.markOpened(pairingId, shareId, 1);
    await converge(theo, ana);
    await ana.tab.journal.keepNote({ id: entryId, text: 'second' });
    const preview = ana.tab.sharing.previewShare({ entryId, expiresAt: null });
    const copy = () => ana.tab.journal.timeline.value[0]?.shares[0];

    await offline(ana, () => ana.tab.sharing.share({ pairingId, preview }));
    expect(copy()).toMatchObject({ state: 'replacing', openedAt: null });
    expect(copy()?.earlierOpenedAt).not.toBeNull();
    await converge(ana, theo);
    expect(copy()).toMatchObject({ state: 'stored', openedAt: null });
    expect(copy()?.earlierOpenedAt).not.toBeNull();
    expect(theo.tab.sharing.received.value).toMatchObject([{ revision: 2, openedAt: null }]);

    await theo.tab.sharing.markOpened(pairingId, shareId, 2);
    await converge(theo, ana);
    expect(copy()?.openedAt).not.toBeNull();
    expect(copy()?.earlierOpenedAt).toBeNull();
  });

  test('a share made without a connection is not shared yet, everywhere it is shown', async () => {
    const pairingId = await pair(ana, theo);
    ana.device.network = unreachable;
    const { entryId } = await keepAndShare(pairingId, 'later');
    expect(ana.tab.journal.timeline.value[0]?.shares).toMatchObject([{ state: 'phone' }]);
    expect(ana.tab.sharing.sent.value).toMatchObject([{ state: 'phone' }]);
    expect(ana.tab.journal.readersOf(entryId)).toMatchObject({ have: [], waiting: ['Theo'] });
    ana.device.network = reachable;
    await converge(ana, theo);
    expect(ana.tab.journal.timeline.value[0]?.shares).toMatchObject([{ state: 'stored' }]);
    expect(ana.tab.journal.readersOf(entryId)).toMatchObject({ have: ['Theo'], waiting: [] });
  });

  test('a new phone knows that it does not know yet what is shared and with whom', async () => {
    await pair(ana, theo);
    const { known, asOf } = ana.tab.connection;
    expect(known.value.journal).toBe(true);
    expect(asOf.value).toMatchObject({ isLive: true });
    ana.device.network = unreachable;
    await ana.tab.exchange();
    expect(asOf.value.isLive).toBe(false);
    expect(asOf.value.at).not.toBeNull();

    const noJournal: Network = (request, pass) => {
      if (request.path.startsWith('/api/entries')) throw new TypeError('the line broke');
      return pass();
    };
    const other = await anotherPhone(server, ana, PASSWORD, noJournal);
    expect(other.tab.connection.known.value).toEqual({ journal: false, sharesAt: null });
    expect(other.tab.pairings.people.value).toEqual([]);
    other.device.network = reachable;
    await converge(other);
    expect(other.tab.connection.known.value.journal).toBe(true);
    expect(other.tab.pairings.people.value).toMatchObject([{ name: 'Theo' }]);
    expect(other.tab.connection.asOf.value.isLive).toBe(true);
  });

  test('a share she took back while it was still on her phone never arrives', async () => {
    const pairingId = await pair(ana, theo);
    ana.device.network = unreachable;
    const { shareId } = await keepAndShare(pairingId, 'changed my mind');
    expect(ana.tab.sharing.sent.value).toMatchObject([{ state: 'phone' }]);
    expect((await ana.tab.sharing.unshare({ pairingId, shareId })).wasOpenedAt).toBeNull();
    ana.device.network = reachable;
    await converge(ana, theo);
    expect(theo.tab.sharing.received.value).toEqual([]);
    expect(ana.tab.connection.connection.value.waiting).toBe(0);
  });

  test.each([
    ['invalid_request', 422],
    ['not_found', 404],
    ['wrong_role', 403],
  ])(
    'a share that was kept and answered “%s” is not certain, is asked about again, and goes when she says so',
    async (code, status) => {
      const pairingId = await pair(ana, theo);
      let asked = 0;
      ana.device.network = async (request, pass) => {
        const answer = await pass();
        if (request.path.startsWith('/api/shares?')) return json({ ...((await answer.json()) as object), shares: [] });
        if (request.method !== 'PUT' || !request.path.includes('/shares/')) return answer;
        asked += 1;
        return json({ code }, status);
      };
      const { shareId } = await keepAndShare(pairingId, 'half given');
      await ana.tab.exchange();
      if (code !== 'not_found') {
        expect(ana.tab.sharing.sent.value).toMatchObject([{ state: 'refused' }]);
        const before = asked;
        await ana.tab.exchange();
        expect(asked).toBeGreaterThan(before);
        await theo.tab.exchange();
        expect(texts(theo)).toEqual(['half given']);
        expect(await ana.tab.sharing.unshare({ pairingId, shareId })).toMatchObject({ isTold: true });
      }
      await converge(ana, theo);
      expect(texts(theo)).toEqual([]);
      expect(ana.tab.sharing.sent.value).toEqual([]);
      expect(ana.tab.connection.connection.value.waiting).toBe(0);
    },
  );

  test('what has come to its end disappears by each reader’s own clock', async () => {
    const pairingId = await pair(ana, theo);
    await keepAndShare(pairingId, 'for a week', new Date(Date.now() + 7 * 86_400_000).toISOString());
    await converge(ana, theo);
    expect(texts(theo)).toEqual(['for a week']);
    theo.tab.jump(8);
    expect(texts(theo)).toEqual([]);
    expect(ana.tab.sharing.sent.value).toHaveLength(1);
  });

  test('by the server’s clock its end has come, by Ana’s slow one it has not: nothing was shared, and nothing waits for ever', async () => {
    const pairingId = await pair(ana, theo);
    ana.tab.jump(-3);
    await keepAndShare(pairingId, 'too late', new Date(Date.now() - 86_400_000).toISOString());
    await converge(ana, theo);
    expect(ana.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    expect(ana.tab.sharing.sent.value).toEqual([]);
  });

  test('shared anew with an end that came before the server had it: what it had is withdrawn', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId } = await keepAndShare(pairingId, 'until she says otherwise');
    await converge(ana, theo);
    const preview = ana.tab.sharing.previewShare({
      entryId,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await offline(ana, () => ana.tab.sharing.share({ pairingId, preview }));
    ana.tab.jump(2);
    await converge(ana, theo);
    expect(texts(theo)).toEqual([]);
    expect(ana.tab.sharing.sent.value).toEqual([]);
  });

  test('a lost answer and a repeat make one share', async () => {
    const pairingId = await pair(ana, theo);
    let lost = 0;
    ana.device.network = async (request, pass) => {
      const answer = await pass();
      if (request.method === 'PUT' && (lost += 1) === 1) throw new TypeError('the line broke');
      return answer;
    };
    await keepAndShare(pairingId, 'once');
    await converge(ana, theo);
    expect(texts(theo)).toEqual(['once']);
    expect(ana.tab.sharing.sent.value).toMatchObject([{ state: 'stored', revision: 1 }]);
  });

  test('both of her phones share the same entry anew at once: one share, and the last word stands', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId } = await keepAndShare(pairingId, 'one');
    await converge(ana, theo);
    const tablet = await anotherPhone(server, ana);
    await tablet.tab.exchange();
    await ana.tab.journal.keepNote({ id: entryId, text: 'from the phone' });
    await ana.tab.exchange();
    await offline(tablet, () =>
      tablet.tab.sharing.share({ pairingId, preview: tablet.tab.sharing.previewShare({ entryId, expiresAt: null }) }),
    );
    await ana.tab.sharing.share({ pairingId, preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await converge(ana, tablet, theo);
    expect(theo.tab.sharing.received.value).toHaveLength(1);
    expect(theo.tab.sharing.received.value[0]?.revision).toBe(3);
    for (const phone of [ana, tablet])
      expect(phone.tab.sharing.sent.value).toMatchObject([{ revision: 3, state: 'stored' }]);
  });

  test('after the end of a pairing nothing of it is shown, and nothing more can be shared', async () => {
    const pairingId = await pair(ana, theo);
    await keepAndShare(pairingId, 'until today');
    await converge(ana, theo);
    await ana.tab.pairings.endPairing(pairingId);
    await converge(ana, theo);
    expect(theo.tab.sharing.received.value).toEqual([]);
    expect(theo.tab.pairings.people.value).toMatchObject([{ state: 'ended' }]);
    expect(ana.tab.pairings.people.value).toMatchObject([{ state: 'ended' }]);
    await expect(keepAndShare(pairingId, 'too late')).rejects.toMatchObject({ code: 'pairing_ended' });
  });

  test('what was shared offline into a pairing the other had ended was never shared, and says so', async () => {
    const pairingId = await pair(ana, theo);
    ana.device.network = unreachable;
    const { entryId } = await keepAndShare(pairingId, 'too late');
    await theo.tab.pairings.endPairing(pairingId);
    await theo.tab.exchange();
    ana.device.network = reachable;
    await converge(ana);
    expect(ana.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
    expect(ana.tab.journal.timeline.value).toMatchObject([{ id: entryId, state: 'stored', shares: [] }]);
  });

  test('a restored backup gets the shares again, and what was withdrawn stays withdrawn', async () => {
    const pairingId = await pair(ana, theo);
    const early = await keepAndShare(pairingId, 'withdrawn later');
    await converge(ana, theo);
    server.backUp();
    await keepAndShare(pairingId, 'shared later');
    await ana.tab.sharing.unshare({ pairingId, shareId: early.shareId });
    await converge(ana, theo);
    await server.restore();
    await converge(ana, theo, ana, theo);
    expect(texts(theo)).toEqual(['shared later']);
    const desk = await anotherPhone(server, theo);
    await desk.tab.exchange();
    expect(texts(desk)).toEqual(['shared later']);
  });
});

describe('a server that meddles', () => {
  test('a row that says it is from somebody else, or for another pairing, is not opened', async () => {
    const pairingId = await pair(ana, theo);
    await keepAndShare(pairingId, 'genuine');
    await ana.tab.exchange();
    const mallory = crypto.randomUUID();
    theo.device.network = told('/api/shares', (page) => ({
      ...page,
      shares: (page.shares as { share_id: string }[]).flatMap((row) => [
        { ...row, from_id: mallory },
        { ...row, pairing_id: crypto.randomUUID() },
        { ...row, to_id: mallory, share_id: crypto.randomUUID() },
      ]),
    }));
    await theo.tab.exchange();
    expect(theo.tab.sharing.received.value).toEqual([]);
    expect(theo.tab.connection.connection.value.state).toBe('idle');
  });

  test('an older revision never comes back; a changed envelope takes the place of nothing, and shows as unreadable where nothing was', async () => {
    const pairingId = await pair(ana, theo);
    const { entryId } = await keepAndShare(pairingId, 'old');
    await ana.tab.exchange();
    let first: unknown;
    theo.device.network = told('/api/shares', (page) => {
      first ??= (page.shares as unknown[])[0];
      return page;
    });
    await theo.tab.exchange();
    theo.device.network = reachable;
    await ana.tab.journal.keepNote({ id: entryId, text: 'new' });
    await ana.tab.sharing.share({ pairingId, preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await converge(ana, theo);
    expect(texts(theo)).toEqual(['new']);
    theo.device.network = told('/api/shares', (page) => ({ ...page, shares: [first] }));
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['new']);
    theo.device.network = told('/api/shares', (page) => ({
      ...page,
      shares: [
        { ...(first as object), revision: 9 },
        { ...(first as object), share_id: crypto.randomUUID() },
      ],
    }));
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['new']);
    expect(theo.tab.sharing.received.value.map(({ kind }) => kind).sort()).toEqual(['note', 'unreadable']);
  });

  test('it cannot make an end of a pairing true in her own journal, and a new name for somebody neither', async () => {
    const pairingId = await pair(ana, theo);
    ana.device.network = told('/api/pairings', (page) => ({
      pairings: (page.pairings as object[]).map((row) => ({
        ...row,
        state: 'ended',
        therapist_id: crypto.randomUUID(),
        pk_patient: 'A'.repeat(43),
      })),
    }));
    await ana.tab.exchange();
    expect(ana.tab.pairings.people.value).toMatchObject([
      { state: 'ended', name: 'Theo', accountId: expect.any(String) as string },
    ]);
    ana.device.network = reachable;
    await ana.tab.exchange();
    expect(ana.tab.pairings.people.value).toMatchObject([{ pairingId, state: 'paired', name: 'Theo' }]);
  });
});

describe('appointments', () => {
  const day = new Date('2027-03-04T15:00:00Z');

  test('Theo keeps one and Ana sees it; a change and a cancellation follow', async () => {
    const pairingId = await pair(ana, theo);
    const kept = { pairingId, purpose: 'integration' as const, startsAt: day, minutes: 50 };
    const entryId = await theo.tab.appointments.keepAppointment(kept);
    await converge(theo, ana);
    expect(ana.tab.appointments.appointments.value).toEqual([{ ...kept, entryId, cancelled: false }]);
    expect(theo.tab.appointments.appointments.value).toEqual([{ ...kept, entryId, cancelled: false }]);
    await theo.tab.appointments.keepAppointment({ ...kept, entryId, minutes: 90, cancelled: true });
    await converge(theo, ana);
    expect(ana.tab.appointments.appointments.value).toEqual([{ ...kept, entryId, minutes: 90, cancelled: true }]);
    await expect(ana.tab.appointments.keepAppointment(kept)).rejects.toMatchObject({ code: 'wrong_role' });
    await expect(ana.tab.appointments.removeAppointment(entryId)).rejects.toMatchObject({ code: 'wrong_role' });
    await theo.tab.appointments.removeAppointment(entryId);
    await converge(theo, ana);
    expect(ana.tab.appointments.appointments.value).toEqual([]);
    expect(theo.tab.appointments.appointments.value).toEqual([]);
  });

  test('one planned before the words were compared arrives when they were', async () => {
    const pairingId = await pair(ana, theo, false);
    await theo.tab.appointments.keepAppointment({ pairingId, purpose: 'preparation', startsAt: day, minutes: null });
    await converge(theo, ana);
    expect(ana.tab.appointments.appointments.value).toEqual([]);
    await theo.tab.pairings.confirmWords(pairingId);
    await converge(theo, ana);
    expect(ana.tab.appointments.appointments.value).toMatchObject([{ purpose: 'preparation', minutes: null }]);
  });
});
