// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { converge, pair, PASSWORD, newPerson, type Person } from '../harness/people.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

const NEW = 'six quite other words stand here';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const theo = (): Promise<Person> => newPerson(server, 'therapist', 'theo');

async function rotates(one: Person): Promise<void> {
  await one.tab.rotation.prepareNewKey({ password: NEW });
  await one.tab.rotation.makeNewKey({ password: PASSWORD });
  await one.tab.settled();
  await until(async () => {
    await one.tab.exchange();
    expect(one.tab.rotation.move.value.step).toBe('sealed');
  });
}

async function shares(
  one: Person,
  pairingId: string,
  text: string,
  excerpt?: { start: number; end: number },
): Promise<string> {
  const entryId = await one.tab.journal.keepNote({ text });
  const preview = one.tab.sharing.previewShare({ entryId, expiresAt: null, ...(excerpt && { excerpt }) });
  await one.tab.sharing.share({ pairingId, preview });
  return entryId;
}

const textsOf = (one: Person): string[] =>
  one.tab.sharing.received.value.flatMap((share) => (share.kind === 'note' ? [share.payload.text] : [])).sort();

describe('a known therapist with another key', () => {
  test('nothing is shared and nothing has changed before Ana has chosen; going on ends the old pairing, and she may share again', async () => {
    const [her, him] = [await ana(), await theo()];
    const old = await pair(her, him);
    await shares(her, old, 'for Theo');
    await converge(her, him);
    await rotates(him);
    // Ana's phone has not synchronized anything yet: the invite is its first news of the new key.
    const { link } = await him.tab.pairings.makeInvite();
    const { fragment } = await her.tab.pairings.readInvite(link);
    const now = await her.tab.pairings.acceptInvite({
      fragment,
      myName: 'Ana',
      theirName: 'Theo',
      scannedInRoom: true,
    });
    expect([...her.tab.otherKey.otherKeys.value.keys()]).toEqual([now]);
    expect(her.tab.pairings.people.value.find(({ pairingId }) => pairingId === now)).toMatchObject({
      wordsCompared: false,
    });
    const hers = await her.tab.otherKey.bothWords(now);
    expect(hers.before).toHaveLength(8);
    expect(hers.now).not.toEqual(hers.before);
    const entryId = await her.tab.journal.keepNote({ text: 'not yet' });
    await expect(
      her.tab.sharing.share({ pairingId: now, preview: her.tab.sharing.previewShare({ entryId, expiresAt: null }) }),
    ).rejects.toMatchObject({ code: 'words_not_compared' });
    await expect(her.tab.pairings.confirmWords(now)).rejects.toMatchObject({ code: 'known_other_key' });

    await converge(him, her);
    expect(await him.tab.pairings.comparisonWords(now)).toEqual(hers.now);
    await her.tab.otherKey.goOnWithOtherKey(now);
    await him.tab.pairings.confirmWords(now);
    await converge(her, him);
    expect(her.tab.otherKey.otherKeys.value.size).toBe(0);
    expect(her.tab.pairings.people.value.map(({ pairingId, state }) => [pairingId === now, state]).sort()).toEqual([
      [false, 'ended'],
      [true, 'paired'],
    ]);
    expect(textsOf(him)).toEqual([]);
    const offered = her.tab.again.offeredTo(now);
    expect(offered.map(({ copy }) => copy.kind === 'note' && copy.text)).toEqual(['for Theo']);
    await her.tab.again.shareAgain(now, her.tab.again.previewAgain(offered, null));
    await converge(her, him);
    expect(textsOf(him)).toEqual(['for Theo']);
  });

  test('stopping ends the new one and leaves the old one as it was', async () => {
    const [her, him] = [await ana(), await theo()];
    const old = await pair(her, him);
    await shares(her, old, 'for Theo');
    await converge(her, him);
    const before = her.tab.sharing.sent.value.length;
    // Mallory has Theo's account, and a key of her own for it.
    const { link } = await him.tab.pairings.makeInvite();
    const { fragment } = await her.tab.pairings.readInvite(link);
    const bytes = Buffer.from(fragment, 'base64url');
    (await newPerson(server, 'therapist', 'mallory')).tab.owner.requireAccount().publicKey.forEach((byte, at) => {
      bytes[5 + 32 + at] = byte;
    });
    const { sha256 } = await import('../../src/crypto/primitives/primitives.ts');
    const { context } = await import('../../src/crypto/primitives/encoding.ts');
    bytes.set(sha256(context('invite', bytes.subarray(5))).subarray(0, 4), 1);
    const now = await her.tab.pairings.acceptInvite({
      fragment: bytes.toString('base64url'),
      myName: 'Ana',
      theirName: 'Theo',
      scannedInRoom: true,
    });
    expect(her.tab.otherKey.otherKeys.value.has(now)).toBe(true);
    await her.tab.pairings.endPairing(now);
    await converge(her, him);
    expect(her.tab.otherKey.otherKeys.value.size).toBe(0);
    expect(her.tab.pairings.people.value.find(({ pairingId }) => pairingId === old)).toMatchObject({ state: 'paired' });
    expect(her.tab.sharing.sent.value).toHaveLength(before);
    expect(textsOf(him)).toEqual(['for Theo']);
  });
});

