// SPDX-License-Identifier: AGPL-3.0-or-later
import type { DBSchema } from 'idb';

import type { SealedToken } from '../crypto/keys/login-token.ts';
import type { PinLock } from '../crypto/keys/quick-unlock.ts';

/** A sealed entry as this phone keeps it. */
export interface EntryRow {
  id: string;
  revision: number;
  envelope: Uint8Array;
  /** The flag sent to the server; readers believe the payload only (PROTOCOL §7). */
  deleted: boolean;
  /** The revision the server is known to have; 0 for none. What the next write `replaces`. */
  stored: number;
  /** Marks of the newest revisions this phone has written or received, so that it recognises its own past. */
  seen: readonly string[];
  /** Grows with every change on this phone: what was touched last is opened first. */
  touched: number;
  /** When it was stored, here or by the server: the only date of an entry that does not open. */
  keptAt: string;
  /** A later row of the server that does not open here: kept, never shown instead of readable words. */
  aside?: { revision: number; envelope: Uint8Array };
}

/** A sealed copy for one pairing, mine or the other's. */
export interface ShareRow {
  pairingId: string;
  fromId: string;
  shareId: string;
  toId: string;
  revision: number;
  /** Null: withdrawn. The id is never used again. */
  envelope: Uint8Array | null;
  /**
   * My own copy as it was when its pairing ended under it, so that it can be offered to be shared with somebody else.
   */
  was?: Uint8Array;
  expiresAt: string | null;
  keptAt: string;
  openedAt: string | null;
  /** Which revision that was of. Absent in rows of an earlier release: then only the first is sure. */
  openedRevision?: number;
  /** The revision whose opening this phone has reported to the sender. */
  told?: number;
  stored: number;
  /**
   * The server had it once, and may have lost it since: it waits to be asked for, not because it is newer
   * (sync/exchange/restored-backup.ts).
   */
  doubted?: true;
  seen: readonly string[];
}

/** A pairing as the server reported it; only a `contact` entry says who is at its other end. */
export interface PairingRow {
  pairingId: string;
  state: 'accepted' | 'confirmed' | 'ended';
  since: string;
}

/** What `POST /api/invites/<id>/acceptance` takes (PROTOCOL §10): nothing in it is secret. */
export interface Acceptance {
  invite_id: string;
  pairing_id: string;
  patient_id: string;
  pk_patient: string;
  tag: string;
  hello: string;
}

/**
 * A change the server does not have yet. `refused`: the server's code when it refused it; tried again at the next
 * start, and for want of room (`quota_reached`) at each exchange.
 */
export type PendingChange = { key: string; refused: string | null } & (
  | { deed: 'entry'; id: string }
  | { deed: 'accept'; pairingId: string; acceptance: Acceptance }
  | { deed: 'confirm' | 'end'; pairingId: string }
  | { deed: 'take_back_invite'; inviteId: string }
  | { deed: 'share' | 'withdraw'; pairingId: string; shareId: string }
  | { deed: 'opened'; pairingId: string; shareId: string; revision: number }
);

/** How far a feed has been read. `last`: which row was there, and since when, according to the server. */
export interface Cursor {
  /**
   * `filling`: a new phone reads back from `after`, and has come down to `before`. `life`: the epoch in which it first
   * spoke with the server.
   */
  name: 'entries' | 'shares' | 'filling' | 'life';
  after: number;
  epoch: string;
  last?: string | null;
  before?: number;
  /**
   * Of `shares`: when the feed was last read to its end, null before it once was. An earlier release did not say, and
   * did not keep which revision was opened: its feed is read once more.
   */
  readAt?: string | null;
}

export interface DraftRow {
  key: string;
  envelope: Uint8Array;
}

/**
 * A note written while locked (PROTOCOL §7): sealed to this phone's own public key, under the entry it will become.
 * Never sent.
 */
export interface DropRow {
  entryId: string;
  drop: Uint8Array;
}

