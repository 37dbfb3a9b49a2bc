// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { fromBase64url, toBase64url } from '../../src/api/wire.ts';
import { keyPair, pairKey } from '../../src/crypto/keys/keys.ts';
import { systemRandom } from '../../src/crypto/primitives/primitives.ts';
import { sealShare } from '../../src/crypto/records/shares.ts';
import { anotherPhone, converge, pair, newPerson, type Person } from '../harness/people.ts';
import { unreachable, reachable } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { withFlippedBit, lies, rows, stored, type Row } from '../harness/lying.ts';

let server: SharedServer;
let ana: Person;
let theo: Person;

beforeAll(async () => {
  server = await SharedServer.get();
});
beforeEach(async () => {
  ana = await newPerson(server, 'patient', 'ana');
  theo = await newPerson(server, 'therapist', 'theo');
});

const texts = (one: Person): string[] =>
  one.tab.sharing.received.value.flatMap((share) => (share.kind === 'note' ? [share.payload.text] : [])).sort();

async function share(pairingId: string, text: string, expiresAt: string | null = null): Promise<string> {
  const entryId = await ana.tab.journal.keepNote({ text });
  const shareId = await ana.tab.sharing.share({
    pairingId,
    preview: ana.tab.sharing.previewShare({ entryId, expiresAt }),
  });
  await ana.tab.exchange();
  return shareId;
}

const sharesOf = async (one: Person): Promise<Row[]> =>
  (await stored(one, '/shares?after=0&limit=1000')).shares as Row[];
/** A feed of the server's making, read on from where the phone is. */
const page =
  (shares: unknown[]) =>
  (was: Row): Row => ({ ...was, shares, position: 10_000 });

describe('an acceptance', () => {
  const random = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(32)));
  const pk = toBase64url(keyPair(systemRandom(32), crypto.randomUUID()).publicKey);

  test.each<[string, (row: Row) => Row]>([
    ['H01 with the key of somebody else', (row) => ({ ...row, pk_patient: pk })],
    ['H02 with another tag', (row) => ({ ...row, tag: random() })],
    ['H02 with a tag too short', (row) => ({ ...row, tag: 'AAAA' })],
    ['H03 with a greeting of the server’s making', (row) => ({ ...row, hello: withFlippedBit(row.hello) })],
    ['H04 for another patient', (row) => ({ ...row, patient_id: crypto.randomUUID() })],
    ['H04 for another pairing', (row) => ({ ...row, pairing_id: crypto.randomUUID() })],
    ['H04 with the roles exchanged', (row) => ({ ...row, patient_id: row.therapist_id, therapist_id: row.patient_id })],
    ['H06 from the therapist himself', (row) => ({ ...row, patient_id: row.therapist_id })],
    ['H49 of an invite nobody here made', (row) => ({ ...row, invite_id: crypto.randomUUID() })],
  ])('%s adds nobody, ends nothing, and the real one is taken afterwards', async (_what, change) => {
    const { link } = await theo.tab.pairings.makeInvite();
    await theo.tab.exchange();
    theo.device.network = unreachable;
    const { fragment } = await ana.tab.pairings.readInvite(link);
    await ana.tab.pairings.acceptInvite({ fragment, myName: 'Ana', theirName: 'Theo', scannedInRoom: false });
    await ana.tab.exchange();
    theo.device.network = lies('GET /api/pairings', rows('pairings', change));
    await theo.tab.exchange();
    expect(theo.tab.pairings.people.value).toEqual([]);
    theo.device.network = reachable;
    await converge(theo, ana);
    expect(theo.tab.pairings.people.value).toMatchObject([{ name: 'Ana', state: 'paired' }]);
  });

  test('H48 an invite that leads to another server is not followed', async () => {
    const { link } = await theo.tab.pairings.makeInvite();
    const elsewhere = link.replace(server.origin, 'https://elsewhere.example');
    const { fragment } = await ana.tab.pairings.readInvite(elsewhere);
    expect((await ana.tab.pairings.readInvite(elsewhere)).host).toBe(new URL(server.origin).host);
    await expect(ana.tab.pairings.readInvite(`${elsewhere.slice(0, -4)}AAAA`)).rejects.toMatchObject({
      code: 'invite_damaged',
    });
    expect(fragment).not.toBe('');
  });
});

