import { accounts } from '../api/doors.ts';
import type { NewKeys, Unlocked } from '../crypto/vault.ts';
import { asLogin } from '../domain/login.ts';
import { codeOf, fault, spoken } from './faults.ts';
import { ground } from './ground.ts';
import { deviceName } from './logins.ts';
import type { Role } from './owner.ts';
import { settle, signedIn } from './signing-in.ts';

interface Typed { login: string; code: string; newPassword: string }
interface Sent { typed: string; accountId: string; role: Role; keys: NewKeys }

/** New keys the server may have without our knowing: only they can say the new code, so they stay until it is told. */
let sent: Sent | null = null;

/**
 * The password is lost, the recovery code is at hand: open with it, choose a new password, get a new code.
 *
 * After a lost answer the same words typed again find out whether the server has the new keys already.
 * @throws Fault `mistyped_code` without asking anybody; `wrong_name_or_code`, `wrong_code`, `offline` …
 */
export async function signInWithRecoveryCode(typed: Typed): Promise<{ recoveryCode: string }> {
  return spoken(async () => {
    const login = asLogin(typed.login);
    const same = JSON.stringify([login, typed.code, typed.newPassword]);
    const { keys, role, publicKey, accountId } = await arrived(login, typed.newPassword, same) ?? await replaced({ ...typed, login }, same);
    await settle({ accountId, publicKey, slots: keys.slots }, { login, role });
    sent = null;
    return { recoveryCode: keys.recoveryCode };
  });
}

/** What was sent before, if the server took it; null when there is nothing of the kind and all begins anew. */
async function arrived(login: string, password: string, same: string): Promise<(Sent & Unlocked) | null> {
  const before = sent;
  if (before?.typed !== same) return null;
  try {
    await signedIn(() => accounts.signIn({ login, auth_key: before.keys.authKey64, device: deviceName() }));
  } catch (error) {
    if (codeOf(error) !== 'wrong_login') throw error;
    return null;
  }
  return { ...before, ...await ground.vault().unlockWithPassword({ accountId: before.accountId, login, password, slots: before.keys.slots }) };
}

async function replaced({ login, code, newPassword }: Typed, same: string): Promise<Sent & Unlocked> {
  const vault = ground.vault();
  const proof = await vault.recoveryAuth({ code });
  const { account_id: accountId, role } = await signedIn(() => byCode(login, proof));
  const unlocked = await vault.unlockWithRecoveryCode({ accountId, code, slots: (await accounts.slots()).slots });
  const keys = await vault.replaceKeys({ login, password: newPassword });
  sent = { typed: same, accountId, role, keys };
  const { authKey64: auth_key, recoveryAuth64: recovery_auth, slots } = keys;
  await accounts.replaceKeys({ proof: { recovery_auth: proof }, login, auth_key, recovery_auth, slots });
  await accounts.signIn({ login, auth_key, device: deviceName() });
  return { ...sent, ...unlocked };
}

/** The server's word for a wrong name or key, said of what was typed here. @throws Fault `wrong_name_or_code` */
async function byCode(login: string, proof: string): ReturnType<typeof accounts.signInToRecover> {
  try {
    return await accounts.signInToRecover({ login, recovery_auth: proof, device: deviceName() });
  } catch (error) {
    throw codeOf(error) === 'wrong_login' ? fault('wrong_name_or_code') : error;
  }
}
