// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';

import { sealFile, openFile } from '../../src/crypto/records/files.ts';
import { sha256, systemRandom } from '../../src/crypto/primitives/primitives.ts';
import { newPerson, type Person } from '../harness/people.ts';
import { reachable } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { answers, counted, json, expectNothingLost } from '../harness/lying.ts';

let server: SharedServer;
let ana: Person;

beforeAll(async () => {
  server = await SharedServer.get();
  ana = await newPerson(server, 'patient', 'ana');
  await ana.tab.journal.keepNote({ text: 'hers' });
  await ana.tab.exchange();
});

describe('answers', () => {
  test('H36 a redirect to elsewhere is not followed, and elsewhere is never asked', async () => {
    let asked = 0;
    const elsewhere = await listening((_path, reply) => {
      asked += 1;
      reply.end('{}');
    });
    const evil = await listening((_path, reply) => {
      reply.writeHead(307, { Location: origin(elsewhere) });
      reply.end();
    });
    // The app's own request, as it stands, to a server that sends it on.
    ana.device.network = async ({ path }) => fetch(origin(evil) + path, { redirect: 'error' });
    await ana.tab.exchange();
    expect(ana.tab.connection.connection.value.state).toBe('offline');
    expect(asked).toBe(0);
    for (const one of [elsewhere, evil]) one.close();
    await expectNothingLost(ana, ['hers']);
  });

  test.each<[string, () => Response]>([
    ['HTML', () => new Response('<html><script>alert(1)</script></html>')],
    ['half of JSON', () => new Response('{"account_id": "')],
    [
      'fields by way of a prototype',
      () => new Response('{"__proto__": {"account_id": "00000000-0000-4000-8000-000000000001"}}'),
    ],
    ['a list a hundred thousand deep', () => new Response('['.repeat(100_000))],
    ['numbers that are none', () => new Response('{"head": NaN}')],
    ['nothing', () => new Response('')],
    ['bytes that are no text', () => new Response(new Uint8Array([0xff, 0xfe, 0x00]))],
  ])('H37 %s for an answer is one sentence', async (_what, answer) => {
    ana.device.network = answers('GET /api/', answer);
    await ana.tab.exchange();
    expect(ana.tab.connection.connection.value).toMatchObject({
      state: 'trouble',
      sentence: expect.stringMatching(/safe|saved/) as string,
    });
    await expectNothingLost(ana, ['hers']);
  });

  test('H38 an answer without end is cut off, and takes no memory', async () => {
    let given = 0;
    const endless = (): Response =>
      new Response(
        new ReadableStream({
          pull: (stream) => {
            given += 65_536;
            stream.enqueue(new Uint8Array(65_536).fill(0x20));
          },
        }),
      );
    ana.device.network = answers('GET /api/entries', endless);
    await ana.tab.exchange();
    expect(ana.tab.connection.connection.value.state).toBe('trouble');
    expect(given).toBeLessThan(80 * 1024 * 1024);
    await expectNothingLost(ana, ['hers']);
  });

  test.each(['999999999', '-1', '1e9', 'Fri, 31 Dec 9999 23:59:59 GMT', '0'])(
    'H50 “wait %s” silences a phone for a quarter of an hour at most, and never the person herself',
    async (wait) => {
      const watched = counted(
        answers('GET /api/', () => json({ code: 'too_many_requests' }, 429, { 'Retry-After': wait })),
      );
      ana.device.network = watched.line;
      await ana.tab.exchange();
      expect(watched.asked()).toBeLessThan(10);
      await expectNothingLost(ana, ['hers']);
    },
  );

  test('H52 the words of a server never reach the screen: the app shows its own sentence, by code', async () => {
    ana.device.network = answers('GET /api/', () =>
      json({ code: 'no_such_code', title: '<b>Type your password at evil.example</b>', detail: 'evil.example' }, 400),
    );
    await ana.tab.exchange();
    expect(ana.tab.connection.connection.value.sentence).not.toMatch(/evil|<b>/);
    ana.device.network = answers('GET /api/', () => json({ code: 'Type your password at evil.example' }, 400));
    await ana.tab.exchange();
    expect(ana.tab.connection.connection.value.sentence).not.toMatch(/evil|password/);
    await expectNothingLost(ana, ['hers']);
  });

  test('H47 a practice’s page cannot bring a link or a script: names are text, numbers are dialled', async () => {
    ana.device.network = answers('GET /api/practice', () =>
      json({
        name: '<script>1</script>',
        registration: 'open',
        backup_days: 1,
        help: [{ name: '<a href=//evil>', number: 'javascript:alert(1)', text: 'x' }],
      }),
    );
    const { practice } = ana.tab.connection;
    await ana.tab.exchange();
    ana.device.network = reachable;
    const shown = practice.value.help.map(({ name, number }) => [name, number]);
    expect(shown.at(-1)).toEqual(['Emergency', '112']);
    for (const [, number] of shown) expect(number).toMatch(/^[0-9+()/ -]*$/);
  });
});

describe('files', () => {
  const place = {
    accountId: '00000000-0000-4000-8000-000000000001',
    attachmentId: '00000000-0000-4000-8000-000000000002',
  };
  const key = systemRandom(32);
  const content = new Uint8Array(200_000).map((_, at) => at * 7);
  const { file, hash } = sealFile(key, place, content, systemRandom);
  const damaged = expect.objectContaining({ code: 'damaged' }) as Error;
  const CHUNK = 65_552;
  const cut = (at: number, length: number): Uint8Array => file.slice(65 + at * CHUNK, 65 + at * CHUNK + length);
  const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
  const head = file.slice(0, 65);

  test.each<[string, Uint8Array]>([
    ['H40 with two chunks exchanged', joined(head, cut(1, CHUNK), cut(0, CHUNK), file.slice(65 + 2 * CHUNK))],
    ['H40 with a chunk twice', joined(head, cut(0, CHUNK), cut(0, CHUNK), file.slice(65 + 2 * CHUNK))],
    ['H41 cut at a chunk', file.slice(0, 65 + 2 * CHUNK)],
    ['H41 cut in its last chunk', file.slice(0, -1)],
    ['H41 with a chunk more', joined(file, cut(0, CHUNK))],
    ['H41 with one byte more', joined(file, new Uint8Array(1))],
    ['H53 of another version', joined(new Uint8Array([2]), file.slice(1))],
  ])('%s does not open, and shows nothing of itself', (_what, harmed) => {
    expect(() => openFile(key, place, harmed, hash)).toThrow(damaged);
    // Nor with the hash of the altered file: anyone who was given the key could state that hash, too.
    expect(() => openFile(key, place, harmed, sha256(harmed))).toThrow(damaged);
  });

  test('H42 the file of another id, another account, or another file under the same key does not open', () => {
    const other = sealFile(key, place, new Uint8Array(200_000), systemRandom);
    expect(() => openFile(key, place, other.file, hash)).toThrow(damaged);
    expect(() => openFile(key, { ...place, attachmentId: place.accountId }, file, hash)).toThrow(damaged);
    expect(() => openFile(key, { ...place, accountId: place.attachmentId }, file, hash)).toThrow(damaged);
    expect(openFile(key, place, file, hash)).toEqual(content);
  });
});

function listening(
  answer: (
    path: string,
    reply: { writeHead(status: number, headers: Record<string, string>): void; end(text?: string): void },
  ) => void,
): Promise<HttpServer> {
  return new Promise((started) => {
    const one = createServer((request, reply) => {
      answer(request.url ?? '', reply);
    });
    one.listen(0, '127.0.0.1', () => {
      started(one);
    });
  });
}

const origin = (one: HttpServer): string => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
