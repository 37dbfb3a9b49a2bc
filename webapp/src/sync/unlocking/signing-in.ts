// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts, type Slot } from '../../api/endpoints.ts';
import type { NewAccount } from '../../crypto/vault/vault.ts';
import { asLogin } from '../../domain/login.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { startAccount, openAccount, requireSameAccount, deviceStore } from './lifecycle.ts';
import { recogniseKey, sameBytes } from '../keys/retired-keys.ts';
import { deviceName } from './logins.ts';
import type { Role } from '../runtime/current-account.ts';
import { inviteOf, pendingInvite } from '../pairing/pending-invite.ts';
import { loginConfirmed } from '../exchange/schedule.ts';
import { holdForSecondFactor, type Needs } from './second-factor.ts';
import { keepLogin } from '../runtime/login-token.ts';
import { withLock } from '../runtime/tabs.ts';

interface Prepared extends NewAccount {
  login: string;
  role: Role;
  enrolment: string | undefined;
}

/** An account made in memory, until the person has kept her recovery code and it is registered. */
let prepared: Prepared | null = null;

const PROFILE = 1;

/**
 * Make an account in memory: its keys, its recovery code. Nothing is sent or stored yet.
 *
 * A patient who came by an invite registers with it; `enrolment` is a therapist's token.
 * @throws Fault `bad_input` for a login or password that cannot be
 */
export async function prepareAccount(asked: {
  role: Role;
  login: string;
  password: string;
  enrolment?: string;
}): Promise<{ recoveryCode: string }> {
  return withFaults(async () => {
    const login = asLogin(asked.login);
    const made = await runtime.vault().createAccount({ login, password: asked.password });
    prepared = {
      ...made,
      login,
      role: asked.role,
      enrolment: asked.enrolment ?? (await inviteOf(pendingInvite.value)),
    };
    return { recoveryCode: made.recoveryCode };
  });
}

/**
 * Send the prepared account, sign in, and keep it on this phone; then the journal is open.
 *
 * Safe to repeat after any failure: the server knows the same account again.
 * @throws Fault `not_prepared`, `login_taken`, `enrolment_refused`, `registration_closed`, `offline` …
 */
export async function register(): Promise<void> {
  await withFaults(async () => {
    if (prepared === null) throw fault('not_prepared');
    const made = prepared;
    await requireSameAccount(made.accountId);
    await accounts.register({
      account_id: made.accountId,
      role: made.role,
      login: made.login,
      auth_key: made.authKey64,
      recovery_auth: made.recoveryAuth64,
      slots: made.slots,
      ...(made.enrolment === undefined ? {} : { enrolment: made.enrolment }),
    });
    const { needs } = await signedIn(() =>
      accounts.signIn({ login: made.login, auth_key: made.authKey64, device: deviceName() }),
    );
    await goOnWith(needs, {
      accountId: made.accountId,
      login: made.login,
      authKey64: made.authKey64,
      goOn: () => settle(made, made),
    });
    prepared = null;
  });
}

/**
 * Sign in on this phone with name and password. Needs the server once; later unlocks do not.
 * @throws Fault `wrong_login`, `weaker_protection`, `other_account_here`, `other_key`, `offline` …
 */
export async function signIn(typed: { login: string; password: string }): Promise<void> {
  await withFaults(async () => {
    const login = asLogin(typed.login);
    const { profile, salt16 } = await accounts.prelogin(login);
    if (profile !== PROFILE) throw fault('weaker_protection');
    const authKey = await runtime.vault().authKey({ login, password: typed.password, salt1664: salt16 });
    const {
      account_id: accountId,
      role,
      needs,
    } = await signedIn(() => accounts.signIn({ login, auth_key: authKey, device: deviceName() }));
    const goOn = async (): Promise<void> => {
      const { slots } = await accounts.slots();
      // The server accepted the password, so it must have its slot.
      if (!slots.some(({ type }) => type === 'password')) throw fault('nonsense');
      const { publicKey } = await runtime
        .vault()
        .unlockWithPassword({ accountId, login, password: typed.password, slots });
      await settle({ accountId, publicKey, slots }, { login, role });
    };
    await goOnWith(needs, { accountId, login, authKey64: authKey, goOn });
  });
}

/** Go on with a login that is whole; hold one that waits for its second factor until that is there. */
export async function goOnWith(
  needs: Needs,
  login: { accountId: string; login: string; authKey64: string; goOn: () => Promise<void> },
): Promise<void> {
  if (needs === null) return login.goOn();
  holdForSecondFactor(needs, { ...login, giveUp: () => runtime.vault().lock() });
}

/**
 * Sign in while no tab exchanges: words under way would follow the new login into an account that is not hers.
 * @throws Fault `other_account_here`
 */
export async function signedIn<T extends NewLogin>(login: () => Promise<T>): Promise<T> {
  const kept = await (await deviceStore()).account();
  return kept === null ? admitted(login) : withLock(`exchange-${kept.accountId}`, () => admitted(login));
}

interface NewLogin {
  account_id: string;
  token: string;
}

/** A login into somebody else's account than the one kept here is ended again at once; the one held here stays. */
async function admitted<T extends NewLogin>(login: () => Promise<T>): Promise<T> {
  const told = await login();
  await requireSameAccount(told.account_id).catch(async (error: unknown) => {
    await accounts.endLoginOf(told).catch(() => undefined);
    throw error;
  });
  await keepLogin(told.token);
  return told;
}

/**
 * Keep what unlocks this account here, and open it. A phone that knows the account knows whether it is a patient's or a
 * therapist's: what is told at a later sign-in changes nothing of that.
 * @throws Fault `other_key` when the account has another key than this phone knows, and nothing in the journal says
 *   that she made it
 */
export async function settle(
  keys: { accountId: string; publicKey: Uint8Array; slots: Slot[] },
  who: { login: string; role: Role },
): Promise<void> {
  const device = await deviceStore();
  const known = await device.account();
  if (known !== null && !sameBytes(known.publicKey, keys.publicKey))
    await recogniseKey(known.accountId, known.publicKey).catch(lockAgain);
  const { accountId, publicKey, slots } = keys;
  const account = { accountId, publicKey, slots, login: who.login, role: known?.role ?? who.role };
  await device.keepAccount(account);
  await startAccount(account);
  await openAccount();
  // The sign-in itself proves the login: the connection may break before the first exchange.
  loginConfirmed();
}

/** Lock again what was opened under a key that this phone does not know. */
export async function lockAgain(error: unknown): Promise<never> {
  await runtime.vault().lock();
  throw error;
}