describe('a known patient with another key', () => {
  test('Theo sees old and new words, and his appointments with her go along', async () => {
    const [her, him] = [await ana(), await theo()];
    const old = await pair(her, him);
    await him.tab.appointments.keepAppointment({
      pairingId: old,
      purpose: 'integration',
      startsAt: new Date(Date.now() + 86_400_000),
      minutes: 50,
    });
    await converge(him, her);
    expect(her.tab.appointments.appointments.value).toHaveLength(1);
    await rotates(her);
    const now = await pair(her, him, false);
    expect([...him.tab.otherKey.otherKeys.value.keys()]).toEqual([now]);
    const his = await him.tab.otherKey.bothWords(now);
    expect(his.before).toHaveLength(8);
    expect(his.now).toEqual(await her.tab.pairings.comparisonWords(now));
    await her.tab.pairings.confirmWords(now);
    await him.tab.otherKey.goOnWithOtherKey(now);
    await converge(him, her);
    expect(him.tab.appointments.appointments.value).toMatchObject([{ pairingId: now }]);
    expect(her.tab.appointments.appointments.value.filter(({ pairingId }) => pairingId === now)).toHaveLength(1);
  });

  test('a key exchanged by the server brings nobody in, and no notice', async () => {
    const [her, him] = [await ana(), await theo()];
    await pair(her, him);
    const mallory = await newPerson(server, 'patient', 'mallory');
    const other = Buffer.from(mallory.tab.owner.requireAccount().publicKey).toString('base64url');
    him.device.network = async (request, pass) => {
      const answer = await pass();
      if (request.path !== '/api/pairings') return answer;
      const told = (await answer.json()) as { pairings: { pairing_id: string; state: string; pk_patient: string }[] };
      const forged = told.pairings.map((row) => ({
        ...row,
        pairing_id: crypto.randomUUID(),
        state: 'accepted',
        pk_patient: other,
      }));
      return Response.json({ pairings: [...told.pairings, ...forged] });
    };
    await him.tab.pairings.makeInvite();
    await converge(him);
    expect(him.tab.otherKey.otherKeys.value.size).toBe(0);
    expect(him.tab.pairings.people.value).toHaveLength(1);
  });
});

describe('a change of therapist', () => {
  test('ending tells what was opened, A sees nothing any more, and chosen items go to B: of a passage the same passage', async () => {
    const [her, first, second] = [await ana(), await theo(), await newPerson(server, 'therapist', 'mira')];
    const old = await pair(her, first);
    for (const text of ['one', 'two']) await shares(her, old, text);
    await shares(her, old, 'this much, and not the rest', { start: 0, end: 9 });
    const back = await shares(her, old, 'taken back');
    await converge(her, first);
    const [mine] = her.tab.sharing.sent.value.filter(({ sourceEntryId }) => sourceEntryId === back);
    await her.tab.sharing.unshare(mine!);
    const [read] = first.tab.sharing.received.value.filter(
      (share) => share.kind === 'note' && share.payload.text === 'one',
    );
    await first.tab.sharing.markOpened(old, read!.shareId, read!.revision);
    await converge(first, her);
    expect(her.tab.again.openedOf(old)).toEqual({ shared: 3, opened: 1 });
    await her.tab.pairings.endPairing(old);
    await converge(her, first);
    expect(textsOf(first)).toEqual([]);
    expect(her.tab.again.openedOf(old)).toEqual({ shared: 3, opened: 1 });

    const now = await pair(her, second);
    expect(her.tab.otherKey.otherKeys.value.size).toBe(0);
    const offered = her.tab.again.offeredTo(now);
    expect(offered.map(({ copy }) => copy.kind === 'note' && copy.text).sort()).toEqual(['one', 'this much', 'two']);
    const chosen = offered.filter(({ copy }) => copy.kind === 'note' && copy.text !== 'two');
    const previews = her.tab.again.previewAgain(chosen, null);
    await her.tab.again.shareAgain(now, previews);
    await converge(her, second);
    expect(textsOf(second)).toEqual(['one', 'this much']);
    expect(second.tab.sharing.received.value.map(({ payload }) => payload)).toEqual(expect.arrayContaining(previews));
    expect(her.tab.again.offeredTo(now).map(({ copy }) => copy.kind === 'note' && copy.text)).toEqual(['two']);
  });

  test('ended by the therapist: the same truth, the same offer; what was deleted since is not offered', async () => {
    const [her, first, second] = [await ana(), await theo(), await newPerson(server, 'therapist', 'mira')];
    const old = await pair(her, first);
    await shares(her, old, 'one');
    const gone = await shares(her, old, 'deleted later');
    await converge(her, first);
    await first.tab.pairings.endPairing(old);
    await converge(first, her);
    expect(her.tab.pairings.people.value).toMatchObject([{ state: 'ended' }]);
    expect(her.tab.again.openedOf(old)).toEqual({ shared: 2, opened: 0 });
    await her.tab.journal.deleteEntry(gone);
    const now = await pair(her, second);
    expect(her.tab.again.offeredTo(now).map(({ copy }) => copy.kind === 'note' && copy.text)).toEqual(['one']);
  });
});
