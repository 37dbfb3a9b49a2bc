// SPDX-License-Identifier: AGPL-3.0-or-later
/** Entries of a journal, and what only this device keeps (PROTOCOL §7 and §4). */
import { concat, context, fromUtf8, idBytes, u64, utf8 } from '../primitives/encoding.ts';
import { open, openPayload, openRecord, seal, sealPayload } from '../primitives/envelope.ts';
import { orNull } from '../primitives/faults.ts';
import type { Random } from '../primitives/primitives.ts';
import { readObject, readValue, writeValue } from '../primitives/strict-json.ts';

/** Where an entry stands. Its envelope opens nowhere else. */
export interface EntryPlace {
  accountId: string;
  entryId: string;
  revision: number;
}

export function entryContext({ accountId, entryId, revision }: EntryPlace): Uint8Array {
  return context('seal/entry', idBytes(accountId), idBytes(entryId), u64(revision));
}

export function sealEntry(journalKey: Uint8Array, place: EntryPlace, payload: object, random: Random): Uint8Array {
  return sealPayload(journalKey, entryContext(place), payload, random);
}

/** @throws CryptoFault `damaged`. */
export function openEntry(journalKey: Uint8Array, place: EntryPlace, envelope: Uint8Array): Record<string, unknown> {
  return openPayload(journalKey, entryContext(place), envelope);
}

/** The bytes of its payload, whatever they say. @throws CryptoFault `damaged`. */
export function openEntryRecord(journalKey: Uint8Array, place: EntryPlace, envelope: Uint8Array): Uint8Array {
  return openRecord(journalKey, entryContext(place), envelope);
}

const ENDS_WITH_ANCESTORS = /,"ancestors":"[A-Za-z0-9_-]{384}"}$/;

/**
 * The bytes of a payload with other ancestors at their end, all else byte for byte. What is no JSON object, and one
 * that an older version has written and that names them elsewhere, stays as it is: what it names is still true.
 */
export function withAncestors(record: Uint8Array, ancestors: string): Uint8Array {
  const payload = orNull(() => readObject(record));
  const text = payload === null ? '' : fromUtf8(record);
  const before = text.replace(ENDS_WITH_ANCESTORS, '}');
  const isElsewhere = before === text && payload !== null && Object.hasOwn(payload, 'ancestors');
  if (isElsewhere || !/[^{\s]\s*}$/.test(before)) return record;
  return concat(utf8(before.slice(0, -1)), utf8(`,"ancestors":"${ancestors}"}`));
}

/** Where something kept by this device stands: the store of its database and the key in it. */
export interface LocalPlace {
  accountId: string;
  store: string;
  key: string;
}

export function localContext({ accountId, store, key }: LocalPlace): Uint8Array {
  return context('seal/local', idBytes(accountId), store, key);
}

/** Seals any JSON value for this device. Not padded: it never leaves it. */
export function sealLocal(localKey: Uint8Array, place: LocalPlace, value: unknown, random: Random): Uint8Array {
  return seal(localKey, localContext(place), writeValue(value), random);
}

/** @throws CryptoFault `damaged`. */
export function openLocal(localKey: Uint8Array, place: LocalPlace, envelope: Uint8Array): unknown {
  return readValue(open(localKey, localContext(place), envelope));
}
