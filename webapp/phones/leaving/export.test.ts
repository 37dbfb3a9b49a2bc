// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { openArchive, readManifest } from '../../src/crypto/archive/archive.ts';
import { readZip } from '../../src/crypto/archive/zip.ts';
import { stretchAtFullCost } from '../harness/argon.ts';
import { offline, pair, PASSWORD, newPerson, type Person } from '../harness/people.ts';
import { PROJECT, python, SharedServer } from '../harness/server.ts';

let server: SharedServer;
let folder: string;
beforeAll(async () => {
  stretchAtFullCost(); // other programs open what is packed here
  server = await SharedServer.get();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlude-export-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const all = (zip: Uint8Array): Map<string, Uint8Array> => readZip(zip, () => true);

/** What open.py makes of an archive, with nothing of Interlude installed beside it. */
function openedByPython(
  zip: Uint8Array,
  typed: string,
): { code: number | null; said: string; page: string; markdown: string; json: Plain } {
  const [archive, script, to] = ['a.zip', 'open.py', 'open'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(archive, zip);
  writeFileSync(script, all(zip).get('open.py') ?? '');
  const done = spawnSync(python, ['-I', script, archive, '--to', to, '--password-file', '-'], {
    input: typed,
    encoding: 'utf8',
    cwd: folder,
  });
  const read = (name: string): string => (done.status === 0 ? readFileSync(join(to, name), 'utf8') : '');
  return {
    code: done.status,
    said: done.stdout + done.stderr,
    page: read('journal.html'),
    markdown: read('journal.md'),
    json: JSON.parse(read('journal.json') || 'null') as Plain,
  };
}

interface Plain {
  people: string[];
  entries: { entry_id: string; revision: number; payload: Record<string, unknown> }[];
  unreadable: unknown[];
}
const textsOf = (json: Plain): unknown[] =>
  json.entries.flatMap(({ payload }) => (payload.kind === 'note' ? [payload.text] : []));

describe('taking everything along', () => {
  test('a sealed archive holds all that is on the phone, made without a line, and says what it holds', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door was blue.' });
    await her.tab.exchange();
    await offline(her, () => her.tab.journal.keepNote({ text: 'On this phone only.' }));
    expect(her.tab.export.holding.value).toMatchObject({ ready: true, entries: 2, unreadable: 0, here: 1 });
    expect(her.tab.export.holding.value.lastAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);

    const { name, bytes } = await offline(her, () => her.tab.export.sealedExport());
    expect(name).toMatch(/^interlude-\d{4}-\d\d-\d\d\.zip$/);
    const members = all(bytes);
    expect([...members.keys()]).toEqual(['manifest.json', 'open.html', 'open.py', 'README.txt']);
    expect([...members.values()].map(text).join('')).not.toMatch(/The door was blue|On this phone only/);
    const opened = await openArchive(
      readManifest(members.get('manifest.json')!),
      { password: PASSWORD },
      async () => undefined,
    );
    expect(opened.refused).toEqual([]);
    expect(opened.rows.map(({ payload }) => payload.text)).toEqual(
      expect.arrayContaining(['The door was blue.', 'On this phone only.']),
    );
  });

  test('the file of Python in it opens it, with the password and with the code', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'Das Meer & <b>die Tür</b> \u{1F319}' });
    await her.tab.journal.keepCheckIn({
      mood: 4,
      energy: null,
      anxiety: 2,
      sleep: null,
      connection: null,
      feelings: ['calm'],
      words: 'slept',
    });
    const { bytes } = await her.tab.export.sealedExport();
    for (const typed of [PASSWORD, her.recoveryCode]) {
      const found = openedByPython(bytes, typed);
      expect(found.said).toContain('2 entries');
      expect(textsOf(found.json)).toEqual(['Das Meer & <b>die Tür</b> \u{1F319}']);
      expect(found.page).toContain('Das Meer &amp; &lt;b&gt;');
      rmSync(join(folder, 'open'), { recursive: true });
    }
    expect(openedByPython(bytes, 'another password')).toMatchObject({ code: 3, page: '' });
  });

  test('the open files say the same in both languages, and hold no key', async () => {
    const [her, theo] = [await ana(), await newPerson(server, 'therapist', 'theo')];
    await pair(her, theo);
    await her.tab.journal.keepNote({ text: 'The door.', writtenAt: new Date('2026-10-03T21:40:00Z') });
    await her.tab.journal.keepCheckIn({
      mood: 2,
      energy: 5,
      anxiety: null,
      sleep: null,
      connection: null,
      feelings: ['sad'],
      words: '',
    });
    const gone = await her.tab.journal.keepNote({ text: 'taken back' });
    await her.tab.journal.deleteEntry(gone);
    const { name, bytes } = await her.tab.export.openExport({ password: PASSWORD });
    expect(name).toMatch(/^interlude-open-\d{4}-\d\d-\d\d\.zip$/);
    const members = new Map([...all(bytes)].map(([path, file]) => [path.split('/')[1] ?? '', text(file)]));
    expect([...members.keys()]).toEqual(['journal.html', 'journal.md', 'journal.json']);
    const ours = JSON.parse(members.get('journal.json')!) as Plain;
    const theirs = openedByPython((await her.tab.export.sealedExport()).bytes, PASSWORD).json;
    expect({ ...ours, created: '' }).toEqual({ ...theirs, created: '' });
    expect(ours.people).toEqual(['Theo']);
    for (const file of members.values()) {
      expect(file).toContain('The door.');
      expect(file).not.toMatch(/taken back|public_key|secret|retired_key/);
    }
    expect(members.get('journal.html')).toContain('Saturday, 3 October 2026');
    expect(members.get('journal.html')).toContain('23:40');
    expect(members.get('journal.html')).not.toMatch(/<script|src=|https?:/);
  });

  test('the open files ask for the password again, and take no other', async () => {
    const her = await ana();
    await expect(her.tab.export.openExport({ password: 'guessed' })).rejects.toMatchObject({ code: 'wrong_password' });
    await her.tab.account.lock();
    await expect(her.tab.export.openExport({ password: PASSWORD })).rejects.toMatchObject({ code: 'locked' });
    await expect(her.tab.export.sealedExport()).rejects.toMatchObject({ code: 'locked' });
  });

  test('what does not open on the phone travels along, is counted, and is named in the open files', async () => {
    const her = await ana();
    const id = await her.tab.journal.keepNote({ text: 'soon damaged' });
    await her.tab.owner.requireAccount().database.change(['entries'], async (at) => {
      const row = await at.objectStore('entries').get(id);
      await at
        .objectStore('entries')
        .put({ ...row!, envelope: row!.envelope.map((byte, place) => (place === 90 ? byte ^ 1 : byte)) });
    });
    await her.tab.account.lock();
    await her.tab.account.unlock({ password: PASSWORD });
    await her.tab.settled();
    expect(her.tab.export.holding.value).toMatchObject({ entries: 1, unreadable: 1 });
    const plain = JSON.parse(
      text(all((await her.tab.export.openExport({ password: PASSWORD })).bytes).get(`${openFolder()}/journal.json`)),
    ) as Plain;
    expect(plain.unreadable).toEqual([{ entry_id: id, revision: 1 }]);
    expect(openedByPython((await her.tab.export.sealedExport()).bytes, PASSWORD).said).toContain(
      '1 entry could not be opened',
    );
  });

  test('of two thousand entries each is packed, and each that does not open is said', async () => {
    const her = await ana();
    const { database, accountId } = her.tab.owner.requireAccount();
    const id = await her.tab.journal.keepNote({ text: 'x'.repeat(900) });
    const row = (await database.read(['entries'], (at) => at.objectStore('entries').get(id)))!;
    await database.change(['entries'], async (at) => {
      for (let n = 0; n < 2_000; n += 1)
        await at.objectStore('entries').put({
          ...row,
          envelope: crypto.getRandomValues(new Uint8Array(row.envelope.length)),
          id: `${accountId.slice(0, 24)}${String(n).padStart(12, '0')}`,
        });
    });
    const { bytes } = await her.tab.export.sealedExport();
    const found = await openArchive(
      readManifest(all(bytes).get('manifest.json')!),
      { password: PASSWORD },
      async () => undefined,
    );
    expect(found.rows).toHaveLength(1);
    expect(found.refused).toHaveLength(2_000); // noise does not open, and each row is reported
  });
});

const openFolder = (): string => `interlude-open-${new Date().toISOString().slice(0, 10)}`;

test('the library opens it too', async () => {
  const her = await ana();
  await her.tab.journal.keepNote({ text: 'The water.' });
  const archive = join(folder, 'a.zip');
  writeFileSync(archive, (await her.tab.export.sealedExport()).bytes);
  writeFileSync(join(folder, 'password'), PASSWORD);
  const words = ['open', archive, '--to', join(folder, 'open'), '--password-file', join(folder, 'password')];
  const done = spawnSync(join(PROJECT, '.venv/bin/interlude'), words, { encoding: 'utf8', cwd: PROJECT });
  expect(done.stdout + done.stderr).toContain('1 entry');
  expect(readFileSync(join(folder, 'open', 'journal.md'), 'utf8')).toContain('The water.');
});
