// SPDX-License-Identifier: AGPL-3.0-or-later
import { startVault, type RemoteVault } from '../../crypto/vault/vault-client.ts';
import { browserAuthenticator, type Authenticator } from './authenticator.ts';
import { packInWorker } from '../packing/packer.ts';
import type { Order } from '../packing/packing.ts';

/**
 * What the app takes from its surroundings and a test may replace: clock, zone, origin, vault, authenticator, packer and
 * the name of the device's databases.
 */
export interface Runtime {
  device: string;
  now(): Date;
  zone(): string;
  /** `scheme://host[:port]` this app was loaded from; the only server it ever speaks with. */
  origin(): string;
  vault(): RemoteVault;
  /** What makes and touches passkeys. */
  authenticator(): Authenticator;
  /** Packs an export, away from the page. */
  pack(order: Order): Promise<Uint8Array<ArrayBuffer>>;
}

let startedVault: RemoteVault | null = null;

export const runtime: Runtime = {
  device: 'interlude',
  now: () => new Date(),
  zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  origin: () => location.origin,
  vault: () => (startedVault ??= startVault()),
  authenticator: () => browserAuthenticator,
  pack: packInWorker,
};

export function overrideRuntime(other: Partial<Runtime>): void {
  Object.assign(runtime, other);
}

/** Now, as payloads and the wire write it. */
export function timeNow(): string {
  return runtime.now().toISOString();
}
