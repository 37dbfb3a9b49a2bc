// SPDX-License-Identifier: AGPL-3.0-or-later
/** A note written while locked: sealed to the device's own public key, opened at the next unlock (PROTOCOL §7). */
import { concat, context, idBytes } from '../primitives/encoding.ts';
import { openRecord, sealPayload } from '../primitives/envelope.ts';
import { CryptoFault, orNull } from '../primitives/faults.ts';
import { kdf, type KeyPair } from '../keys/keys.ts';
import { x25519PublicKey, x25519Shared, type Random } from '../primitives/primitives.ts';
import type { RetiredKeys } from '../keys/rotation.ts';
import { readObject } from '../primitives/strict-json.ts';

/** Whose drop it is, and the entry it will become. */
export interface DropPlace {
  accountId: string;
  entryId: string;
}

const dropContext = ({ accountId, entryId }: DropPlace): Uint8Array =>
  context('seal/drop', idBytes(accountId), idBytes(entryId));

function dropKey(shared: Uint8Array, once: Uint8Array, publicKey: Uint8Array, accountId: string): Uint8Array {
  return kdf(shared, 'key/drop', once, publicKey, idBytes(accountId));
}

/** Needs no secret of the account. Draws the one-time key first, then the salt. */
export function sealDrop(publicKey: Uint8Array, place: DropPlace, payload: object, random: Random): Uint8Array {
  const onceSecret = random(32);
  const once = x25519PublicKey(onceSecret);
  const key = dropKey(x25519Shared(onceSecret, publicKey), once, publicKey, place.accountId);
  return concat(once, sealPayload(key, dropContext(place), payload, random));
}

/** An opened drop: the note in it, or that it does not open to one. */
export type OpenedDrop = { entryId: string; payload: Record<string, unknown> } | { entryId: string; unreadable: true };

/** The account's own keys, and those it had before. */
interface Keys {
  accountId: string;
  keys: KeyPair;
  retired: RetiredKeys;
}

/**
 * Opens with the account's own key, else with one it had before.
 *
 * Everybody who was ever given the public key could have sealed a drop, so one may hold a note and nothing else:
 * no contact, no settings, nothing that changes what its reader believes.
 */
export function openNote(
  { accountId, keys, retired }: Keys,
  { entryId, drop }: { entryId: string; drop: Uint8Array },
): OpenedDrop {
  const openedBy = (pair: KeyPair): Record<string, unknown> => openDrop(pair, { accountId, entryId }, drop);
  const payload = orNull(() => openedBy(keys)) ?? retired.open((key) => openedBy(key.keys));
  return payload?.kind === 'note' ? { entryId, payload } : { entryId, unreadable: true };
}

/** @throws CryptoFault `damaged`. */
export function openDrop(keys: KeyPair, place: DropPlace, drop: Uint8Array): Record<string, unknown> {
  return readObject(openDropRecord(keys, place, drop));
}

/** The bytes of its payload. @throws CryptoFault `damaged`. */
export function openDropRecord(keys: KeyPair, place: DropPlace, drop: Uint8Array): Uint8Array {
  if (drop.length < 32) throw new CryptoFault('damaged', 'too short to be a drop');
  const once = drop.slice(0, 32);
  const key = dropKey(x25519Shared(keys.secretKey, once), once, keys.publicKey, place.accountId);
  return openRecord(key, dropContext(place), drop.subarray(32));
}
