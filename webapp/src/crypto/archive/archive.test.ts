// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import { openArchive, readManifest, writeManifest, type OpenedArchive, type SealedJournal } from './archive.ts';
import { fromBase64, toBase64, utf8 } from '../primitives/encoding.ts';
import { sealEntry } from '../records/entries.ts';
import { journalKey } from '../keys/keys.ts';
import { systemRandom } from '../primitives/primitives.ts';
import { Vault, type NewAccount } from '../vault/vault.ts';
import { looksLikeZip, readZip, writeZip } from './zip.ts';

const PASSWORD = 'apple river stone candle window bread';
const LOGIN = 'ana';
const CREATED = '2026-10-03T18:00:00.000Z';
const ids = ['11', '22', '33', '44', '55'].map((two) => `${two.repeat(4)}-0000-4000-8000-000000000000`);
const [FIRST, SECOND, THIRD, FOURTH, FIFTH] = ids as [string, string, string, string, string];
const wait = async (): Promise<void> => undefined;

let ana: { account: NewAccount; vault: Vault };
let mallory: { account: NewAccount; vault: Vault };
let journal: SealedJournal;

async function somebody(login: string): Promise<{ account: NewAccount; vault: Vault }> {
  const vault = new Vault();
  return { vault, account: await vault.createAccount({ login, password: PASSWORD }) };
}

const sealed = async (vault: Vault, entryId: string, revision: number, payload: object) => ({
  entryId,
  revision,
  envelope: await vault.sealEntry({ entryId, revision, payload }),
});
const note = (text: string): object => ({ v: 1, kind: 'note', text });

beforeAll(async () => {
  ana = await somebody(LOGIN);
  mallory = await somebody('mallory');
  const entries = [
    await sealed(ana.vault, FIRST, 1, note('The door was blue.')),
    await sealed(ana.vault, SECOND, 2, note('The water.')),
    await sealed(ana.vault, THIRD, 1, { v: 1, kind: 'deleted' }),
  ];
  journal = {
    accountId: ana.account.accountId,
    login: LOGIN,
    role: 'patient',
    created: CREATED,
    slots: ana.account.slots,
    entries,
  };
});

type Told = Record<string, unknown> & { slots: Record<string, unknown>[]; entries: Record<string, unknown>[] };

/** A manifest that somebody has edited. */
function changed(change: (told: Told) => void): Uint8Array {
  const told = JSON.parse(new TextDecoder().decode(writeManifest(journal))) as Told;
  change(told);
  return utf8(JSON.stringify(told));
}

const opened = (
  bytes: Uint8Array,
  way: { password: string } | { code: string } = { password: PASSWORD },
): Promise<OpenedArchive> => openArchive(readManifest(bytes), way, wait);
const textsOf = ({ rows }: OpenedArchive): unknown[] => rows.map(({ payload }) => payload.text ?? payload.kind);

describe('a sealed journal in a file', () => {
  test('opens with the password, and with the recovery code', async () => {
    const manifest = writeManifest(journal);
    expect(textsOf(await opened(manifest))).toEqual(['The door was blue.', 'The water.', 'deleted']);
    expect(textsOf(await opened(manifest, { code: ana.account.recoveryCode.toLowerCase() }))).toHaveLength(3);
  });

  test('holds no passkey, which opens nothing elsewhere, and no word of the journal', () => {
    const passkey = { ...ana.account.slots[0]!, type: 'passkey' as const };
    const text = new TextDecoder().decode(writeManifest({ ...journal, slots: [...journal.slots, passkey] }));
    expect((JSON.parse(text) as Told).slots.map(({ type }) => type)).toEqual(['password', 'recovery']);
    expect(text).not.toContain('door');
  });

  test('another password, another code and a mistyped one are told apart', async () => {
    const manifest = writeManifest(journal);
    await expect(opened(manifest, { password: 'another' })).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(opened(manifest, { code: mallory.account.recoveryCode })).rejects.toMatchObject({
      code: 'wrong_code',
    });
    await expect(opened(manifest, { code: 'AAAA' })).rejects.toMatchObject({ code: 'mistyped_code' });
  });

  test('an entry still under a retired key opens, its key being an entry under the present one', async () => {
    const { accountId } = ana.account;
    const [older, old, foreign] = [systemRandom(32), systemRandom(32), systemRandom(32)];
    const under = (ak: Uint8Array, entryId: string, payload: object) => ({
      entryId,
      revision: 1,
      envelope: sealEntry(journalKey(ak, accountId), { accountId, entryId, revision: 1 }, payload, systemRandom),
    });
    const retired = (key: Uint8Array): object => ({ v: 1, kind: 'retired_key', key: toBase64(key) });
    const entries = [
      under(older, FIRST, note('under the oldest key')),
      await sealed(ana.vault, SECOND, 1, retired(older)),
      await sealed(ana.vault, THIRD, 1, retired(old)),
      under(old, FOURTH, retired(foreign)),
      under(foreign, FIFTH, note('whoever had the old key may have put this here')),
    ];
    const found = await opened(writeManifest({ ...journal, entries }));
    expect(textsOf(found)).toContain('under the oldest key');
    expect(found.refused).toEqual([{ entryId: FIFTH, revision: 1, why: 'damaged' }]);
  });

  test('breathes while it opens, so that a page stays alive', async () => {
    const many = { ...journal, entries: Array.from({ length: 250 }, () => journal.entries[0]!) };
    const told: number[] = [];
    await openArchive(readManifest(writeManifest(many)), { password: PASSWORD }, async (done) => {
      told.push(done);
    });
    expect(told).toEqual([0, 100, 200]);
  });
});

