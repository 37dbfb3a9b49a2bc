// SPDX-License-Identifier: AGPL-3.0-or-later
/** A new account key, and the one it replaces (PROTOCOL §12). */
import { fromBase64, idText, toBase64 } from '../primitives/encoding.ts';
import {
  openEntry,
  openEntryRecord,
  openLocal,
  sealEntry,
  sealLocal,
  withAncestors,
  type EntryPlace,
  type LocalPlace,
} from '../records/entries.ts';
import { CryptoFault, orNull } from '../primitives/faults.ts';
import { journalKey, keyPair, localKey, type KeyPair } from './keys.ts';
import { equalBytes, type Random } from '../primitives/primitives.ts';

/** What a retired account key still opens, until the move ends. It never seals anything. */
export interface RetiredKey {
  journalKey: Uint8Array;
  localKey: Uint8Array;
  keys: KeyPair;
}

/** An entry as the server is to keep it together with the new slots: the old account key, under the new one. */
export interface KeptRetiredKey {
  entryId: string;
  envelope: Uint8Array;
}

/** The entry of an earlier retired key as it stands, and the revision it becomes under the new one. */
export interface EarlierKey {
  entryId: string;
  revision: number;
  envelope: Uint8Array;
  next: number;
}

/** More than anyone needs; further retired keys are refused. */
const MOST_RETIRED = 16;

/**
 * Seals the account key that is left behind under the new journal key, as revision 1. Draws the entry's id, then the
 * salt.
 */
export function retire(a: { accountId: string; ak: Uint8Array; newAk: Uint8Array }, random: Random): KeptRetiredKey {
  const entryId = idText(random(16));
  const place = { accountId: a.accountId, entryId, revision: 1 };
  const envelope = sealEntry(
    journalKey(a.newAk, a.accountId),
    place,
    { v: 1, kind: 'retired_key', key: toBase64(a.ak) },
    random,
  );
  return { entryId, envelope };
}

/**
 * Retired keys of moves that were not ended are carried over: byte for byte, sealed under the new key, as revision
 * `next`.
 * @returns null for a row that is no retired key, or does not open under the key in use: it does not count
 */
export function carried(
  a: { accountId: string; ak: Uint8Array; newAk: Uint8Array },
  row: EarlierKey,
  random: Random,
): Uint8Array | null {
  const place: EntryPlace = { accountId: a.accountId, entryId: row.entryId, revision: row.revision };
  const key = journalKey(a.ak, a.accountId);
  if (orNull(() => openEntry(key, place, row.envelope))?.kind !== 'retired_key') return null;
  return sealEntry(
    journalKey(a.newAk, a.accountId),
    { ...place, revision: row.next },
    openEntryRecord(key, place, row.envelope),
    random,
  );
}

/** The keys behind a `retired_key` payload. @throws CryptoFault `damaged` when it is none. */
export function retiredKeyOf(accountId: string, payload: Record<string, unknown>): RetiredKey {
  const { v, kind, key } = payload;
  if (v !== 1 || kind !== 'retired_key' || typeof key !== 'string')
    throw new CryptoFault('damaged', 'not a retired key');
  const ak = bytesOf(key);
  const made = {
    journalKey: journalKey(ak, accountId),
    localKey: localKey(ak, accountId),
    keys: keyPair(ak, accountId),
  };
  ak.fill(0);
  return made;
}

function bytesOf(key: string): Uint8Array {
  const ak = orNull(() => fromBase64(key));
  if (ak?.length !== 32) throw new CryptoFault('damaged', 'not an account key');
  return ak;
}

/** The retired keys of one unlocked account: each is known by the public key it derives. */
export class RetiredKeys {
  #kept: RetiredKey[] = [];

  /** @returns whether it is new here. @throws CryptoFault `damaged` when there are too many. */
  admit(key: RetiredKey): boolean {
    if (this.#kept.some(({ keys }) => equalBytes(keys.publicKey, key.keys.publicKey))) return false;
    if (this.#kept.length >= MOST_RETIRED) throw new CryptoFault('damaged', 'too many retired keys');
    this.#kept = [...this.#kept, key];
    return true;
  }

  /** The result of the first retired key with which the action succeeds, or null. */
  open<T>(action: (key: RetiredKey) => T): T | null {
    for (const key of this.#kept) {
      const opened = orNull(() => action(key));
      if (opened !== null) return opened;
    }
    return null;
  }

  /** Overwrites all of them. */
  wipe(): void {
    for (const { journalKey: journal, localKey: local, keys } of this.#kept)
      for (const key of [journal, local, keys.secretKey]) key.fill(0);
    this.#kept = [];
  }
}

/** The keys of a vault that seals under one and still opens under others. */
interface Keys {
  accountId: string;
  journalKey: Uint8Array;
  localKey: Uint8Array;
  retired: RetiredKeys;
}

/**
 * An entry that opens under a retired key only, sealed again as revision `next`, byte for byte but for what it descends
 * from; null for any other.
 */
export function resealedEntry(
  keys: Keys,
  row: { entryId: string; revision: number; envelope: Uint8Array; next: number; ancestors: string },
  random: Random,
): Uint8Array | null {
  const place: EntryPlace = { accountId: keys.accountId, entryId: row.entryId, revision: row.revision };
  if (orNull(() => openEntryRecord(keys.journalKey, place, row.envelope)) !== null) return null;
  const record = keys.retired.open((key) => openEntryRecord(key.journalKey, place, row.envelope));
  if (record === null) return null;
  const next = { ...place, revision: row.next };
  return sealEntry(keys.journalKey, next, withAncestors(record, row.ancestors), random);
}

/** The same for a value sealed for this device only. */
export function resealedLocal(keys: Keys, place: LocalPlace, envelope: Uint8Array, random: Random): Uint8Array | null {
  if (orNull(() => ({ value: openLocal(keys.localKey, place, envelope) })) !== null) return null;
  const inside = keys.retired.open((key) => ({ value: openLocal(key.localKey, place, envelope) }));
  return inside === null ? null : sealLocal(keys.localKey, place, inside.value, random);
}
