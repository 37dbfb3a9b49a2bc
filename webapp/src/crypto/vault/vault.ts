// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The vault: the one place that holds an account key, and only while unlocked.
 *
 * It runs in a worker (worker.ts, vault-client.ts) or directly in a test. Everything it is given and gives back
 * can be sent between threads. Keys are overwritten at lock as far as JavaScript lets one.
 */
import { context, fromBase64, idText, toBase64 } from '../primitives/encoding.ts';
import { openNote, sealDrop, type DropPlace, type OpenedDrop } from './drops.ts';
import { openEntry, openLocal, sealEntry, sealLocal } from '../records/entries.ts';
import { CryptoFault, orNull } from '../primitives/faults.ts';
import { Keyring } from '../keys/keyring.ts';
import {
  authKey,
  canonicalLogin,
  keyPair,
  pairKey,
  passwordBytes,
  passwordKek,
  passwordParams,
  recoveryAuth,
  recoveryKek,
  rootOf,
} from '../keys/keys.ts';
import { checkKnownAnswers } from '../primitives/known-answers.ts';
import {
  acceptInvite,
  checkAcceptance,
  pairOf,
  sharePlace,
  type Acceptance,
  type Contact,
  type Invite,
  type PairingRow,
  type ShareRow,
} from '../pairing/pairing-keys.ts';
import { comparisonWords, readInvite, wordsOf, writeInvite } from '../pairing/pairing.ts';
import { openedByPasskey, passkeySlot, type PasskeyTouch } from '../keys/passkeys.ts';
import { equalBytes, hmacSha256, systemRandom, type Random } from '../primitives/primitives.ts';
import { openToken, sealToken, type SealedToken } from '../keys/login-token.ts';
import { makePinLock, openPinLock, type PinLock } from '../keys/quick-unlock.ts';
import { readRecoveryCode, writeRecoveryCode } from '../keys/recovery-code.ts';
import {
  carried,
  resealedEntry,
  resealedLocal,
  retire,
  retiredKeyOf,
  type EarlierKey,
  type KeptRetiredKey,
} from '../keys/rotation.ts';
import { isShareable, openShare, sealShare } from '../records/shares.ts';
import { opened, rowOf, slotOf, type SlotRow } from '../keys/slot-rows.ts';
import { makeSlot, RECOVERY_PARAMS, saltOf } from '../keys/slots.ts';
import {
  makePasswordCredential,
  proofOf,
  makeRecoveryCredential,
  type PasswordCredential,
  type RecoveryCredential,
} from '../keys/credentials.ts';

export type { SlotRow } from '../keys/slot-rows.ts';
export type { PasswordCredential, RecoveryCredential } from '../keys/credentials.ts';

/** What the server is told about a password and a code, and what the person is told once. */
export interface NewKeys {
  authKey64: string;
  recoveryAuth64: string;
  recoveryCode: string;
  salt1664: string;
  slots: SlotRow[];
}
export interface NewAccount extends NewKeys {
  accountId: string;
  publicKey: Uint8Array;
}
/** A new account key: what the server is told, and the one left behind, as an entry under the new one. */
export interface NewAccountKey extends NewKeys {
  publicKey: Uint8Array;
  retiredKey: KeptRetiredKey;
}
export interface Unlocked {
  accountId: string;
  publicKey: Uint8Array;
}

export interface EntryRow {
  entryId: string;
  revision: number;
  envelope: Uint8Array;
}
export type OpenedEntry =
  | { entryId: string; revision: number; payload: Record<string, unknown>; underRetired?: true }
  | { entryId: string; revision: number; unreadable: true };

/** A root kept from signing in to the unlock right after it, so that Argon2id runs once. */
interface RememberedRoot {
  mark: Uint8Array;
  root: Uint8Array;
}

export class Vault {
  readonly #random: Random;
  #keyring: Keyring | null = null;
  #remembered: RememberedRoot | null = null;
  /** Incremented at each lock: an unlock that was under way then must not open the vault again. */
  #locks = 0;
  readonly #markKey: Uint8Array;

  constructor(random: Random = systemRandom) {
    this.#random = random;
    this.#markKey = systemRandom(32);
  }

  /** @throws CryptoFault `known_answers`. */
  async check(): Promise<void> {
    await checkKnownAnswers();
  }