describe('a pairing', () => {
  test('H05 the server’s word neither ends nor begins one, and gives nobody a name', async () => {
    const pairingId = await pair(ana, theo);
    ana.device.network = lies('GET /api/pairings', (was) => ({
      pairings: [...(was.pairings as Row[])].flatMap((row) => [
        { ...row, state: 'ended' },
        { ...row, pairing_id: crypto.randomUUID(), state: 'confirmed' },
      ]),
    }));
    await ana.tab.exchange();
    expect(ana.tab.pairings.people.value.map(({ name, pairingId: id }) => [name, id])).toEqual([['Theo', pairingId]]);
    ana.device.network = reachable;
    await ana.tab.exchange();
    expect(ana.tab.pairings.people.value).toMatchObject([{ state: 'paired' }]);
  });

  test('H51 “opened” is the server’s word, and changes nothing that is shared', async () => {
    const pairingId = await pair(ana, theo);
    await share(pairingId, 'one');
    ana.device.network = lies(
      'GET /api/shares',
      rows('shares', (row) => ({ ...row, opened_at: '2020-01-01T00:00:00Z' })),
    );
    await ana.tab.exchange();
    expect(ana.tab.sharing.sent.value).toHaveLength(1);
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['one']);
  });
});

describe('a share', () => {
  test('H17 one that was taken back does not come again, however often it is sent', async () => {
    const pairingId = await pair(ana, theo);
    const shareId = await share(pairingId, 'taken back');
    const live = (await sharesOf(theo)).find((row) => row.share_id === shareId)!;
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['taken back']);
    await ana.tab.sharing.unshare({ pairingId, shareId });
    await converge(ana, theo);
    theo.device.network = lies('GET /api/shares', page([{ ...live, position: 9_000 }]));
    await theo.tab.exchange();
    expect(texts(theo)).toEqual([]);
  });

  test.each<[string, (row: Row, other: Row) => Row]>([
    [
      'H18 with its direction exchanged',
      (row) => ({ ...row, from_id: row.to_id, to_id: row.from_id, share_id: crypto.randomUUID() }),
    ],
    ['H19 under another pairing', (row) => ({ ...row, pairing_id: crypto.randomUUID() })],
    ['H19 from another account', (row) => ({ ...row, from_id: crypto.randomUUID(), share_id: crypto.randomUUID() })],
    ['H20 of another revision', (row) => ({ ...row, revision: 9, share_id: crypto.randomUUID() })],
    [
      'H23 with the envelope of another share',
      (row, other) => ({ ...row, envelope: other.envelope, share_id: crypto.randomUUID() }),
    ],
    [
      'H43 bent in its middle',
      (row) => ({ ...row, envelope: withFlippedBit(row.envelope), share_id: crypto.randomUUID() }),
    ],
  ])('%s shows no word', async (_what, change) => {
    const pairingId = await pair(ana, theo);
    await share(pairingId, 'one');
    await share(pairingId, 'two');
    const [one, two] = (await sharesOf(theo)) as [Row, Row];
    theo.device.network = lies('GET /api/shares', page([change(one, two)]));
    await theo.tab.exchange();
    expect(texts(theo)).toEqual([]);
    theo.device.network = reachable;
    await theo.tab.exchange();
    await theo.tab.exchange();
    expect(texts(theo).every((text) => ['one', 'two'].includes(text))).toBe(true);
  });

  test.each<[string, Row]>([
    ['a revision no client accepts', { revision: 2 ** 52 }],
    ['no id', { share_id: 'none' }],
    ['a number for an envelope', { envelope: 7 }],
  ])('a row with %s holds up no other', async (_what, spoilt) => {
    const pairingId = await pair(ana, theo);
    await share(pairingId, 'one');
    const [one] = (await sharesOf(theo)) as [Row];
    const bad = { ...one, share_id: crypto.randomUUID(), ...spoilt, position: 9_000 };
    theo.device.network = lies('GET /api/shares', page([bad, one]));
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['one']);
  });

  test('H20 a lower revision never comes back', async () => {
    const pairingId = await pair(ana, theo);
    const entryId = await ana.tab.journal.keepNote({ text: 'old' });
    const again = async (): Promise<void> => {
      await ana.tab.sharing.share({ pairingId, preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }) });
      await converge(ana, theo);
    };
    await again();
    const [first] = (await sharesOf(theo)) as [Row];
    await ana.tab.journal.keepNote({ id: entryId, text: 'new' });
    await again();
    theo.device.network = lies('GET /api/shares', page([{ ...first, position: 9_000 }]));
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['new']);
  });

  test.each<[string, (row: Row) => Row]>([
    ['put under a higher number', (row) => ({ ...row, revision: 9 })],
    ['bent and put under a higher number', (row) => ({ ...row, revision: 9, envelope: withFlippedBit(row.envelope) })],
    ['bent under its own number', (row) => ({ ...row, envelope: withFlippedBit(row.envelope) })],
  ])('H20 a copy %s neither replaces nor blocks the real one, on either side', async (_how, change) => {
    const pairingId = await pair(ana, theo);
    const entryId = await ana.tab.journal.keepNote({ text: 'old' });
    const shareIt = () =>
      ana.tab.sharing.share({ pairingId, preview: ana.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await shareIt();
    await ana.tab.exchange();
    const [real] = (await sharesOf(theo)) as [Row];
    const garbledFor = async (one: Person): Promise<void> => {
      one.device.network = lies('GET /api/shares', page([{ ...change(real), position: 9_000 }]));
      await one.tab.exchange();
      one.device.network = lies('GET /api/shares', page([{ ...real, position: 9_001 }]));
    };
    await garbledFor(theo);
    expect(texts(theo)).toEqual([]);
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['old']);
    await garbledFor(theo);
    expect(texts(theo)).toEqual(['old']);
    await garbledFor(ana);
    expect(ana.tab.sharing.sent.value).toMatchObject([{ payload: { text: 'old' } }]);
    theo.device.network = reachable;
    ana.device.network = reachable;
    await ana.tab.journal.keepNote({ id: entryId, base: 1, text: 'new' });
    await shareIt();
    await converge(ana, theo);
    expect(ana.tab.sharing.sent.value).toMatchObject([{ payload: { text: 'new' } }]);
    const again = await anotherPhone(server, theo);
    expect(texts(again)).toEqual(['new']);
  });

  test('H22 the server cannot make a copy last longer: its sealed end stands, by the reader’s clock', async () => {
    const pairingId = await pair(ana, theo);
    await share(pairingId, 'for two days', new Date(Date.now() + 2 * 86_400_000).toISOString());
    theo.device.network = lies(
      'GET /api/shares',
      rows('shares', (row) => ({ ...row, expires_at: null })),
    );
    await theo.tab.exchange();
    expect(texts(theo)).toEqual(['for two days']);
    theo.tab.jump(3);
    expect(texts(theo)).toEqual([]);
  });

  test.each(['contact', 'invite', 'settings', 'retired_key', 'deleted'])(
    'H21 a partner who seals a %s into a share changes nothing the reader keeps',
    async (kind) => {
      const pairingId = await pair(ana, theo);
      const before = JSON.stringify(ana.tab.pairings.people.value);
      await plant(theo, pairingId, {
        v: 1,
        kind,
        name: 'Mallory',
        key: 'A'.repeat(43),
        pairing_id: pairingId,
        ended_at: '2026-01-01T00:00:00Z',
        lock_after_minutes: 240,
      });
      await ana.tab.exchange();
      expect(JSON.stringify(ana.tab.pairings.people.value)).toBe(before);
      expect(ana.tab.sharing.received.value.every(({ payload }) => payload === null)).toBe(true);
      expect(ana.tab.rotation.move.value.step).toBe('none');
    },
  );
});