describe('a file somebody has changed', () => {
  test.each<[string, (told: Told) => void]>([
    [
      'another account id',
      (told) => {
        told.account_id = mallory.account.accountId;
      },
    ],
    [
      'another name',
      (told) => {
        told.login = 'anna';
      },
    ],
    [
      'the slots of somebody else',
      (told) => {
        told.slots = mallory.account.slots.map((slot) => ({ ...slot }));
      },
    ],
    [
      'an envelope under another slot',
      (told) => {
        told.slots[0]!.envelope = told.slots[1]!.envelope;
      },
    ],
    [
      'a slot id exchanged',
      (told) => {
        told.slots[0]!.slot_id = told.slots[1]!.slot_id;
      },
    ],
  ])('%s: it does not open', async (_what, change) => {
    await expect(opened(changed(change))).rejects.toMatchObject({ code: 'wrong_password' });
  });

  test.each<[string, (told: Told) => void]>([
    [
      'weaker protection than profile 1',
      (told) => {
        told.slots[0]!.params = toBase64(withProfile(String(told.slots[0]!.params), 2));
      },
    ],
    [
      'a slot that asks for no salt',
      (told) => {
        told.slots[0]!.params = '';
      },
    ],
    [
      'no slot',
      (told) => {
        told.slots = [];
      },
    ],
    [
      'a slot of another type',
      (told) => {
        told.slots[0]!.type = 'passkey';
      },
    ],
  ])('%s is refused before any password is computed', async (_what, change) => {
    await expect(opened(changed(change))).rejects.toMatchObject({ code: 'damaged' });
  });

  test.each<[string, (told: Told) => void]>([
    [
      'moved to another id',
      (told) => {
        told.entries[0]!.entry_id = ids[0]!.replace('1111', '5555');
      },
    ],
    [
      'given another revision',
      (told) => {
        told.entries[0]!.revision = 2;
      },
    ],
    [
      'cut',
      (told) => {
        told.entries[0]!.envelope = String(told.entries[0]!.envelope).slice(0, -4);
      },
    ],
    [
      'one bit changed',
      (told) => {
        told.entries[0]!.envelope = flipped(String(told.entries[0]!.envelope));
      },
    ],
    [
      'made of nothing',
      (told) => {
        told.entries[0] = {};
      },
    ],
    [
      'no row at all',
      (told) => {
        (told.entries as unknown[])[0] = null;
      },
    ],
    [
      'a revision that is no number',
      (told) => {
        told.entries[0]!.revision = '1';
      },
    ],
    [
      'the envelope of another entry',
      (told) => {
        told.entries[0]!.envelope = told.entries[1]!.envelope;
      },
    ],
  ])('an entry %s is said, and the others are read', async (_what, change) => {
    const found = await opened(changed(change));
    expect(textsOf(found)).toEqual(['The water.', 'deleted']);
    expect(found.refused.map(({ why }) => why)).toEqual(['damaged']);
  });

  test('an entry of another account is said, not read', async () => {
    const hers = await sealed(mallory.vault, FIRST, 7, note('forged'));
    const found = await opened(
      changed((told) => {
        told.entries.push({ entry_id: FIRST, revision: 7, envelope: toBase64(hers.envelope) });
      }),
    );
    expect(textsOf(found)).toEqual(['The door was blue.', 'The water.', 'deleted']);
    expect(found.refused).toEqual([{ entryId: FIRST, revision: 7, why: 'damaged' }]);
  });

  test('an older revision put in beside the newer is said, and the newer stands', async () => {
    const older = await sealed(ana.vault, SECOND, 1, note('an older water'));
    const row = { entry_id: SECOND, revision: 1, envelope: toBase64(older.envelope) };
    const found = await opened(
      changed((told) => {
        told.entries.push(row);
      }),
    );
    expect(textsOf(found)).not.toContain('an older water');
    expect(found.refused).toEqual([{ entryId: SECOND, revision: 1, why: 'twice' }]);
    expect(
      textsOf(
        await opened(
          changed((told) => {
            told.entries.unshift(row);
          }),
        ),
      ),
    ).toContain('The water.');
  });

  test.each<[string, Uint8Array, string]>([
    ['another format', utf8('{"format":"interlude-journal","v":1}'), 'damaged'],
    ['no JSON', utf8('PK'), 'damaged'],
    ['a name twice', utf8('{"format":"interlude-archive","format":"interlude-archive","v":1}'), 'damaged'],
    ['a later version', utf8('{"format":"interlude-archive","v":2}'), 'newer'],
    ['version 0', utf8('{"format":"interlude-archive","v":0}'), 'damaged'],
    [
      'no entries',
      utf8('{"format":"interlude-archive","v":1,"account_id":"x","login":"ana","created":"","slots":[]}'),
      'damaged',
    ],
  ])('%s is no archive', (_what, bytes, code) => {
    expect(() => readManifest(bytes)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the ZIP around it', () => {
  const all = (): boolean => true;
  const member = (name: string, text = 'x') => ({ name, bytes: utf8(text) });

  test('comes back as it was packed', () => {
    const zip = writeZip([member('manifest.json', '{}'), member('files/a', 'b')], new Date());
    expect(looksLikeZip(zip)).toBe(true);
    expect([...readZip(zip, (name) => name === 'manifest.json')]).toEqual([['manifest.json', utf8('{}')]]);
  });

  test.each(['../manifest.json', 'files/../../x', '/etc/x', 'C:\\x', 'a\\b', 'a//b', './x', 'x\u0000y'])(
    'the name %j is refused',
    (name) => {
      expect(() => readZip(writeZip([member(name)], new Date()), all)).toThrow(
        expect.objectContaining({ code: 'damaged' }),
      );
    },
  );

  test('a name given twice is refused: two readers could take two different files', () => {
    const zip = renamed(
      writeZip([member('manifest.json'), member('manifest.jsOn')], new Date()),
      'manifest.jsOn',
      'manifest.json',
    );
    expect(() => readZip(zip, all)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  test('a member that says it is enormous is refused before it is unpacked', () => {
    const zip = writeZip([member('manifest.json', 'x'.repeat(1000))], new Date());
    const central = findCentral(zip);
    new DataView(zip.buffer).setUint32(central + 24, 0xfffffff0, true);
    expect(() => readZip(zip, all)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  test.each([
    [new Uint8Array(0)],
    [utf8('not a zip')],
    [utf8('PK\u0003\u0004 and then nothing of the kind, for a while')],
  ])('what is no ZIP is refused', (bytes) => {
    expect(() => readZip(bytes, all)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  test('what a computer puts beside it when it packs the folder anew is passed over', () => {
    const zip = writeZip(
      [member('manifest.json'), member('.DS_Store'), member('__MACOSX/._manifest.json')],
      new Date(),
    );
    expect([...readZip(zip, (name) => name === 'manifest.json').keys()]).toEqual(['manifest.json']);
  });
});

function withProfile(params: string, profile: number): Uint8Array {
  const bytes = fromBase64(params);
  bytes[2] = profile;
  return bytes;
}

function flipped(envelope: string): string {
  const bytes = fromBase64(envelope);
  bytes[90] = (bytes[90] ?? 0) ^ 1;
  return toBase64(bytes);
}

function renamed(zip: Uint8Array, from: string, to: string): Uint8Array {
  return Uint8Array.from(Buffer.from(Buffer.from(zip).toString('latin1').replaceAll(from, to), 'latin1'));
}

const findCentral = (zip: Uint8Array): number => Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