  /** Six words of the BIP-39 list, 66 bits, joined by single spaces. */
  async suggestPassword(): Promise<string> {
    return wordsOf(this.#random(9), 6).join(' ');
  }

  /** Makes an account in memory and leaves the vault unlocked as it. @throws CryptoFault `bad_input`. */
  async createAccount(a: { login: string; password: string }): Promise<NewAccount> {
    const accountId = idText(this.#random(16));
    const ak = this.#random(32);
    const turn = this.#locks;
    const keys = await this.#newKeys(accountId, ak, a);
    this.#refuseIfLockedSince(turn);
    const { publicKey } = this.#unlock(accountId, ak);
    return { ...keys, accountId, publicKey };
  }

  /** What to send at login. The root stays until the unlock that follows. @throws CryptoFault `bad_input`. */
  async authKey(a: { login: string; password: string; salt1664: string }): Promise<string> {
    const login = canonicalLogin(a.login);
    const salt16 = fromBase64(a.salt1664);
    const turn = this.#locks;
    const root = await rootOf(a.password, login, salt16);
    if (turn === this.#locks) this.#remember(this.#mark(login, a.password, salt16), root);
    return toBase64(authKey(root, login));
  }

  /** @throws CryptoFault `mistyped_code`. */
  async recoveryAuth(a: { code: string }): Promise<string> {
    return toBase64(recoveryAuth(readRecoveryCode(a.code)));
  }

  /** @throws CryptoFault `wrong_password`, or `damaged` when there is no password slot of this protocol. */
  async unlockWithPassword(a: {
    accountId: string;
    login: string;
    password: string;
    slots: SlotRow[];
  }): Promise<Unlocked> {
    const turn = this.#locks;
    const slot = slotOf(a.slots, 'password');
    const root = await this.#rootFor(canonicalLogin(a.login), a.password, saltOf(slot.params));
    const ak = opened(passwordKek(root), a.accountId, slot, 'wrong_password');
    root.fill(0);
    this.#refuseIfLockedSince(turn);
    return this.#unlock(a.accountId, ak);
  }

  /** @throws CryptoFault `mistyped_code`, `wrong_code`. */
  async unlockWithRecoveryCode(a: { accountId: string; code: string; slots: SlotRow[] }): Promise<Unlocked> {
    const kek = recoveryKek(readRecoveryCode(a.code));
    return this.#unlock(a.accountId, opened(kek, a.accountId, slotOf(a.slots, 'recovery'), 'wrong_code'));
  }

  /** @throws CryptoFault `wrong_passkey` when no slot is this passkey's, or it does not open. */
  async unlockWithPasskey(a: PasskeyTouch & { accountId: string; slots: SlotRow[] }): Promise<Unlocked> {
    return this.#unlock(a.accountId, openedByPasskey(a));
  }

  /** A further way in: the account key sealed for one passkey. @throws CryptoFault `locked`, `bad_input`. */
  async makePasskeySlot(a: PasskeyTouch): Promise<SlotRow> {
    return rowOf(passkeySlot(this.#open(), a, this.#random));
  }

  /** A new password and a new code for the same account key. @throws CryptoFault `locked`, `bad_input`. */
  async replaceKeys(a: { login: string; password: string }): Promise<NewKeys> {
    return this.#held(({ accountId, ak }) => this.#newKeys(accountId, ak, a));
  }

  /**
   * A new password, or the same under a new name: a new salt and slot for the same account key. @throws CryptoFault
   * `locked`, `bad_input`.
   */
  changePassword(a: { login: string; password: string }): Promise<PasswordCredential> {
    return this.#held((key) => makePasswordCredential(key, a, this.#random));
  }

  /** A new recovery code for the same account key. @throws CryptoFault `locked`. */
  newRecoveryCode(): Promise<RecoveryCredential> {
    return this.#held(async (key) => makeRecoveryCredential(key, this.#random));
  }

  /**
   * What proves that the password is known, once it has opened its slot here. @throws CryptoFault `locked`,
   * `wrong_password`, `damaged`.
   */
  proofOf(a: { login: string; password: string; slots: SlotRow[] }): Promise<string> {
    return this.#held((key) => proofOf(key, a));
  }

  /**
   * A new account key with a new password and a new code. The vault stays under the old one. @throws CryptoFault
   * `locked`, `bad_input`.
   */
  async rotate(a: { login: string; password: string }): Promise<NewAccountKey> {
    const { accountId, ak } = this.#open();
    const newAk = this.#random(32);
    const turn = this.#locks;
    const retiredKey = retire({ accountId, ak, newAk }, this.#random);
    const { publicKey } = keyPair(newAk, accountId);
    const keys = await this.#newKeys(accountId, newAk, a).finally(() => newAk.fill(0));
    this.#refuseIfLockedSince(turn);
    return { ...keys, publicKey, retiredKey };
  }

  /**
   * Keys retired before, for the new key that `rotate` made: null for a row that does not count. @throws CryptoFault
   * `locked`, `wrong_code`.
   */
  async carryRetiredKeys(a: {
    recoveryCode: string;
    slots: SlotRow[];
    rows: EarlierKey[];
  }): Promise<(Uint8Array | null)[]> {
    const { accountId, ak } = this.#open();
    const newAk = opened(
      recoveryKek(readRecoveryCode(a.recoveryCode)),
      accountId,
      slotOf(a.slots, 'recovery'),
      'wrong_code',
    );
    const sealed = a.rows.map((row) => carried({ accountId, ak, newAk }, row, this.#random));
    newAk.fill(0);
    return sealed;
  }

  /** From now on, what that key sealed opens too. @returns its public key. @throws CryptoFault `locked`, `damaged`. */
  async admitRetiredKey(payload: Record<string, unknown>): Promise<Uint8Array> {
    const me = this.#open();
    const key = retiredKeyOf(me.accountId, payload);
    if (equalBytes(key.keys.publicKey, me.publicKey)) throw new CryptoFault('damaged', 'a retired key that is in use');
    me.retired.admit(key);
    return key.keys.publicKey;
  }

  /** The move has ended: nothing an earlier key sealed opens any more. @throws CryptoFault `locked`. */
  async forgetRetiredKeys(): Promise<void> {
    this.#open().retired.wipe();
  }

  /**
   * Rows that only a retired key opens, sealed again as revision `next`; null for all others. @throws CryptoFault
   * `locked`.
   */
  async resealEntries(rows: (EntryRow & { next: number; ancestors: string })[]): Promise<(Uint8Array | null)[]> {
    const me = this.#open();
    return rows.map((row) => resealedEntry(me, row, this.#random));
  }

  /** The same of something kept on this device. @throws CryptoFault `locked`. */
  async resealLocal(a: { store: string; key: string; envelope: Uint8Array }): Promise<Uint8Array | null> {
    const me = this.#open();
    return resealedLocal(me, { accountId: me.accountId, store: a.store, key: a.key }, a.envelope, this.#random);
  }

  /**
   * What notes written while locked are sealed to; the account's own, whatever a storage says. @throws CryptoFault
   * `locked`.
   */
  async publicKey(): Promise<Uint8Array> {
    return this.#open().publicKey.slice();
  }

  /** A PIN for this device. Nothing of it is ever sent. @throws CryptoFault `locked`, `bad_input`, `unavailable`. */
  async makePin(a: { pin: string }): Promise<PinLock> {
    const { accountId, ak } = this.#open();
    const turn = this.#locks;
    const copy = ak.slice(); // a lock meanwhile wipes the original
    const made = await makePinLock(a.pin, accountId, copy, this.#random).finally(() => copy.fill(0));
    this.#refuseIfLockedSince(turn);
    return made;
  }

  /** @throws CryptoFault `wrong_pin`, also when the device's part is not the one it was made with. */
  async unlockWithPin(a: { accountId: string; pin: string; lock: PinLock }): Promise<Unlocked> {
    const turn = this.#locks;
    const ak = await openPinLock(a.pin, a.accountId, a.lock).catch((fault: unknown) => {
      throw fault instanceof CryptoFault && fault.code === 'damaged' ? new CryptoFault('wrong_pin') : fault;
    });
    this.#refuseIfLockedSince(turn);
    return this.#unlock(a.accountId, ak);
  }

  /** The token of this device's login, to be kept here; needs no account key. @throws CryptoFault `unavailable`. */
  sealToken(a: { token: string }): Promise<SealedToken> {
    return sealToken(a.token, this.#random);
  }

  /** @throws CryptoFault `damaged`. */
  openToken(a: SealedToken): Promise<string> {
    return openToken(a);
  }

  async lock(): Promise<void> {
    this.#locks += 1;
    this.#keyring?.wipe();
    this.#keyring = null;
    this.#forgetRoot();
  }

  /** @throws CryptoFault `locked`, `bad_input` above 1 MiB. */
  async sealEntry(a: { entryId: string; revision: number; payload: object }): Promise<Uint8Array> {
    const { accountId, journalKey } = this.#open();
    return sealEntry(journalKey, { accountId, entryId: a.entryId, revision: a.revision }, a.payload, this.#random);
  }

  /** In the order given; a row that does not open is marked as such. @throws CryptoFault `locked`. */
  async openEntries(rows: EntryRow[]): Promise<OpenedEntry[]> {
    const { accountId, journalKey, retired } = this.#open();
    return rows.map(({ entryId, revision, envelope }) => {
      const openedBy = (key: Uint8Array) => openEntry(key, { accountId, entryId, revision }, envelope);
      const payload = orNull(() => openedBy(journalKey));
      if (payload !== null) return { entryId, revision, payload };
      const before = retired.open((key) => openedBy(key.journalKey));
      return before === null
        ? { entryId, revision, unreadable: true }
        : { entryId, revision, payload: before, underRetired: true };
    });
  }

  /**
   * A note written while locked: needs no secret, and cannot be read again before the unlock. @throws CryptoFault
   * `bad_input`, `damaged`.
   */
  async sealDrop(a: DropPlace & { publicKey: Uint8Array; payload: object }): Promise<Uint8Array> {
    return sealDrop(a.publicKey, { accountId: a.accountId, entryId: a.entryId }, a.payload, this.#random);
  }

  /** In the order given. @throws CryptoFault `locked`. */
  async openDrops(drops: { entryId: string; drop: Uint8Array }[]): Promise<OpenedDrop[]> {
    const me = this.#open();
    return drops.map((drop) => openNote(me, drop));
  }

  /** Seals any JSON value for this device only. @throws CryptoFault `locked`. */
  async sealLocal(a: { store: string; key: string; value: unknown }): Promise<Uint8Array> {
    const { accountId, localKey } = this.#open();
    return sealLocal(localKey, { accountId, store: a.store, key: a.key }, a.value, this.#random);
  }

  /** @throws CryptoFault `locked`, `damaged`. */
  async openLocal(a: { store: string; key: string; envelope: Uint8Array }): Promise<unknown> {
    const { accountId, localKey, retired } = this.#open();
    const openedBy = (key: Uint8Array) => ({
      value: openLocal(key, { accountId, store: a.store, key: a.key }, a.envelope),
    });
    const opened = orNull(() => openedBy(localKey)) ?? retired.open((key) => openedBy(key.localKey));
    if (opened === null) throw new CryptoFault('damaged', 'does not open');
    return opened.value;
  }

  /** A fresh invite: the payload to keep as a sealed entry, and the fragment of its link. */
  async makeInvite(a: { apiOrigin: string; expiresAt: string }): Promise<{ payload: Invite; fragment: string }> {
    const secret = this.#random(16);
    const payload: Invite = {
      v: 1,
      kind: 'invite',
      invite_id: idText(this.#random(16)),
      secret: toBase64(secret),
      expires_at: a.expiresAt,
    };
    return { payload, fragment: await this.inviteFragment({ payload, apiOrigin: a.apiOrigin }) };
  }

  /** The fragment of an invite that is kept, to show its link again. */
  async inviteFragment(a: { payload: Invite; apiOrigin: string }): Promise<string> {
    const { accountId, publicKey } = this.#open();
    const { invite_id: inviteId, secret } = a.payload;
    return writeInvite({
      inviteId,
      therapistId: accountId,
      publicKey,
      secret: fromBase64(secret),
      apiOrigin: a.apiOrigin,
    });
  }

  /** What a link says, without its secret. Works while locked. @throws CryptoFault `invite_damaged`. */
  async readInvite(
    fragment: string,
  ): Promise<{ inviteId: string; therapistId: string; publicKey: Uint8Array; apiOrigin: string }> {
    const { inviteId, therapistId, publicKey, apiOrigin } = readInvite(fragment);
    return { inviteId, therapistId, publicKey, apiOrigin };
  }

  /**
   * The patient's side of a pairing: what to send, and the contact to keep first. @throws CryptoFault `invite_damaged`,
   * `same_person`.
   */
  async acceptInvite(a: {
    fragment: string;
    myName: string;
    theirName: string;
  }): Promise<{ acceptance: Acceptance; contact: Contact }> {
    return acceptInvite(this.#open(), a, this.#random);
  }

  /**
   * The therapist's side: checks tag and hello against an invite she holds. @throws CryptoFault `invite_not_mine`,
   * `invite_expired`, `same_person`, `damaged`.
   */
  async checkAcceptance(a: { invite: Invite; pairing: PairingRow; now: string }): Promise<Contact> {
    return checkAcceptance(this.#open(), a);
  }

  /** Eight words, the same on the other's screen if nobody stands between. */
  async comparisonWords(contact: Contact): Promise<string[]> {
    return comparisonWords(contact.pairing_id, pairOf(this.#open(), contact));
  }

  /** @throws CryptoFault `bad_input` for a kind that is never shared. */
  async sealShare(a: {
    contact: Contact;
    direction: 'sent';
    shareId: string;
    revision: number;
    payload: object;
  }): Promise<Uint8Array> {
    const me = this.#open();
    if (!isShareable(a.payload)) throw new CryptoFault('bad_input', 'this kind is never shared');
    const place = {
      pairingId: a.contact.pairing_id,
      fromId: me.accountId,
      toId: a.contact.account_id,
      shareId: a.shareId,
      revision: a.revision,
    };
    return sealShare(me.pairKey(pairOf(me, a.contact), a.contact), place, a.payload, this.#random);
  }

  /**
   * A copy of my own from before a new key opens while the move lasts; the other's never does.
   * @throws CryptoFault `damaged`, also for a row that disagrees with the contact.
   */
  async openShare(a: {
    contact: Contact;
    direction: 'sent' | 'received';
    row: ShareRow;
  }): Promise<Record<string, unknown>> {
    const me = this.#open();
    const place = sharePlace(me.accountId, a.contact, a.direction, a.row);
    const key = me.pairKey(pairOf(me, a.contact), a.contact);
    const payload =
      orNull(() => openShare(key, place, a.row.envelope)) ??
      (a.direction === 'sent'
        ? me.retired.open(({ keys }) =>
            openShare(
              pairKey(keys, pairOf({ accountId: me.accountId, publicKey: keys.publicKey }, a.contact)),
              place,
              a.row.envelope,
            ),
          )
        : null);
    if (payload === null || !isShareable(payload)) throw new CryptoFault('damaged', 'not a share of this pairing');
    return payload;
  }

  #open(): Keyring {
    if (this.#keyring === null) throw new CryptoFault('locked');
    return this.#keyring;
  }

  /**
   * Lend a copy of the account key, wiped afterwards: a lock meanwhile wipes the original, and the result is discarded.
   */
  async #held<T>(action: (key: { accountId: string; ak: Uint8Array }) => Promise<T>): Promise<T> {
    const { accountId, ak } = this.#open();
    const turn = this.#locks;
    const copy = ak.slice();
    const made = await action({ accountId, ak: copy }).finally(() => copy.fill(0));
    this.#refuseIfLockedSince(turn);
    return made;
  }

  #unlock(accountId: string, ak: Uint8Array): Unlocked {
    this.#forgetRoot();
    const before = this.#keyring;
    // Unlocking the open account again (as a proof) keeps the retired keys it already holds.
    if (before?.accountId === accountId && equalBytes(before.ak, ak)) {
      ak.fill(0);
      return { accountId, publicKey: before.publicKey };
    }
    before?.wipe();
    this.#keyring = new Keyring(accountId, ak);
    return { accountId, publicKey: keyPair(ak, accountId).publicKey };
  }

  #refuseIfLockedSince(turn: number): void {
    if (turn !== this.#locks) throw new CryptoFault('locked', 'locked while unlocking');
  }

  async #newKeys(accountId: string, ak: Uint8Array, a: { login: string; password: string }): Promise<NewKeys> {
    const login = canonicalLogin(a.login);
    const [salt16, code] = [this.#random(16), this.#random(16)];
    const root = await rootOf(a.password, login, salt16);
    const password = makeSlot(passwordKek(root), accountId, 'password', passwordParams(salt16), ak, this.#random);
    const recovery = makeSlot(recoveryKek(code), accountId, 'recovery', RECOVERY_PARAMS, ak, this.#random);
    return {
      authKey64: toBase64(authKey(root, login)),
      recoveryAuth64: toBase64(recoveryAuth(code)),
      recoveryCode: writeRecoveryCode(code),
      salt1664: toBase64(salt16),
      slots: [password, recovery].map(rowOf),
    };
  }

  /** Ties a remembered root to what was typed, under a key that exists as long as this vault. */
  #mark(login: string, password: string, salt16: Uint8Array): Uint8Array {
    return hmacSha256(this.#markKey, context(login, passwordBytes(password), salt16));
  }

  #remember(mark: Uint8Array, root: Uint8Array): void {
    this.#forgetRoot();
    this.#remembered = { mark, root };
  }

  #forgetRoot(): void {
    this.#remembered?.root.fill(0);
    this.#remembered = null;
  }

  async #rootFor(login: string, password: string, salt16: Uint8Array): Promise<Uint8Array> {
    const remembered = this.#remembered;
    if (remembered !== null && equalBytes(remembered.mark, this.#mark(login, password, salt16)))
      return remembered.root.slice();
    return rootOf(password, login, salt16);
  }
}