/** One account's database. */
export interface AccountSchema extends DBSchema {
  entries: { key: string; value: EntryRow };
  outbox: { key: string; value: PendingChange };
  drafts: { key: string; value: DraftRow };
  drops: { key: string; value: DropRow };
  shares: { key: [string, string, string]; value: ShareRow };
  pairings: { key: string; value: PairingRow };
  meta: { key: string; value: Cursor };
}

export type StoreName = 'entries' | 'outbox' | 'drafts' | 'drops' | 'shares' | 'pairings' | 'meta';

/** Which account this phone holds, and what unlocks it without a network: the same slots as the server's. */
export interface AccountRow {
  accountId: string;
  login: string;
  role: 'patient' | 'therapist';
  publicKey: Uint8Array;
  /** The server was asked to delete this account, and its answer never arrived. */
  leaving?: boolean;
  /** The server refused the password of these slots: it was changed elsewhere and opens nothing here any more. */
  over?: true;
  slots: { slot_id: string; type: 'password' | 'recovery' | 'passkey'; params: string; envelope: string }[];
  /** Passkeys this device has made for the account: a second one here would take the place of the first. */
  passkeys?: readonly { id: string; hash: string }[];
}

/**
 * A new account key that was sent, until it is known to have arrived. Nothing in it opens anything without the new
 * password or code.
 */
export interface NewKeyRow {
  accountId: string;
  publicKey: Uint8Array;
  slots: AccountRow['slots'];
  /** The account key left behind, sealed under the new one: an entry of its own, revision 1. */
  retiredKey: { entryId: string; envelope: Uint8Array };
  /** Keys retired before, under the new one. Missing in a row that an older version kept. */
  carried?: CarriedKey[];
}

/** The entry of an earlier retired key under a newer account key, and the revision of the server that it replaces. */
export interface CarriedKey {
  entryId: string;
  revision: number;
  replaces: number;
  envelope: Uint8Array;
}

/** The practice's open page, kept so that its numbers are there without a network. */
export interface PracticeRow {
  name: string;
  registration: 'open' | 'invite';
  help: { name: string; number: string; text: string }[];
  backup_days?: number | null;
}

/**
 * A PIN of this phone (crypto/keys/quick-unlock.ts). `passwordSlot`: the slot it was made under; with another one it is
 * void.
 * `wrong`: tries since the last right one, counted before they are made. `provenAt`: when more than the PIN last opened
 * the journal here; a therapist's PIN works for half a day from then.
 */
export interface PinRow {
  accountId: string;
  passwordSlot: string | null;
  wrong: number;
  provenAt?: string;
  lock: PinLock;
}

/** When this phone locks by being out of sight: after so many seconds; null: only when idle. */
export interface LockingRow {
  hiddenSeconds: number | null;
}

/** Facts about this device itself, whoever unlocks it: one row a name. */
export interface Facts {
  account: AccountRow;
  practice: PracticeRow;
  /** The login this device holds, of whatever kind; absent when there is none. */
  login: SealedToken;
  /** Logins that are used no more and have still to be ended: no answer of the server has said that they are. */
  logins_to_end: SealedToken[];
  /** Of an earlier release, whose login stood in a cookie: a sign-out that could not reach the server. */
  end_login: true;
  /** Set once no login is left in a cookie: the one request that ends it was answered, or there never was one. */
  cookie_ended: true;
  new_key: NewKeyRow;
  retired_keys: string[];
  /** Put into the journal at the next unlock, together with the account row that makes them open. */
  carried_keys: CarriedKey[];
  pin: PinRow;
  locking: LockingRow;
}

/** The device's own small database. */
export interface DeviceSchema extends DBSchema {
  facts: { key: keyof Facts; value: Facts[keyof Facts] };
}

/** Bytes with a buffer of exactly their own: IndexedDB would keep all of a larger one behind a view. */
export function withOwnBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
