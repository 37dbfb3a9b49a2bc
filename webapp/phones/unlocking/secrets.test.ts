// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, expect, test } from 'vitest';

import { toBase64url } from '../../src/api/wire.ts';
import { authKey, canonicalLogin, journalKey, keyPair, localKey, rootOf } from '../../src/crypto/keys/keys.ts';
import { systemRandom } from '../../src/crypto/primitives/primitives.ts';
import { Vault } from '../../src/crypto/vault/vault.ts';
import { PASSWORD } from '../harness/people.ts';
import { Device, openTab, type Tab } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';

/** Everything that could be a key: each draw of 32 bytes, and what is derived from it. */
const draws: Uint8Array[] = [];
let server: SharedServer;

beforeAll(async () => {
  server = await SharedServer.get();
});

interface Life {
  tab: Tab;
  device: Device;
  sent: string[];
  secrets: Uint8Array[];
}

/** Ana registers, writes, locks and unlocks, while every request is written down. */
async function life(): Promise<Life> {
  const device = new Device(server.origin);
  const sent: string[] = [];
  device.network = (request, pass) => {
    sent.push(`${request.path} ${JSON.stringify(request.body)}`);
    return pass();
  };
  const tab = await openTab(
    device,
    new Vault((n) => {
      const drawn = systemRandom(n);
      draws.push(drawn.slice());
      return drawn;
    }),
  );
  const login = `ana${crypto.randomUUID().slice(0, 8)}`;
  await tab.account.prepareAccount({ role: 'patient', login, password: PASSWORD });
  await tab.account.register();
  await tab.settled();
  const accountId = tab.owner.requireAccount().accountId;
  await tab.journal.keepNote({ text: 'the door was blue' });
  await tab.exchange();
  await tab.account.lock();
  await tab.account.unlock({ password: PASSWORD });
  await tab.exchange();
  const params = sent.find((one) => one.startsWith('/api/accounts'));
  return { tab, device, sent, secrets: await secretsOf(accountId, login, params ?? '') };
}

async function secretsOf(accountId: string, login: string, registration: string): Promise<Uint8Array[]> {
  const possible = draws.filter((drawn) => drawn.length === 32);
  const derived = possible.flatMap((ak) => [
    ak,
    journalKey(ak, accountId),
    localKey(ak, accountId),
    keyPair(ak, accountId).secretKey,
  ]);
  const slots = (
    JSON.parse(registration.slice(registration.indexOf(' ') + 1)) as { slots: { type: string; params: string }[] }
  ).slots;
  const params = Buffer.from(slots.find(({ type }) => type === 'password')!.params, 'base64url');
  return [...derived, await rootOf(PASSWORD, canonicalLogin(login), new Uint8Array(params.subarray(-16)))];
}

/** Every byte and text a device's databases hold, by the place it was found in. */
async function kept(device: Device): Promise<Map<string, Uint8Array | string>> {
  const found = new Map<string, Uint8Array | string>();
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(device.name) !== true) continue;
    const database = await request(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = await request(database.transaction(store).objectStore(store).getAll() as IDBRequest<unknown[]>);
      rows.forEach((row, at) => {
        walk(row, `${name}/${store}/${at}`, found);
      });
    }
    database.close();
  }
  return found;
}

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => {
      resolve(asked.result);
    };
    asked.onerror = () => {
      reject(asked.error ?? new Error('no reason'));
    };
  });
}

function walk(value: unknown, at: string, found: Map<string, Uint8Array | string>): void {
  if (value instanceof Uint8Array || typeof value === 'string') found.set(at, value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) walk(inner, `${at}/${name}`, found);
}

const holds = (value: Uint8Array | string, secret: Uint8Array): boolean => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
  const forms = [
    Buffer.from(secret),
    ...[toBase64url(secret), Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')].map((form) =>
      Buffer.from(form),
    ),
  ];
  return forms.some((form) => bytes.includes(form));
};

test('key pairs and keys are derived, never stored; the password and its root never leave the device', async () => {
  const { device, sent, secrets } = await life();
  // A slot's and an entry's salt are draws of 32 bytes too: they stand in the clear at the front of their envelopes.
  const places = await kept(device);
  const salts = [...places.values()].flatMap((value) =>
    value instanceof Uint8Array
      ? [Buffer.from(value.subarray(1, 33)).toString('hex')]
      : [Buffer.from(value, 'base64url').subarray(1, 33).toString('hex')],
  );
  const keys = secrets.filter((secret) => !salts.includes(Buffer.from(secret).toString('hex')));

  expect(places.size).toBeGreaterThan(10);
  expect(keys.length).toBeGreaterThan(8);
  const told = sent.join('\n');
  for (const key of keys) {
    expect([...places].filter(([, value]) => holds(value, key)).map(([at]) => at)).toEqual([]);
    expect(holds(told, key)).toBe(false);
  }
  expect(told).not.toContain(PASSWORD);
  expect(told).not.toContain(PASSWORD.split(' ')[0]);
  expect(told).toContain('auth_key');
});

test('what is looked for would be found: the key sent at sign-in is on the wire', async () => {
  const { sent } = await life();
  const registration = sent.find((one) => one.startsWith('/api/accounts'))!;
  const body = JSON.parse(registration.slice(registration.indexOf(' ') + 1)) as {
    login: string;
    auth_key: string;
    slots: { type: string; params: string }[];
  };
  const params = Buffer.from(body.slots.find(({ type }) => type === 'password')!.params, 'base64url');
  const root = await rootOf(PASSWORD, body.login, new Uint8Array(params.subarray(-16)));

  expect(holds(sent.join('\n'), authKey(root, body.login))).toBe(true);
});
