// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts, type NewKeysBody, type Slot } from '../../api/endpoints.ts';
import type { PasswordCredential, RecoveryCredential } from '../../crypto/vault/vault.ts';
import { asLogin } from '../../domain/login.ts';
import { changeAccount } from '../unlocking/account-row.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { forgetSignInKey } from '../unlocking/held-sign-in-key.ts';
import { requireOpenAccount, accountState } from '../runtime/current-account.ts';
import { proven, slotsNow, type Proof } from '../unlocking/proofs.ts';

/**
 * Password, recovery code and sign-in name. Each change replaces one slot of the set in one transaction, under a fresh
 * proof; every other device is signed out by it. What was made stays in memory until the server is known to have it, so
 * that after a lost answer the same action, done again, finds out.
 */

let newPassword: { login: string; password: string; way: PasswordCredential } | null = null;
let newCode: RecoveryCredential | null = null;

/** A new password for the same journal. @throws Fault `wrong_password`, `proof_refused`, `offline` … */
export async function changePassword(asked: { password: string; proof: Proof }): Promise<void> {
  await withFaults(() => passwordChanged(requireOpenAccount().login, asked.password, asked.proof));
}

/**
 * Another name to sign in with. The password stays, and is needed: the name goes into what is made of it. @throws Fault
 * `login_taken` …
 */
export async function rename(asked: { login: string; password: string }): Promise<void> {
  await withFaults(() => passwordChanged(asLogin(asked.login), asked.password, { password: asked.password }));
}

async function passwordChanged(login: string, password: string, proof: Proof): Promise<void> {
  if (newPassword?.login !== login || newPassword.password !== password) {
    newPassword = { login, password, way: await runtime.vault().changePassword({ login, password }) };
  }
  const { way } = newPassword;
  const renamed = login === requireOpenAccount().login ? {} : { login };
  await replaced(way.slot, proof, { auth_key: way.authKey64, ...renamed });
  newPassword = null;
  forgetSignInKey();
}

/** A new recovery code, made here and shown. The old one stays valid until `putRecoveryCode`. @throws Fault `locked` */
export async function prepareRecoveryCode(): Promise<{ recoveryCode: string }> {
  return withFaults(async () => {
    newCode = await runtime.vault().newRecoveryCode();
    return { recoveryCode: newCode.recoveryCode };
  });
}

/** The new code is on paper: from now on it is the one. @throws Fault `not_prepared`, `wrong_password`, `offline` … */
export async function putRecoveryCode(proof: Proof): Promise<void> {
  await withFaults(async () => {
    if (newCode === null) throw fault('not_prepared');
    await replaced(newCode.slot, proof, { recovery_auth: newCode.recoveryAuth64 });
    newCode = null;
  });
}

type Rest = Omit<NewKeysBody, 'proof' | 'slots'>;

/** Replace one slot of the set; the rest is sent back unchanged, and this phone keeps the new set. */
async function replaced(slot: Slot, proof: Proof, rest: Rest): Promise<void> {
  const before = await slotsNow();
  const slots = [...before.filter(({ type }) => type !== slot.type), slot];
  if (!holds(before, slot)) await sent({ proof: await proven(proof, before), slots, ...rest }, slot);
  await changeAccount((row) => ({ ...row, slots, login: rest.login ?? row.login }));
  // The account's state holds the name too.
  if (rest.login !== undefined && 'login' in accountState.value)
    accountState.value = { ...accountState.value, login: rest.login };
}

/** A lost response does not mean a lost change: ask the server what it has. */
async function sent(body: NewKeysBody, slot: Slot): Promise<void> {
  await accounts.replaceKeys(body).catch(async (error: unknown) => {
    const now = await slotsNow().catch(() => []);
    if (!holds(now, slot)) throw error;
  });
}

const holds = (slots: readonly Slot[], slot: Slot): boolean =>
  slots.some(({ slot_id, envelope }) => slot_id === slot.slot_id && envelope === slot.envelope);
