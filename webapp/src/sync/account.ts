import { onStorageFull } from '../store/database.ts';
import { asFault, codeOf, fault, spoken } from './faults.ts';
import { ground } from './runtime/runtime.ts';
import { closeDoor, moveIn, moveOut, takeNewKey, theDevice } from './unlocking/lifecycle.ts';
import { forgetKey, signInSilently } from './unlocking/held-sign-in-key.ts';
import { lockedNotes } from './entries/locked-writing.ts';
import { readLocking } from './unlocking/locking.ts';
import { isOpen, owner, stage } from './runtime/current-account.ts';
import { forgetTouch, signInByTouch } from './passkeys/held-assertion.ts';
import { renewPasskeySlots } from './passkeys/passkey-slots.ts';
import { learnPractice } from './runtime/practice.ts';
import { forgetPin, losePin, openedByPin, watchQuickUnlock } from './unlocking/quick-unlock.ts';
import { whenNewKeyArrives } from './keys/rotation-plan.ts';
import { beginSchedule, exchangeNow, holdKey } from './exchange/schedule.ts';
import { endLogin, endOldLogin } from './unlocking/logins.ts';
import { storageFull } from './runtime/storage-full.ts';
import { tellTabs } from './runtime/tabs.ts';
import { keepOffline } from './runtime/update.ts';
import { waitingCount } from './runtime/pending-changes.ts';

export { beforeLock, noteActivity } from './unlocking/idle.ts';
export { devices, type Device } from './unlocking/logins.ts';
export type { AccountState, Role } from './runtime/current-account.ts';
export { passwordOver, stage as account } from './runtime/current-account.ts';
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
    stage.value = { step: 'broken', why: codeOf(error) === 'known_answers' ? 'known_answers' : 'no_storage' };
  }
}

async function begin(): Promise<void> {
  onStorageFull((full) => {
    storageFull.value = full;
  });
  const device = await theDevice();
  // Asked, never awaited: some browsers leave the question open for ever.
  if (typeof navigator !== 'undefined' && 'storage' in navigator) void navigator.storage.persist().catch(() => false);
  void learnPractice(device);
  void checkVault();
  whenNewKeyArrives(takeNewKey);
  holdKey({
    signIn: async () => (await signInByTouch()) || signInSilently(),
    forget: () => {
      forgetKey();
      forgetTouch();
      void renewPasskeySlots();
    },
    ended: signedOutElsewhere,
    unproven: openedByPin,
  });
  beginSchedule();
  await readLocking();
  const account = await device.account();
  if (account === null) stage.value = { step: 'welcome' };
  else await moveIn(account);
  await watchQuickUnlock();
  void endOldLogin().then(exchangeNow);
  void keepOffline();
}

/** Somebody holds a phone that was signed out from another: only the password reads on. */
async function signedOutElsewhere(): Promise<void> {
  const lost = losePin('signed_out').catch(() => undefined);
  await closeDoor();
  await lost;
}

/** The known answers of the standards, computed once at each start. */
async function checkVault(): Promise<void> {
  try {
    await ground.vault().check();
  } catch {
    stage.value = { step: 'broken', why: 'known_answers' };
  }
}

/** Six generated words, joined by single spaces. @throws Fault */
export function suggestPassword(): Promise<string> {
  return spoken(() => ground.vault().suggestPassword());
}

/** Lock. Open editors are asked for their drafts first; nothing of the journal stays in memory. */
export function lock(): Promise<void> {
  return closeDoor();
}

/**
 * End the login and remove this account's journal from this phone.
 *
 * Without a line the journal goes now and the login is ended at the next start with one.
 * @returns how many deeds the server never got
 * @throws Fault `unsent_words` while there are any, unless `evenUnsent`
 */
export async function signOut(choice: { evenUnsent?: boolean } = {}): Promise<{ unsent: number }> {
  return spoken(async () => {
    if (isOpen()) await exchangeNow();
    const unsent = waitingCount.value + lockedNotes.value;
    if (unsent > 0 && choice.evenUnsent !== true) throw fault('unsent_words');
    await leave();
    return { unsent };
  });
}

/** The record goes first: a crash after it leaves sealed rows without a way in, never a way in without rows. */
async function leave(): Promise<void> {
  const device = await theDevice();
  const home = owner.value?.home;
  await device.keepLoginToEnd(true);
  await endLogin();
  await device.forgetAccount();
  await forgetPin();
  tellTabs({ gone: true });
  await moveOut();
  await home?.erase().catch((error: unknown) => {
    throw asFault(error);
  });
}
