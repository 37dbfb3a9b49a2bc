// SPDX-License-Identifier: AGPL-3.0-or-later
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { vi } from 'vitest';

import type { RemoteVault } from '../../src/crypto/vault/vault-client.ts';
import { SoftAuthenticator } from './authenticator.ts';
import type { Facts } from '../../src/store/rows.ts';
import type { Runtime } from '../../src/sync/runtime/runtime.ts';
import { replaceArgon } from './argon.ts';
import { until } from './until.ts';

/** What a network does with a request: pass it on, lose it, lose only its answer, answer something else. */
export type Network = (
  request: { method: string; path: string; body: unknown; credentials?: RequestCredentials },
  pass: () => Promise<Response>,
) => Promise<Response>;

/** One device: its storage, where its login is, survives a restart; its memory does not. */
export class Device {
  readonly name: string;
  readonly origin: string;
  /** A cookie that an earlier release left in the browser: sent where a request asks for it, as a browser would. */
  cookies = new Map<string, string>();
  #authorization = '';
  network: Network = (_request, pass) => pass();
  /** Where its passkeys are; given to another device too, they travel. */
  authenticator: SoftAuthenticator;

  constructor(origin: string) {
    this.name = `device-${crypto.randomUUID()}`;
    this.origin = origin;
    this.authenticator = new SoftAuthenticator(origin);
  }

  readonly fetch = async (path: string, init: RequestInit): Promise<Response> => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    const asked = {
      method: init.method ?? 'GET',
      path,
      body,
      credentials: init.credentials ?? ('same-origin' as const),
    };
    return this.network(asked, () => this.#passed(path, init));
  };

  /** A request of a test’s own, by the login that the last one of the app carried. */
  readonly asks = (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', this.#authorization);
    return this.fetch(path, { ...init, headers, credentials: 'omit' });
  };

  async #passed(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    this.#authorization = headers.get('Authorization') ?? this.#authorization;
    const withCookies = init.credentials !== 'omit';
    if (withCookies) headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('Origin', this.origin);
    const { method, body, signal } = init;
    const answer = await fetch(this.origin + path, {
      headers,
      redirect: 'error',
      ...(method === undefined ? {} : { method }),
      body: body ?? null,
      signal: signal ?? null,
    });
    if (withCookies) for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    return answer;
  }

  /** The login it holds, sealed as it is; null when there is none. */
  login(): Promise<Facts['login'] | null> {
    return this.fact('login');
  }

  /** Remove the login, as when the server has ended it, or replace it by another one. */
  async setLogin(login: Facts['login'] | null): Promise<void> {
    const facts = await openDB(`${this.name}-device`);
    await (login === null ? facts.delete('facts', 'login') : facts.put('facts', login, 'login'));
    facts.close();
  }

  /** Delete a fact that another release did not store. */
  async forgetFact(name: keyof Facts): Promise<void> {
    const facts = await openDB(`${this.name}-device`);
    await facts.delete('facts', name);
    facts.close();
  }

  /** A fact this device stores about itself. */
  async fact<K extends keyof Facts>(name: K): Promise<Facts[K] | null> {
    const facts = await openDB(`${this.name}-device`);
    const found = (await facts.get('facts', name)) as Facts[K] | undefined;
    facts.close();
    return found ?? null;
  }

  #keep(cookie: string): void {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** No connection at all. */
export const unreachable: Network = async () => {
  throw new TypeError('fetch failed');
};
export const reachable: Network = (_request, pass) => pass();

/**
 * The app, loaded once: one tab of a device. All modules are its own, as in a browser. `argon: 'afresh'` computes all
 * anew.
 */
export async function openTab(
  device: Device,
  given?: RemoteVault,
  { argon = 'replaced' }: { argon?: 'replaced' | 'afresh' } = {},
) {
  vi.resetModules();
  if (argon === 'afresh') vi.doUnmock('hash-wasm');
  else replaceArgon();
  const client = await import('../../src/api/client.ts');
  const { overrideRuntime } = await import('../../src/sync/runtime/runtime.ts');
  const { Vault } = await import('../../src/crypto/vault/vault.ts');
  client.setFetch(device.fetch);
  const vault = given ?? new Vault();
  const pack: Runtime['pack'] = async (order) => (await import('../../src/sync/packing/packing.ts')).pack(order);
  let days = 0;
  overrideRuntime({
    device: device.name,
    vault: () => vault,
    pack,
    origin: () => device.origin,
    zone: () => 'Europe/Berlin',
    authenticator: () => device.authenticator,
    now: () => new Date(Date.now() + days * 86_400_000),
  });
  const schedule = await import('../../src/sync/exchange/schedule.ts');
  const tab = {
    account: await import('../../src/sync/account.ts'),
    journal: await import('../../src/sync/entries/journal.ts'),
    connection: await import('../../src/sync/exchange/connection.ts'),
    pairings: await import('../../src/sync/pairing/pairings.ts'),
    sharing: await import('../../src/sync/sharing/sharing.ts'),
    appointments: await import('../../src/sync/sharing/appointments.ts'),
    passkeys: await import('../../src/sync/passkeys/passkeys.ts'),
    signInAndRecovery: await import('../../src/sync/credentials/sign-in-and-recovery.ts'),
    writing: await import('../../src/sync/entries/writing.ts'),
    secondFactor: await import('../../src/sync/unlocking/second-factor.ts'),
    rotation: await import('../../src/sync/credentials/rotation.ts'),
    otherKey: await import('../../src/sync/pairing/other-key.ts'),
    again: await import('../../src/sync/pairing/sharing-again.ts'),
    owner: await import('../../src/sync/runtime/current-account.ts'),
    openedShares: await import('../../src/sync/entries/opened-shares.ts'),
    export: await import('../../src/sync/leaving/export.ts'),
    leaving: await import('../../src/sync/leaving/leaving.ts'),
    lockedWriting: await import('../../src/sync/entries/locked-writing.ts'),
    locking: await import('../../src/sync/unlocking/locking.ts'),
    quickUnlock: await import('../../src/sync/unlocking/quick-unlock.ts'),
    device: (await import('../../src/sync/unlocking/lifecycle.ts')).deviceStore,
    /** The wall clock of this tab jumps. */
    jump: (by: number) => {
      days += by;
      tab.openedShares.updateMinute();
    },
    exchange: async (): Promise<void> => {
      await tab.connection.exchangeNow();
    },
    /**
     * Memory is gone, as after a kill: nothing is finished or reported. A request that hangs keeps its lock, which
     * no browser would.
     */
    kill: (): void => {
      client.setFetch(() => Promise.reject(new TypeError('killed')));
      schedule.endSchedule();
    },
    words: (): string[] =>
      tab.journal.timeline.value.flatMap((item) => (item.kind === 'note' ? [item.payload.text] : [])),
    settled: () =>
      until(() => {
        if (!tab.journal.timelineReady.value) throw new Error('still opening');
      }),
  };
  await tab.account.start();
  return tab;
}

export type Tab = Awaited<ReturnType<typeof openTab>>;
