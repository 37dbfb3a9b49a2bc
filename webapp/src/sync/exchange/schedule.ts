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
/** While somebody looks at words that wait, she should not have to look long once the server is back. */
const LONGEST_LOOK_MS = 15_000;
/** While the page is looked at, others' changes are asked for this often. */
const LOOK_EVERY_MS = 60_000;

/** Only the person can help: by unlocking, or by signing in with a newer password. */
const NO_LOGIN = new Set([
  'not_signed_in',
  'sign_in_again',
  'second_factor_required',
  'wrong_login',
  'wrong_passkey',
  'password_changed',
]);
/** What the password of the last unlock may put right without a question. */
const SIGN_IN = new Set(['not_signed_in', 'sign_in_again', 'second_factor_required']);

let running: Promise<void> | null = null;
let again = false;
let failures = 0;
/** The server asked to be left alone until the timer rings; only the person herself may ask sooner. */
let askedToWait = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Whether the password that was just typed may sign in again without a question. */
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
/** The unlock during which the server has taken this phone's login. */
let takenDuring: unknown = null;

/**
 * `signIn` is asked when the login has ended, true when there is one now; `forget` once the server has answered;
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

/** Asked for during the last round, and worth it. */
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
 * A locked therapist's app asks nothing, so that half an hour without her is half an hour for the server too. What
 * waits is still sent.
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

/** The server has this phone's login: from now on, until the next lock, its end somewhere else locks this phone. */
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
 * A lock or a sign-out in the middle is no trouble; everything else has its sentence, and all but a missing login is
 * tried again.
 */
function failed(error: unknown): void {
  const code = codeOf(error);
  if (code === 'locked' || currentAccount.value === null) return setConnectionState('idle');
  if (NO_LOGIN.has(code)) return signedOut(code, asFault(error).sentence);
  // A whole conversation is never “not there any more”: said of it, that makes no sense.
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

/** No account is open here any more: nothing is tried again. */
export function endSchedule(): void {
  clearTimeout(timer);
  failures = 0;
  askedToWait = false;
  setConnectionState('idle');
}
