import { startVault, type RemoteVault } from '../../crypto/vault/vault-client.ts';
import { browserAuthenticator, type Authenticator } from './authenticator.ts';
import { packInWorker } from '../packing/packer.ts';
import type { Order } from '../packing/packing.ts';

/**
 * What this app stands on and a test may exchange: the clock, the place, the vault, the authenticator, the name of the
 * device's databases.
 */
export interface Ground {
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

let started: RemoteVault | null = null;

export const ground: Ground = {
  device: 'interlude',
  now: () => new Date(),
  zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  origin: () => location.origin,
  vault: () => (started ??= startVault()),
  authenticator: () => browserAuthenticator,
  pack: packInWorker,
};

export function standOn(other: Partial<Ground>): void {
  Object.assign(ground, other);
}

/** Now, as payloads and the wire write it. */
export function timeNow(): string {
  return ground.now().toISOString();
}
