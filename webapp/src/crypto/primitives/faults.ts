// SPDX-License-Identifier: AGPL-3.0-or-later
/** What can go wrong in src/crypto, as codes by which a screen chooses its words. */
export type FaultCode =
  | 'locked' // no account key in memory
  | 'wrong_password'
  | 'wrong_pin'
  | 'mistyped_code' // the check symbols of the recovery code disagree: no network call is worth it
  | 'wrong_code' // well typed, but not this account's
  | 'wrong_passkey' // it opens no slot of this account
  | 'damaged' // does not open, or not to what it should be; one answer for every reason
  | 'newer' // an archive that a later version made
  | 'invite_damaged'
  | 'invite_expired'
  | 'invite_not_mine'
  | 'same_person' // an invite accepted by the one who made it
  | 'bad_input' // what the caller gave can never work: an empty password, an id that is none
  | 'known_answers' // this browser computes something else than the standards say
  | 'unavailable'; // no worker, no randomness

/** The only error that leaves src/crypto. Its message names the action, never a key, a word or a password. */
export class CryptoFault extends Error {
  override readonly name = 'CryptoFault';
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string = code) {
    super(message);
    this.code = code;
  }
}

/** Null for what does not open or is malformed: one bad row of the server must not hide the others. Bugs go on. */
export function orNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch (fault) {
    if (fault instanceof CryptoFault) return null;
    throw fault;
  }
}
