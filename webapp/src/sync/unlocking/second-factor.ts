// SPDX-License-Identifier: AGPL-3.0-or-later
import type { PostedAssertion } from '../../api/credentials.ts';
import { secondFactor, type ProofBody } from '../../api/endpoints.ts';
import { fault, codeOf, withFaults } from '../faults.ts';
import { accountState, type AccountState } from '../runtime/current-account.ts';
import { endHeldLogin } from '../runtime/login-token.ts';
import { proven, type Proof } from './proofs.ts';

/** A login that the server holds back until its second factor is there. */
interface Half {
  accountId: string;
  login: string;
  /** Proves the password once more when a second factor is set up on this very login. */
  authKey64: string;
  /** The server has accepted the second factor; only the steps after it remain. */
  passed: boolean;
  /** Runs once the login is complete; sets the account's next state. */
  goOn: () => Promise<void>;
  /** The state to return to when she cancels. */
  before: AccountState;
  giveUp: () => Promise<void>;
}

export type Needs = 'second_factor' | 'second_factor_setup' | null;

let half: Half | null = null;

/** Hold everything until the second factor is there; the screen for it follows from the account's state. */
export function holdForSecondFactor(needs: Exclude<Needs, null>, login: Omit<Half, 'before' | 'passed'>): void {
  const before = accountState.peek();
  half = {
    ...login,
    passed: false,
    before: before.step === 'second_factor' ? (half?.before ?? { step: 'welcome' }) : before,
  };
  accountState.value = { step: 'second_factor', setup: needs === 'second_factor_setup', login: login.login };
}

/** The six digits as typed: spaces are how apps show them. */
export const asDigits = (typed: string): string => typed.replace(/\s/g, '');

/** The second factor by six digits. @throws Fault `wrong_second_factor`, `half_login_over`, `offline` … */
export async function enterCode(typed: string): Promise<void> {
  await withFaults(() => completeLogin(() => secondFactor.enter({ code: asDigits(typed) })));
}

/**
 * The second factor by a passkey's answer to the server's challenge. @throws Fault `wrong_passkey`, `passkey_not_used`,
 * `half_login_over` …
 */
export async function enterPasskey(touch: () => Promise<PostedAssertion>): Promise<void> {
  await withFaults(async () => {
    const credential = await touch();
    await completeLogin(() => secondFactor.enter({ credential })).catch((error: unknown) => {
      throw codeOf(error) === 'wrong_second_factor' ? fault('wrong_passkey', error) : error;
    });
  });
}

/** Set up the app that shows six digits, on a login that waits for it: this makes it whole. @throws Fault */
export async function finishSetup(made: { secret: string; code: string }): Promise<void> {
  await withFaults(() =>
    completeLogin((proof) => secondFactor.setTotp({ proof, secret: made.secret, code: asDigits(made.code) })),
  );
}

/** Cancel: the waiting sign-in is dropped, and its incomplete login ended. Never rejects. */
export async function leaveSecondFactor(): Promise<void> {
  const waiting = half;
  half = null;
  if (waiting === null) return;
  await endHeldLogin().catch(() => undefined);
  accountState.value = waiting.before;
  await waiting.giveUp();
}

/** The login that waits for its first second factor: whose it is. @throws Fault `half_login_over` */
export function waitingLogin(): { accountId: string; login: string; proof: ProofBody } {
  if (half === null) throw fault('half_login_over');
  return { accountId: half.accountId, login: half.login, proof: { auth_key: half.authKey64 } };
}

/**
 * Do what makes the login whole, once, and go on with what waited for it. Safe to repeat. @throws Fault
 * `half_login_over` …
 */
export function completeLoginWith(action: () => Promise<unknown>): Promise<void> {
  return completeLogin(action);
}

async function completeLogin(action: (proof: ProofBody) => Promise<unknown>): Promise<void> {
  const waiting = half;
  if (waiting === null) throw fault('half_login_over');
  if (!waiting.passed)
    await action({ auth_key: waiting.authKey64 }).catch((error: unknown) => {
      throw asSecondFactorFault(error);
    });
  waiting.passed = true;
  // Locked meanwhile: the login is complete, but nothing may open.
  if (accountState.peek().step !== 'second_factor') return;
  await waiting.goOn();
  half = null;
}

/** `wrong_code` is the recovery code's word elsewhere; a login of a quarter of an hour may be over. */
export function asSecondFactorFault(error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'wrong_code') return fault('wrong_second_factor', error);
  return ['not_signed_in', 'sign_in_again'].includes(code) ? fault('half_login_over', error) : error;
}

/** What a therapist has for a second factor. Needs the server. @throws Fault */
export async function secondFactorState(): Promise<{ totp: boolean; passkeys: number; required: boolean }> {
  return withFaults(() => secondFactor.state());
}

/** Set up the six digits anew, or for the first time, from a whole login; an older secret ends. @throws Fault */
export async function changeTotp(made: { secret: string; code: string; proof: Proof }): Promise<void> {
  await withFaults(async () => {
    const proof = await proven(made.proof);
    await secondFactor.setTotp({ proof, secret: made.secret, code: asDigits(made.code) }).catch((error: unknown) => {
      throw asSecondFactorFault(error);
    });
  });
}

/** @throws Fault `last_way_in` for a therapist without a passkey */
export async function removeTotp(proof: Proof): Promise<void> {
  await withFaults(async () => {
    await secondFactor.dropTotp(await proven(proof));
  });
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A fresh secret of 160 bits, made here, and the address an authenticator app reads from a QR code. */
export function newTotpSecret(login: string): { secret: string; uri: string } {
  const secret = [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => BASE32[byte & 31] ?? '').join('');
  return { secret, uri: `otpauth://totp/Interlude:${encodeURIComponent(login)}?secret=${secret}&issuer=Interlude` };
}
