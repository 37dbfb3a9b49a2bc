// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiFault } from '../api/faults.ts';
import * as m from '../messages/index.ts';
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
  offline: m.fault_offline(),
  nonsense: m.fault_nonsense(),
  server_error: m.fault_server_error(),
  not_ready: m.fault_not_ready(),
  body_too_large: m.fault_body_too_large(),
  quota_reached: m.fault_quota_reached(),
  busy: m.fault_busy(),
  too_many_requests: m.fault_too_many_requests(),
  too_many_wrong_keys: m.fault_too_many_wrong_keys(),
  not_signed_in: m.fault_not_signed_in(),
  same_origin_required: m.fault_same_origin_required(),
  // the account
  wrong_login: m.fault_wrong_login(),
  wrong_password: m.fault_wrong_password(),
  wrong_name_or_code: m.fault_wrong_name_or_code(),
  wrong_pin: m.fault_wrong_pin(),
  pin_gone: m.fault_pin_gone(),
  bad_pin: m.fault_bad_pin(),
  weak_pin: m.fault_weak_pin(),
  mistyped_code: m.fault_mistyped_code(),
  wrong_code: m.fault_wrong_code(),
  wrong_second_factor: m.fault_wrong_second_factor(),
  half_login_over: m.fault_half_login_over(),
  second_factor_required: m.fault_second_factor_required(),
  sign_in_again: m.fault_sign_in_again(),
  proof_refused: m.fault_proof_refused(),
  last_way_in: m.fault_last_way_in(),
  keys_under_way: m.fault_keys_under_way(),
  login_taken: m.fault_login_taken(),
  account_exists: m.fault_account_exists(),
  enrolment_refused: m.fault_enrolment_refused(),
  registration_closed: m.fault_registration_closed(),
  weaker_protection: m.fault_weaker_protection(),
  other_account_here: m.fault_other_account_here(),
  other_key: m.fault_other_key(),
  new_key_arrived: m.fault_new_key_arrived(),
  new_key_undecided: m.fault_new_key_undecided(),
  new_key_not_arrived: m.fault_new_key_not_arrived(),
  earlier_moves: m.fault_earlier_moves(),
  key_moved_elsewhere: m.fault_key_moved_elsewhere(),
  move_not_done: m.fault_move_not_done(),
  known_other_key: m.fault_known_other_key(),
  password_changed: m.fault_password_changed(),
  unsent_words: m.fault_unsent_words(),
  not_prepared: m.fault_not_prepared(),
  locked: m.fault_locked(),
  known_answers: m.fault_known_answers(),
  unavailable: m.fault_unavailable(),
  bad_input: m.fault_bad_input(),
  damaged: m.fault_damaged(),
  // passkeys
  passkey_not_used: m.fault_passkey_not_used(),
  passkey_here_already: m.fault_passkey_here_already(),
  passkey_unfit: m.fault_passkey_unfit(),
  passkey_elsewhere: m.fault_passkey_elsewhere(),
  passkey_failed: m.fault_passkey_failed(),
  passkey_signs_in_only: m.fault_passkey_signs_in_only(),
  passkey_taken: m.fault_passkey_taken(),
  wrong_passkey: m.fault_wrong_passkey(),
  passkey_refused: m.fault_passkey_refused(),
  too_many_passkeys: m.fault_too_many_passkeys(),
  nothing_deleted: m.fault_nothing_deleted(),
  leaving_unknown: m.fault_leaving_unknown(),
  // the phone
  storage_full: m.fault_storage_full(),
  storage_closed: m.fault_storage_closed(),
  no_storage: m.fault_no_storage(),
  not_packed: m.fault_not_packed(),
  // entries
  not_kept: m.fault_not_kept(),
  not_here: m.fault_not_here(),
  // pairings and shares
  invite_damaged: m.fault_invite_damaged(),
  invite_elsewhere: m.fault_invite_elsewhere(),
  invite_unusable: m.fault_invite_unusable(),
  invite_expired: m.fault_invite_expired(),
  invite_not_mine: m.fault_invite_not_mine(),
  same_person: m.fault_same_person(),
  already_paired: m.fault_already_paired(),
  wrong_role: m.fault_wrong_role(),
  words_not_compared: m.fault_words_not_compared(),
  pairing_ended: m.fault_pairing_ended(),
  not_shareable: m.fault_not_shareable(),
  not_found: m.fault_not_found(),
};

const OF_THE_STORE = { full: 'storage_full', closed: 'storage_closed', unavailable: 'no_storage' } as const;

/** A fault by its code alone, with the sentence that goes with it. */
export function fault(code: string, cause?: unknown): Fault {
  return new Fault(code, SENTENCES[code] ?? sentenceForUnknown(code, cause), { cause });
}

/** The form of our codes: otherwise a server could put its own words on the screen as a code. */
const CODE = /^[a-z_]{1,40}$/;
const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Technical details of an unknown fault, so that the practice can find it. */
function sentenceForUnknown(code: string, cause: unknown): string {
  const named = CODE.test(code) ? code : 'unknown';
  if (!(cause instanceof ApiFault)) {
    return m.fault_unknown_here({ code: named === 'unknown' && cause instanceof Error ? cause.name : named });
  }
  const tried = cause.where.replace(ID, '…');
  return m.fault_unknown_refusal({ code: named, status: String(cause.status), tried });
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

/** Rethrow whatever the action throws as a Fault. */
export async function withFaults<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asFault(error);
  }
}
