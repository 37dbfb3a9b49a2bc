// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts, type Slot } from '../../api/endpoints.ts';
import { passkeyEndpoints } from '../../api/passkey-endpoints.ts';
import { asLogin } from '../../domain/login.ts';
import { keptSlots } from '../unlocking/account-row.ts';
import { codeOf, fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { openAccount } from '../unlocking/lifecycle.ts';
import { deviceName } from '../unlocking/logins.ts';
import { currentAccount, requireAccount, type Role } from '../runtime/current-account.ts';
import { endHeldLogin } from '../runtime/login-token.ts';
import { holdAssertion, signInByHeldAssertion } from './held-assertion.ts';
import { takePasskeySlots } from './passkey-slots.ts';
import { challengeFor, challengeOfOurs, touch, type Touch } from './passkey-ceremony.ts';
import { sameBytes } from '../keys/retired-keys.ts';
import { lockAgain, settle, signedIn } from '../unlocking/signing-in.ts';

/** How long an unlock waits for the server's challenge before it goes on without. */
const PATIENCE_MS = 1_500;

/** Whether this browser knows passkeys at all. */
export const canUsePasskeys = (): boolean => runtime.authenticator().isHere();

/** Whether some passkey opens the journal on this phone. */
export const hasPasskeyHere = (): boolean =>
  canUsePasskeys() && currentAccount.value?.slots.some(({ type }) => type === 'passkey') === true;

/**
 * Open the journal on this phone with a touch, with or without a connection.
 *
 * Where the server answers at once the touch is made over a challenge of its own; then the same touch signs in again
 * if the login has ended, and a passkey that was removed on another device opens nothing here either.
 * @throws Fault `wrong_passkey`, `passkey_signs_in_only`, `passkey_not_used`, `other_key` …
 */
export function unlockWithPasskey(): Promise<void> {
  return withFaults(async () => {
    const { accountId, publicKey } = requireAccount();
    const [challenge, login] = await Promise.all([
      withinPatience(challengeFor('sign_in')),
      withinPatience(heardOfSlots()),
    ]);
    const touched = await touch(challenge ?? challengeOfOurs());
    if (touched.accountId !== accountId) throw fault('wrong_passkey');
    const found = await openedBy(touched, await keptSlots());
    if (!sameBytes(found, publicKey)) await lockAgain(fault('other_key'));
    if (challenge !== null) holdAssertion(accountId, touched.posted);
    if (login === 'ended') await signInByHeldAssertion().catch(refuseRemoved);
    await openAccount();
  });
}

/** Null without an answer in time, whatever the reason: no connection, a slow one, a server that refuses. */
async function withinPatience<T>(asked: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => {
    setTimeout(() => {
      resolve(null);
    }, PATIENCE_MS);
  });
  return Promise.race([asked.catch(() => null), late]);
}

/** Whether this phone is signed in; if so, which passkeys open it is updated before the touch. */
async function heardOfSlots(): Promise<'whole' | 'ended'> {
  try {
    await takePasskeySlots((await accounts.slots()).slots);
    return 'whole';
  } catch (error) {
    if (!['not_signed_in', 'sign_in_again', 'second_factor_required'].includes(codeOf(error))) throw error;
    return 'ended';
  }
}

/**
 * A login that has ended is begun anew before a word is shown: the passkey may have been removed. Without a connection it
 * opens.
 */
async function refuseRemoved(error: unknown): Promise<void> {
  if (codeOf(error) === 'wrong_passkey') await lockAgain(error);
}

/** The account key behind the slot of this touch, open in the vault. Gives the public key it makes. */
async function openedBy({ credentialId, prf, accountId }: Touch, slots: Slot[]): Promise<Uint8Array> {
  if (prf === null) throw fault('passkey_signs_in_only');
  try {
    return (await runtime.vault().unlockWithPasskey({ accountId, credentialId, prf, slots })).publicKey;
  } finally {
    prf.fill(0);
  }
}

/** Signed in with a passkey that could not open the journal: the password or the code is still needed. */
interface Arrived {
  accountId: string;
  login: string;
  role: Role;
  slots: Slot[];
}
let arrived: Arrived | null = null;

/**
 * Sign in on a new phone with one touch; where its passkey has a PRF the journal is open at once.
 *
 * @returns whether it is open; if not, `openAfterPasskey` opens it
 * @throws Fault `wrong_passkey`, `passkey_not_used`, `other_account_here`, `other_key`, `offline` …
 */
export function signInWithPasskey(): Promise<{ open: boolean }> {
  return withFaults(async () => {
    const touched = await touch(await challengeFor('sign_in'));
    const told = await signedIn(() => passkeyEndpoints.signIn({ credential: touched.posted, device: deviceName() }));
    arrived = await whoArrived(touched, told).catch(async (error: unknown) => {
      await endQuietly();
      throw error;
    });
    const publicKey = await openedBy(touched, arrived.slots).catch(onlySignedIn);
    if (publicKey !== null) await movedIn(publicKey);
    return { open: publicKey !== null };
  });
}

/** The passkey, not the server, says whose account this is. */
async function whoArrived(touched: Touch, told: { account_id: string; role: Role }): Promise<Arrived> {
  if (told.account_id !== touched.accountId) throw fault('nonsense');
  const { login } = await accounts.account();
  const { slots } = await accounts.slots();
  return { accountId: touched.accountId, login: asLogin(login), role: told.role, slots };
}

/** A passkey without PRF, or one whose slot is gone, still signs in. */
function onlySignedIn(error: unknown): null {
  if (!['passkey_signs_in_only', 'wrong_passkey'].includes(codeOf(error))) throw error;
  return null;
}

/**
 * The password or the code, after a passkey that only signed in. @throws Fault `wrong_password`, `mistyped_code`,
 * `wrong_code`, `other_key` …
 */
export function openAfterPasskey(by: { password: string } | { code: string }): Promise<void> {
  return withFaults(async () => {
    if (arrived === null) throw fault('not_signed_in');
    const { publicKey } = await openedWith(arrived, by);
    await movedIn(publicKey);
  });
}

function openedWith({ accountId, login, slots }: Arrived, by: { password: string } | { code: string }) {
  const vault = runtime.vault();
  return 'code' in by
    ? vault.unlockWithRecoveryCode({ accountId, code: by.code, slots })
    : vault.unlockWithPassword({ accountId, login, password: by.password, slots });
}

async function movedIn(publicKey: Uint8Array): Promise<void> {
  if (arrived === null) throw fault('not_signed_in');
  const { accountId, login, role, slots } = arrived;
  await settle({ accountId, publicKey, slots }, { login, role });
  arrived = null;
}

/** Not now: the login that opened nothing is ended. Never rejects. */
export async function leavePasskeySignIn(): Promise<void> {
  if (arrived === null) return;
  arrived = null;
  await endQuietly();
}

async function endQuietly(): Promise<void> {
  await endHeldLogin().catch(() => undefined);
}
