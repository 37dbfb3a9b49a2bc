// SPDX-License-Identifier: AGPL-3.0-or-later
import { onStorageFull } from '../store/database.ts';
import { codeOf, fault, withFaults } from './faults.ts';
import { runtime } from './runtime/runtime.ts';
import { closeAccount, startAccount, acceptNewKey, deviceStore } from './unlocking/lifecycle.ts';
import { eraseHere } from './unlocking/erasure.ts';
import { forgetSignInKey, signInSilently } from './unlocking/held-sign-in-key.ts';
import { lockedNotes } from './entries/locked-writing.ts';
import { readLocking } from './unlocking/locking.ts';
import { isOpen, currentAccount, accountState } from './runtime/current-account.ts';
import { forgetAssertion, signInByHeldAssertion } from './passkeys/held-assertion.ts';
import { renewPasskeySlots } from './passkeys/passkey-slots.ts';
import { loadPractice } from './runtime/practice.ts';
import { dropPin, openedByPin, watchQuickUnlock } from './unlocking/quick-unlock.ts';
import { onNewKey } from './keys/rotation-plan.ts';
import { beginSchedule, exchangeNow, setSilentSignIn } from './exchange/schedule.ts';
import { carryLogin, endCookieLogin, endHeldLogin, endLoginsSetAside } from './runtime/login-token.ts';
import { storageFull } from './runtime/storage-full.ts';
import { keepOffline } from './runtime/update.ts';
import { pendingCount } from './runtime/pending-changes.ts';

export { beforeLock, noteActivity } from './unlocking/idle.ts';
export { devices, type Device } from './unlocking/logins.ts';
export type { AccountState, Role } from './runtime/current-account.ts';
export { passwordOutdated, accountState as account } from './runtime/current-account.ts';
export { finishRecovering, openWithCode, prepareNewKeys } from './unlocking/recovery.ts';
export { newKeyWaits } from './keys/rotation-plan.ts';
export { prepareAccount, register, signIn } from './unlocking/signing-in.ts';
export { unlock } from './unlocking/unlocking.ts';
export { firstPasskey } from './passkeys/first-passkey.ts';
export { enterCode, enterPasskey, finishSetup, leaveSecondFactor, newTotpSecret } from './unlocking/second-factor.ts';
export { keepSettings, settings, type SettingsShown } from './entries/settings.ts';

/** Once, when the page is loaded. Resolves when the first screen can be chosen; never rejects. */
export async function start(): Promise<void> {
  try {
    await begin();
  } catch (error) {
    accountState.value = { step: 'broken', why: codeOf(error) === 'known_answers' ? 'known_answers' : 'no_storage' };
  }
}

async function begin(): Promise<void> {
  onStorageFull((full) => {
    storageFull.value = full;
  });
  const device = await deviceStore();
  // Not awaited: some browsers never settle this promise.
  if (typeof navigator !== 'undefined' && 'storage' in navigator) void navigator.storage.persist().catch(() => false);
  carryLogin();
  void loadPractice(device);
  void checkVault();
  onNewKey(acceptNewKey);
  setSilentSignIn({
    signIn: async () => (await signInByHeldAssertion()) || signInSilently(),
    forget: () => {
      forgetSignInKey();
      forgetAssertion();
      void renewPasskeySlots();
    },
    ended: signedOutElsewhere,
    unproven: openedByPin,
  });
  beginSchedule();
  await readLocking();
  const account = await device.account();
  if (account === null) accountState.value = { step: 'welcome' };
  else await startAccount(account);
  await watchQuickUnlock();
  void endCookieLogin(() => unsentCount() === 0)
    .then(endLoginsSetAside)
    .then(exchangeNow);
  void keepOffline();
}

/** This phone was signed out from another device: from now on only the password opens the journal. */
async function signedOutElsewhere(): Promise<void> {
  const lost = dropPin('signed_out').catch(() => undefined);
  await closeAccount();
  await lost;
}

/** Run the standards' known-answer tests, once at each start. */
async function checkVault(): Promise<void> {
  try {
    await runtime.vault().check();
  } catch {
    accountState.value = { step: 'broken', why: 'known_answers' };
  }
}

/** Six generated words, joined by single spaces. @throws Fault */
export function suggestPassword(): Promise<string> {
  return withFaults(() => runtime.vault().suggestPassword());
}

/** Lock. Open editors are asked for their drafts first; nothing of the journal stays in memory. */
export function lock(): Promise<void> {
  return closeAccount();
}

/**
 * End the login and remove this account's journal from this phone.
 *
 * Without a connection the journal goes now and the login is ended at the next start with one.
 * @returns how many actions the server never got
 * @throws Fault `unsent_words` while there are any, unless `evenUnsent`
 */
export async function signOut(choice: { evenUnsent?: boolean } = {}): Promise<{ unsent: number }> {
  return withFaults(async () => {
    if (isOpen()) await exchangeNow();
    const unsent = unsentCount();
    if (unsent > 0 && choice.evenUnsent !== true) throw fault('unsent_words');
    await leave();
    return { unsent };
  });
}

const unsentCount = (): number => pendingCount.value + lockedNotes.value;

/** Does nothing in a tab that shows no account: the login may be somebody else's by now. */
async function leave(): Promise<void> {
  if (currentAccount.value === null) return;
  await endHeldLogin();
  await eraseHere('signed_out');
}
