// SPDX-License-Identifier: AGPL-3.0-or-later
/** The keys of one unlocked account. It lives in the vault and is wiped at lock. */
import { journalKey, keyPair, localKey, pairKey, type KeyPair, type Pair } from './keys.ts';
import { RetiredKeys } from './rotation.ts';

export class Keyring {
  readonly accountId: string;
  readonly ak: Uint8Array;
  readonly journalKey: Uint8Array;
  readonly localKey: Uint8Array;
  readonly keys: KeyPair;
  /** Opens what an earlier account key sealed, while a move lasts. */
  readonly retired = new RetiredKeys();
  readonly #pairKeys = new Map<string, Uint8Array>();

  constructor(accountId: string, ak: Uint8Array) {
    this.accountId = accountId;
    this.ak = ak;
    this.journalKey = journalKey(ak, accountId);
    this.localKey = localKey(ak, accountId);
    this.keys = keyPair(ak, accountId);
  }

  get publicKey(): Uint8Array {
    return this.keys.publicKey;
  }

  /**
   * The key of a pairing, made once per contact: X25519 costs more than opening a share. @throws CryptoFault `damaged`.
   */
  pairKey(pair: Pair, contact: { account_id: string; public_key: string; role: string }): Uint8Array {
    const name = `${contact.role} ${contact.account_id} ${contact.public_key}`;
    const known = this.#pairKeys.get(name);
    if (known !== undefined) return known;
    const made = pairKey(this.keys, pair);
    this.#pairKeys.set(name, made);
    return made;
  }

  /** Overwrites every key. Copies the JavaScript engine made are out of reach. */
  wipe(): void {
    for (const key of [this.ak, this.journalKey, this.localKey, this.keys.secretKey, ...this.#pairKeys.values()])
      key.fill(0);
    this.#pairKeys.clear();
    this.retired.wipe();
  }
}
