/** Shares: copies sealed for one pairing, in one direction (PROTOCOL §11). */
import { context, idBytes, u64 } from './encoding.ts';
import { openPayload, sealPayload } from './envelope.ts';
import { CryptoFault } from './faults.ts';
import type { Random } from './primitives.ts';

/** Where a share stands. Its envelope opens nowhere else, and not in the other direction. */
export interface SharePlace { pairingId: string; fromId: string; toId: string; shareId: string; revision: number }

/** Kinds that change what their reader keeps: a share is shown and changes nothing. */
const NEVER_SHARED: ReadonlySet<unknown> = new Set(['contact', 'invite', 'settings', 'retired_key', 'deleted', 'hello']);

export function shareContext({ pairingId, fromId, toId, shareId, revision }: SharePlace): Uint8Array {
  return context('seal/share', idBytes(pairingId), idBytes(fromId), idBytes(toId), idBytes(shareId), u64(revision));
}

/** @throws CryptoFault `bad_input` for a kind that is never shared. */
export function sealShare(pairKey: Uint8Array, place: SharePlace, payload: object, random: Random): Uint8Array {
  if (NEVER_SHARED.has((payload as { kind?: unknown }).kind)) throw new CryptoFault('bad_input', 'this kind is never shared');
  return sealPayload(pairKey, shareContext(place), payload, random);
}

/** @throws CryptoFault `damaged`, also for a kind that is never shared. */
export function openShare(pairKey: Uint8Array, place: SharePlace, envelope: Uint8Array): Record<string, unknown> {
  const payload = openPayload(pairKey, shareContext(place), envelope);
  if (NEVER_SHARED.has(payload.kind)) throw new CryptoFault('damaged', 'a kind that is never shared');
  return payload;
}
