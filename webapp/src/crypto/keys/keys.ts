// SPDX-License-Identifier: AGPL-3.0-or-later
/** The tree of keys (PROTOCOL §4 and §6). Key pairs are derived, never stored. */
import { context, idBytes, lp, u8, utf8 } from '../primitives/encoding.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { argon2id, equalBytes, hkdfSha256, sha256, x25519PublicKey, x25519Shared } from '../primitives/primitives.ts';

/**
 * Profile 1, the only one, and no number of it ever comes from outside.
 * Source: RFC 9106 §4, second recommended option, with one lane.
 */
export const PROFILE_1 = { memoryKiB: 65_536, passes: 3 };

const NO_SALT = new Uint8Array(32);
const LOGIN = /^[a-z0-9._\-@+]{3,64}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** One key, one purpose: derives another from key, label and fields. */
export function kdf(key: Uint8Array, label: string, ...fields: readonly (string | Uint8Array)[]): Uint8Array {
  return hkdfSha256(key, NO_SALT, context(label, ...fields), 32);
}

/**
 * A login as the server knows it: A–Z lowered, 3–64 of letters, digits and `._-@+`. @throws CryptoFault `bad_input`.
 */
export function canonicalLogin(typed: string): string {
  const login = typed.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (!LOGIN.test(login)) throw new CryptoFault('bad_input', 'not a login name');
  return login;
}

/** UTF-8 of a password after NFKC, never trimmed, 1–1,024 bytes. @throws CryptoFault `bad_input`. */
export function passwordBytes(password: string): Uint8Array {
  if (LONE_SURROGATE.test(password)) throw new CryptoFault('bad_input', 'a password with half a character');
  const bytes = utf8(password.normalize('NFKC'));
  if (bytes.length < 1 || bytes.length > 1024) throw new CryptoFault('bad_input', 'a password has 1 to 1,024 bytes');
  return bytes;
}

export function argonSalt(login: string, salt16: Uint8Array): Uint8Array {
  if (salt16.length !== 16) throw new CryptoFault('bad_input', 'a salt has 16 bytes');
  return sha256(context('pw-salt', login, salt16)).slice(0, 16);
}

/** The root derived from the password, on this device only. Takes about half a second. */
export async function rootOf(password: string, login: string, salt16: Uint8Array): Promise<Uint8Array> {
  return argon2id(passwordBytes(password), argonSalt(login, salt16), PROFILE_1);
}

/** What is sent at login; the server keeps its hash. */
export const authKey = (root: Uint8Array, login: string): Uint8Array => kdf(root, 'key/auth', login);
/** What is sent when only the recovery code is left. */
export const recoveryAuth = (code: Uint8Array): Uint8Array => kdf(code, 'key/auth-recovery');

export const passwordKek = (root: Uint8Array): Uint8Array => kdf(root, 'key/slot-password');
export const recoveryKek = (code: Uint8Array): Uint8Array => kdf(code, 'key/slot-recovery');
/** @throws CryptoFault `bad_input` unless the authenticator gave 32 bytes. */
export function passkeyKek(prfOutput: Uint8Array): Uint8Array {
  if (prfOutput.length !== 32) throw new CryptoFault('bad_input', 'a PRF output has 32 bytes');
  return kdf(prfOutput, 'key/slot-passkey');
}

/** The key that seals the account's own entries. */
export const journalKey = (ak: Uint8Array, accountId: string): Uint8Array => kdf(ak, 'key/journal', idBytes(accountId));
/** The key that seals what only this device keeps. */
export const localKey = (ak: Uint8Array, accountId: string): Uint8Array => kdf(ak, 'key/local', idBytes(accountId));

export interface KeyPair {
  secretKey: Uint8Array;
  publicKey: Uint8Array;
}

export function keyPair(ak: Uint8Array, accountId: string): KeyPair {
  const secretKey = kdf(ak, 'key/x25519', idBytes(accountId));
  return { secretKey, publicKey: x25519PublicKey(secretKey) };
}

/** The two people of a pairing: whoever made the invite is the therapist. */
export interface Pair {
  therapistId: string;
  therapistKey: Uint8Array;
  patientId: string;
  patientKey: Uint8Array;
}

/** Both sides as they stand in every context of a pairing, the therapist first. */
export function pairFields(pair: Pair): Uint8Array[] {
  return [idBytes(pair.therapistId), pair.therapistKey, idBytes(pair.patientId), pair.patientKey];
}

/** A pairing makes sense between two people only. @throws CryptoFault `same_person`. */
export function refuseSamePerson(pair: Pair): void {
  if (pair.therapistId === pair.patientId || equalBytes(pair.therapistKey, pair.patientKey)) {
    throw new CryptoFault('same_person', 'an invite is for somebody else');
  }
}

/**
 * The key only these two people can make.
 *
 * @throws CryptoFault `same_person`, or `damaged` for a key of small order and for a secret key of neither.
 */
export function pairKey(me: KeyPair, pair: Pair): Uint8Array {
  refuseSamePerson(pair);
  const iAm = (key: Uint8Array): boolean => equalBytes(me.publicKey, key);
  if (!iAm(pair.therapistKey) && !iAm(pair.patientKey)) throw new CryptoFault('damaged', 'a pairing of two others');
  const theirs = iAm(pair.therapistKey) ? pair.patientKey : pair.therapistKey;
  return kdf(x25519Shared(me.secretKey, theirs), 'key/pair', ...pairFields(pair));
}

/** Params of a password slot: profile and salt. */
export const passwordParams = (salt16: Uint8Array): Uint8Array => lp(u8(1), salt16);
