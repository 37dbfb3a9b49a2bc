// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiFault } from '../../api/faults.ts';
import { exchange } from './exchange.ts';
import { asFault, codeOf, fault } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { connectionState, setConnectionState } from './connectivity.ts';
import { isOpen, currentAccount, accountState } from '../runtime/current-account.ts';
import { withLock } from '../runtime/tabs.ts';
import { pendingCount } from '../runtime/pending-changes.ts';
import { onSyncRequest } from '../runtime/sync-triggers.ts';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** Longest pause between tries while the page is visible and changes wait to be sent. */
const LONGEST_LOOK_MS = 15_000;
/** How often others' changes are fetched while the page is visible. */
const LOOK_EVERY_MS = 60_000;

/** Retrying does not help: the person has to unlock, or to sign in with a newer password. */
const NO_LOGIN = new Set([
  'not_signed_in',
  'sign_in_again',
  'second_factor_required',
  'wrong_login',
  'wrong_passkey',
  'password_changed',
]);
/** Faults that signing in silently with the password of the last unlock may resolve. */
const SIGN_IN = new Set(['not_signed_in', 'sign_in_again', 'second_factor_required']);

let running: Promise<void> | null = null;
let again = false;
let failures = 0;
/** The server asked to wait until the timer fires; only the person herself may try sooner. */
let askedToWait = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Signing in again with the password that was just typed, without asking for it. */
export interface SilentSignIn {
  signIn(): Promise<boolean>;
  forget(): void;
  ended(): Promise<void>;
  unproven(): boolean;
}
let inHand: SilentSignIn = {
  signIn: async () => false,
  forget: () => undefined,
  ended: async () => undefined,
  unproven: () => false,
};
/** The account state (one unlock) during which the server accepted this phone's login. */
let takenDuring: unknown = null;

/**
 * `signIn` is called when the login has ended, true when there is one now; `forget` once the server has answered;
 * `ended` when another device ended the login; `unproven`: what opened the journal could not sign in again.
 */
export function setSilentSignIn(key: SilentSignIn): void {
  inHand = key;
}

/**
 * Exchange now. Resolves when an exchange that began after this call has ended, well or not.
 *
 * Never rejects: how it went stands in `connection`.
 */
export async function exchangeNow(): Promise<void> {
  if (running !== null) again = true;
  running ??= rounds().finally(() => {
    running = null;
  });
  await running;
}

async function rounds(): Promise<void> {
  do {
    again = false;
    await round();
  } while (askedAgain());
  again = false;
}

/** Requested during the last round, and the connection is good. */
const askedAgain = (): boolean => again && currentAccount.value !== null && connectionState.value.state === 'idle';

async function round(): Promise<void> {
  const now = currentAccount.value;
  if (now === null || isAtRest()) return;
  clearTimeout(timer);
  askedToWait = false;
  setConnectionState('sending');
  try {
    await withLock(`exchange-${now.accountId}`, exchangeOnce);
    succeeded();
  } catch (error) {
    failed(error);
  }
}

/**
 * A locked therapist's app sends no requests, so that the server's half-hour idle limit runs too. What waits is still
 * sent.
 */
const isAtRest = (): boolean => currentAccount.value?.role === 'therapist' && !isOpen() && pendingCount.value === 0;

async function exchangeOnce(): Promise<void> {
  try {
    await exchange();
  } catch (error) {
    if (!SIGN_IN.has(codeOf(error)) || !(await inHand.signIn())) throw error;
    await exchange();
  }
}

/** The server accepted this phone's login: until the next lock, a login ended elsewhere locks this phone. */
export function loginConfirmed(): void {
  takenDuring = accountState.peek();
}

function succeeded(): void {
  inHand.forget();
  failures = 0;
  loginConfirmed();
  connectionState.value = { state: 'idle', sentence: null, lastAt: runtime.now() };
  later(LOOK_EVERY_MS);
}

/**
 * A lock or a sign-out in the middle is no fault; every other fault shows its sentence, and all but a missing login are
 * retried.
 */
function failed(error: unknown): void {
  const code = codeOf(error);
  if (code === 'locked' || currentAccount.value === null) return setConnectionState('idle');
  if (NO_LOGIN.has(code)) return signedOut(code, asFault(error).sentence);
  // The sentence of `not_found` is about a single thing and makes no sense for a whole exchange.
  setConnectionState(
    code === 'offline' ? 'offline' : 'trouble',
    code === 'not_found' ? fault('nonsense').sentence : asFault(error).sentence,
  );
  later(pauseAfter(error));
}

/** Somebody ended this phone's login while it was open: whoever holds it now needs the password to read on. */
function signedOut(code: string, sentence: string): void {
  setConnectionState('signed_out', sentence);
  if (code === 'not_signed_in' && isOpen() && (takenDuring === accountState.peek() || inHand.unproven()))
    void inHand.ended();
}

/** Doubling from two seconds, spread by a quarter so that phones do not come back all at once. */
function pauseAfter(error: unknown): number {
  const asked = error instanceof ApiFault ? error.retryAfter : null;
  askedToWait = asked !== null;
  const longest = isLookedAt() && pendingCount.value > 0 ? LONGEST_LOOK_MS : LONGEST_PAUSE_MS;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, longest);
  failures += 1;
  return asked ?? pause * (1 + Math.random() / 4);
}

function later(pause: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (isLookedAt() || connectionState.value.state !== 'idle') void exchangeNow();
  }, pause);
}

const isLookedAt = (): boolean => typeof document === 'undefined' || document.visibilityState === 'visible';

/** Begin to exchange: after each action, when the connection comes back, when the page is looked at again. */
export function beginSchedule(): void {
  onSyncRequest(() => {
    if (!askedToWait) void exchangeNow();
  });
  if (typeof window === 'undefined') return;
  window.addEventListener('online', () => void exchangeNow());
  document.addEventListener('visibilitychange', () => {
    if (isLookedAt()) void exchangeNow();
  });
}

/** No account is open here any more: stop retrying. */
export function endSchedule(): void {
  clearTimeout(timer);
  failures = 0;
  askedToWait = false;
  setConnectionState('idle');
}
