// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { CryptoFault } from '../primitives/faults.ts';
import { vaultBehind, type Channel } from './vault-client.ts';
import { Vault } from './vault.ts';
import type { Outcome } from './wire.ts';

/** A worker's end in the same thread: real messages, copied as a browser copies them. */
function worker(): Channel & { die(): void } {
  const { port1, port2 } = new MessageChannel();
  const vault = new Vault() as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  port2.onmessage = ({ data: { id, method, args } }: MessageEvent<{ id: number; method: string; args: unknown[] }>) => {
    vault[method]!(...args).then(
      (value) => port2.postMessage({ id, value }),
      (fault: unknown) =>
        port2.postMessage({ id, fault: fault instanceof CryptoFault ? fault.code : null, message: String(fault) }),
    );
  };
  const channel: Channel & { die(): void } = {
    postMessage: (call) => port1.postMessage(call),
    onmessage: null,
    onerror: null,
    die: () => channel.onerror?.({} as ErrorEvent),
  };
  port1.onmessage = (event: MessageEvent<Outcome>) => channel.onmessage?.(event);
  return channel;
}

describe('the vault across threads', () => {
  test('calls settle their own promises, whatever order they end in', async () => {
    const vault = vaultBehind(worker());
    const [six, unlocked] = await Promise.all([
      vault.suggestPassword(),
      vault.createAccount({ login: 'ana', password: 'abc' }),
    ]);
    expect(six.split(' ')).toHaveLength(6);
    const envelope = await vault.sealLocal({ store: 'drafts', key: 'a', value: { text: 'é' } });
    expect(envelope).toBeInstanceOf(Uint8Array);
    expect(await vault.openLocal({ store: 'drafts', key: 'a', envelope })).toEqual({ text: 'é' });
    expect(unlocked.publicKey).toHaveLength(32);
  });

  test('a fault keeps its name', async () => {
    const vault = vaultBehind(worker());
    await expect(vault.openEntries([])).rejects.toMatchObject({ name: 'CryptoFault', code: 'locked' });
    await expect(vault.recoveryAuth({ code: 'nonsense' })).rejects.toBeInstanceOf(CryptoFault);
  });

  test('a worker that dies leaves nobody waiting', async () => {
    const channel = worker();
    const vault = vaultBehind(channel);
    const waiting = vault.createAccount({ login: 'ana', password: 'abc' });
    channel.die();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    await expect(vault.lock()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('every method of the vault can be called through the client', () => {
    const own = Object.getOwnPropertyNames(Vault.prototype).filter((name) => name !== 'constructor');
    expect(Object.keys(vaultBehind(worker())).sort()).toEqual(own.sort());
  });
});
