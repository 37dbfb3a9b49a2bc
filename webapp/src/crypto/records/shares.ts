// SPDX-License-Identifier: AGPL-3.0-or-later
/** Shares: copies sealed for one pairing, in one direction (PROTOCOL §11). */
import { context, idBytes, u64 } from '../primitives/encoding.ts';
import { openPayload, sealPayload } from '../primitives/envelope.ts';
import type { Random } from '../primitives/primitives.ts';

/** Where a share stands. Its envelope opens nowhere else, and not in the other direction. */
export interface SharePlace {
  pairingId: string;
  fromId: string;
  toId: string;
  shareId: string;
  revision: number;
}

/** Kinds that change what their reader keeps: a share is shown and changes nothing. */
const NEVER_SHARED: ReadonlySet<unknown> = new Set([
  'contact',
  'invite',
  'settings',
  'retired_key',
  'deleted',
  'hello',
]);

export function shareContext({ pairingId, fromId, toId, shareId, revision }: SharePlace): Uint8Array {
  return context('seal/share', idBytes(pairingId), idBytes(fromId), idBytes(toId), idBytes(shareId), u64(revision));
}

/** Whether a payload may stand in a share at all. */
export function isShareable(payload: object): boolean {
  return !NEVER_SHARED.has((payload as { kind?: unknown }).kind);
}

export function sealShare(pairKey: Uint8Array, place: SharePlace, payload: object, random: Random): Uint8Array {
  return sealPayload(pairKey, shareContext(place), payload, random);
}

/** @throws CryptoFault `damaged`. */
export function openShare(pairKey: Uint8Array, place: SharePlace, envelope: Uint8Array): Record<string, unknown> {
  return openPayload(pairKey, shareContext(place), envelope);
}
