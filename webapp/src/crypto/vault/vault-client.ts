// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page's end of the vault. */
import { CryptoFault } from '../primitives/faults.ts';
import { trustedScriptUrl } from '../trusted-url.ts';
import type { Vault } from './vault.ts';
import type { Call, VaultMethod, Outcome } from './wire.ts';
import workerUrl from './worker.ts?worker&url';

/** Every method of the Vault, across the thread. */
export type RemoteVault = Pick<Vault, VaultMethod>;

const METHODS: readonly VaultMethod[] = [
  'check',
  'suggestPassword',
  'createAccount',
  'authKey',
  'recoveryAuth',
  'unlockWithPassword',
  'unlockWithRecoveryCode',
  'replaceKeys',
  'changePassword',
  'newRecoveryCode',
  'proofOf',
  'lock',
  'sealEntry',
  'openEntries',
  'sealLocal',
  'openLocal',
  'makeInvite',
  'inviteFragment',
  'readInvite',
  'rotate',
  'carryRetiredKeys',
  'admitRetiredKey',
  'forgetRetiredKeys',
  'resealEntries',
  'resealLocal',
  'makePasskeySlot',
  'unlockWithPasskey',
  'acceptInvite',
  'checkAcceptance',
  'comparisonWords',
  'sealShare',
  'openShare',
  'publicKey',
  'makePin',
  'unlockWithPin',
  'sealToken',
  'openToken',
  'sealDrop',
  'openDrops',
];

interface Waiting {
  resolve(value: unknown): void;
  reject(fault: Error): void;
}

/** What a Worker must offer here; a test gives its own. */
export interface Channel {
  postMessage(call: Call): void;
  onmessage: ((event: MessageEvent<Outcome>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Starts the worker. Its methods reject with CryptoFault; `unavailable` when the worker could not start or died. */
export function startVault(): RemoteVault {
  return vaultBehind(new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'vault' }));
}

export function vaultBehind(channel: Channel): RemoteVault {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let broken = false;
  channel.onmessage = ({ data }) => settle(waiting, data);
  channel.onerror = () => {
    broken = true;
    for (const one of waiting.values()) one.reject(new CryptoFault('unavailable', 'the vault has stopped'));
    waiting.clear();
  };
  const call =
    (method: VaultMethod) =>
    (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        if (broken) throw new CryptoFault('unavailable', 'the vault has stopped');
        waiting.set((last += 1), { resolve, reject });
        channel.postMessage({ id: last, method, args });
      });
  return Object.fromEntries(METHODS.map((method) => [method, call(method)])) as unknown as RemoteVault;
}

function settle(waiting: Map<number, Waiting>, outcome: Outcome): void {
  const one = waiting.get(outcome.id);
  waiting.delete(outcome.id);
  if ('value' in outcome) one?.resolve(outcome.value);
  else
    one?.reject(outcome.fault === null ? new Error(outcome.message) : new CryptoFault(outcome.fault, outcome.message));
}
