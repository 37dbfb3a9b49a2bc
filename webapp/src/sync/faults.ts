import { ApiFault } from '../api/faults.ts';
import { StoreFault } from '../store/faults.ts';

/** What went wrong, for the screen that shows it: a code to choose by and one sentence to say. */
export class Fault extends Error {
  /** Stable, for programs: `offline`, `wrong_password`, `storage_full` … */
  readonly code: string;
  /** For the person: what happened, that her words are safe, what to do. */
  readonly sentence: string;

  constructor(code: string, sentence: string, options?: ErrorOptions) {
    super(`${code}: ${sentence}`, options);
    this.name = 'Fault';
    this.code = code;
    this.sentence = sentence;
  }
}

const SENTENCES: Record<string, string> = {
  // the line
  offline:
    'The server cannot be reached right now. What you wrote is kept on this phone; try again when you are online.',
  nonsense:
    'The server answered something that makes no sense. What you wrote is safe on this phone; try again in a while.',
  server_error: 'The server has a problem of its own. What you wrote is safe on this phone; try again in a while.',
  not_ready: 'The server is still starting. What you wrote is safe on this phone; try again in a minute.',
  too_many_requests:
    'That was tried too often. What you wrote is safe on this phone; wait a few minutes and try again.',
  not_signed_in:
    'This device was signed out. What you wrote is kept here, sealed; your password opens it and signs in again.',
  same_origin_required: 'This page was not opened from the practice’s own address. Open Interlude from there.',
  // the account
  wrong_login:
    'That name and password do not go together. Check both; small and capital letters differ in the password.',
  wrong_password: 'That is not the password. Nothing is lost; try again, or use your recovery code.',
  wrong_name_or_code:
    'That name and this recovery code do not go together. Check the name, and that the code is the newest one.',
  wrong_pin: 'That is not the PIN. Nothing is lost; try again, or use your password.',
  pin_gone: 'There is no PIN on this device any more. Your words are safe; open them with your password.',
  bad_pin: 'A PIN is six digits or more. Nothing was tried; type all of it.',
  weak_pin:
    'Anybody would try this PIN first. Choose digits that are not a row and do not repeat; nothing was changed.',
  mistyped_code: 'One of these letters is mistyped. Compare the recovery code with your paper and try again.',
  wrong_code: 'This recovery code is well written but belongs to another account. Check that it is the newest one.',
  wrong_second_factor:
    'These digits are not the ones of this moment. Wait for the next six in your app and type them again.',
  half_login_over:
    'That took longer than a quarter of an hour, so the sign-in has ended. Nothing is lost; sign in once more.',
  second_factor_required:
    'Signing in again needs your second factor. What is here stays; lock, unlock and have the six digits at hand.',
  sign_in_again:
    'You were signed out after a while, as it should be. What is here stays; lock and unlock to sign in again.',
  proof_refused:
    'That is not what this account is kept by now. Nothing was changed; it may have been changed on another device.',
  last_way_in: 'This is the last way in, so it stays. Add another one first.',
  keys_under_way: 'The new password and code may have reached the server already. Go on with these; nothing is lost.',
  login_taken: 'Somebody already uses this name. Choose another one.',
  account_exists: 'This account is already there. Sign in with its name and password.',
  enrolment_refused: 'This enrolment link has been used or has expired. Ask for a new one; nothing was made yet.',
  registration_closed:
    'This practice takes new people by invite. Open the link your therapist gave you, then try again.',
  weaker_protection: 'This server asks for weaker protection than Interlude allows, so nothing was sent to it.',
  other_account_here: 'This phone keeps the journal of another name. Sign out of it first; nothing was changed.',
  other_key:
    'This account’s key is not the one this phone knows. Nothing was opened; ask your practice before you go on.',
  new_key_arrived: 'Your new key is in force. What you wrote is safe on this phone; unlock it with your new password.',
  new_key_undecided:
    'The line broke, so it is not known yet whether your new key arrived. Keep both passwords and both codes; try again when you are online.',
  new_key_not_arrived:
    'Your new key has not reached the server, so the password before it is still the one. Unlock with that, then begin again.',
  earlier_moves: 'Earlier changes of the key are not ended yet. Nothing was changed; end those first.',
  key_moved_elsewhere:
    'Another device was busy with an earlier change of the key. Nothing was changed; try again in a moment.',
  move_not_done:
    'Not everything is sealed again and stored yet. Nothing is lost; stay online for a moment and try again.',
  known_other_key: 'This person has another key than before, so the old and the new words have to be looked at first.',
  password_changed:
    'Your password or your name was changed on another device. What is here stays sealed; sign in with the new one.',
  unsent_words: 'Some of what you wrote has not reached the server yet. Go online first, or sign out and lose it.',
  not_prepared: 'The new account is no longer in memory. Start again; nothing was sent.',
  locked: 'The journal is locked. Your words are safe; unlock it to go on.',
  known_answers:
    'This browser computes something wrongly, so Interlude does not trust it with your words. Use another browser.',
  unavailable: 'This browser cannot run what keeps your words sealed. Update it, or use another one.',
  bad_input: 'This cannot be used as it is. Check what you typed and try again.',
  damaged: 'This could not be opened, because it was damaged or changed on the way. It is kept as it is.',
  // passkeys
  passkey_not_used: 'No passkey was used, so nothing has changed. Try again when you like, or go another way.',
  passkey_here_already:
    'This device has a passkey for your account already. Nothing was changed; remove that one first if you want a new one.',
  passkey_unfit:
    'This device cannot make a passkey that asks for your finger, your face or its code. Set up a screen lock, or use another device.',
  passkey_elsewhere:
    'Passkeys work only at the practice’s own address. Open Interlude from there; nothing was changed.',
  passkey_failed: 'This device could not use a passkey just now. Nothing was changed; try again, or go another way.',
  passkey_signs_in_only:
    'This passkey signs you in but cannot open your journal. Nothing is lost; use your password or your recovery code.',
  passkey_taken: 'This passkey belongs to another account already. Nothing was changed; make one anew.',
  wrong_passkey:
    'This passkey belongs to another account, or was removed. Nothing is lost; choose another one, or go another way.',
  passkey_refused: 'This passkey came too late or was not taken. Nothing was changed; add it once more.',
  too_many_passkeys: 'There are twelve passkeys already. Remove one you no longer use, then add this one.',
  nothing_deleted:
    'The server cannot be reached, so nothing was deleted, there or here. Try again when you are online.',
  leaving_unknown:
    'The server was asked to delete the account and has not answered. Your journal is still on this phone; try again when you are online.',
  // the phone
  storage_full:
    'This phone’s storage is full, so the last words are not kept yet. Leave them here, free some space, and keep again.',
  storage_closed: 'Interlude was changed in another tab. Copy words that are not kept yet, then load this page again.',
  no_storage:
    'This browser gives Interlude no place to keep anything. Leave the private window or allow storage, then try again.',
  not_packed: 'The file could not be put together on this phone. Your words are safe; close other pages and try again.',
  // entries
  not_kept:
    'This cannot be kept as it is: it is too long or not complete. It is still here; shorten it and keep again.',
  not_here: 'This is not on this phone any more. It may have been deleted on another device.',
  // pairings and shares
  invite_damaged: 'This link is not complete. Copy all of it, or scan the code again.',
  invite_elsewhere: 'This invite belongs to another practice’s server, not to the one this account is on.',
  invite_unusable: 'This invite has been used or has expired. Ask your therapist for a new one.',
  invite_expired: 'This invite has expired. Ask your therapist for a new one.',
  invite_not_mine: 'This answer belongs to an invite that was not made here, so nobody was added.',
  same_person: 'This is your own invite. It has to be opened by the other person.',
  already_paired: 'You are already connected with this person. Nothing was changed.',
  wrong_role: 'An invite is made by a therapist and opened by a patient. This account is not the one it is for.',
  words_not_compared: 'Before the first share, compare the eight words with each other. Nothing was shared.',
  pairing_ended: 'This connection has ended, so nothing was shared.',
  not_shareable: 'This cannot be shared. It stays with you alone.',
  not_found: 'This is not there any more.',
};

const OF_THE_STORE = { full: 'storage_full', closed: 'storage_closed', unavailable: 'no_storage' } as const;

/** A fault by its code alone, with the sentence that goes with it. */
export function fault(code: string, cause?: unknown): Fault {
  const sentence =
    SENTENCES[code] ?? 'Something went wrong that has no name yet. What you wrote is safe on this phone; try again.';
  return new Fault(code, sentence, { cause });
}

/** Whatever was thrown, as a Fault with one plain sentence. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return fault(codeOf(error), error);
}

/**
 * The code of anything thrown. A fault of the vault arrives from a worker, so it is known by its name, not its class.
 */
export function codeOf(error: unknown): string {
  if (error instanceof Fault || error instanceof ApiFault) return error.code;
  if (error instanceof StoreFault) return OF_THE_STORE[error.code];
  if (error instanceof Error && error.name === 'CryptoFault' && 'code' in error) return String(error.code);
  return 'unknown';
}

/** Let what the action throws leave as a Fault. */
export async function withFaults<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asFault(error);
  }
}