/** A partner may do with his own keys what he likes: here he opens his slot with his own code. */
async function accountKeyOf(one: Person): Promise<Uint8Array> {
  const { recoveryKek } = await import('../../src/crypto/keys/keys.ts');
  const { readRecoveryCode } = await import('../../src/crypto/keys/recovery-code.ts');
  const { openSlot } = await import('../../src/crypto/keys/slots.ts');
  const { accountId, slots } = one.tab.owner.requireAccount();
  const row = slots.find(({ type }) => type === 'recovery')!;
  const slot = {
    slotId: row.slot_id,
    type: row.type,
    params: fromBase64url(row.params)!,
    envelope: fromBase64url(row.envelope)!,
  };
  return openSlot(recoveryKek(readRecoveryCode(one.recoveryCode)), accountId, slot);
}

async function plant(rogue: Person, pairingId: string, payload: object): Promise<void> {
  const { accountId } = rogue.tab.owner.requireAccount();
  const contact = rogue.tab.pairings.people.value.find((person) => person.pairingId === pairingId)!;
  const mine = keyPair(await accountKeyOf(rogue), accountId);
  const patientKey = ana.tab.owner.requireAccount().publicKey;
  const key = pairKey(mine, {
    therapistId: accountId,
    therapistKey: mine.publicKey,
    patientId: contact.accountId,
    patientKey,
  });
  const shareId = crypto.randomUUID();
  const full = {
    ...payload,
    source: { entry_id: crypto.randomUUID(), revision: 1 },
    for: null,
    expires_at: null,
    excerpt: false,
  };
  const envelope = sealShare(
    key,
    { pairingId, fromId: accountId, toId: contact.accountId, shareId, revision: 1 },
    full,
    systemRandom,
  );
  const body = JSON.stringify({
    revision: 1,
    replaces: 0,
    envelope: toBase64url(envelope),
    expires_at: null,
    attachment_ids: [],
  });
  const answer = await rogue.device.asks(`/api/pairings/${pairingId}/shares/${shareId}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(200);
}
