// SPDX-License-Identifier: AGPL-3.0-or-later
import { setHeldToken } from '../../api/client.ts';
import { accounts } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import type { SealedToken } from '../../crypto/keys/login-token.ts';
import { deviceStore } from './device.ts';
import { runtime } from './runtime.ts';

/**
 * The login of this device: a token that each request carries, kept sealed on the device, so that it survives a
 * restart and works while locked. All tabs read the same row before each request, so there is one login at a time,
 * whichever tab began it.
 */

/** The token this tab opened last. */
let opened: { envelope: Uint8Array; token: string } | null = null;
/** A token that could not be stored, for want of space or of a browser key: it lasts as long as the page. */
let unkept: string | null = null;

/** From now on every request carries the login of this device. */
export function carryLogin(): void {
  setHeldToken(heldToken);
}

/** A login has begun: it is this device's from now on. Never rejects. */
export async function keepLogin(token: string): Promise<void> {
  unkept = token;
  try {
    const sealed = await runtime.vault().sealToken({ token });
    await (await deviceStore()).keep('login', sealed);
    opened = { envelope: sealed.envelope, token };
    unkept = null;
  } catch {
    // Without a stored login the next start asks for the password; nothing else is lost.
  }
}

async function heldToken(): Promise<string | null> {
  if (unkept !== null) return unkept;
  try {
    const row = await (await deviceStore()).fact('login');
    opened = row === null ? null : await openedOf(row);
  } catch {
    // A storage that fails for a moment does not end the login.
  }
  return opened?.token ?? null;
}

async function openedOf(row: SealedToken): Promise<{ envelope: Uint8Array; token: string }> {
  if (opened?.envelope.join() === row.envelope.join()) return opened;
  return { envelope: row.envelope, token: await runtime.vault().openToken(row) };
}

/** Forget the token that only this page holds; the stored one, if any, is used from now on. */
export function forgetUnkeptLogin(): void {
  unkept = null;
}

/**
 * No request carries this device's login from now on; it is ended at once or, without a connection, at the next start.
 * @throws StoreFault
 */
export async function endHeldLogin(): Promise<void> {
  const token = unkept;
  unkept = null;
  await (await deviceStore()).setLoginAside();
  await Promise.all([endLoginsSetAside(), token === null ? null : endedBy({ token })]);
}

/** End logins that are no longer used and whose end was never confirmed. Never rejects. */
export async function endLoginsSetAside(): Promise<void> {
  const device = await deviceStore();
  for (const row of await device.loginsToEnd().catch(() => [])) {
    const token = await runtime
      .vault()
      .openToken(row)
      .catch(() => null);
    if (token === null || (await endedBy({ token }))) await device.forgetLoginToEnd(row).catch(() => undefined);
  }
}

/**
 * An earlier release kept its login in a cookie. One request, made once and while nothing here waits to be sent,
 * carries it still and ends it. Never rejects.
 */
export async function endCookieLogin(nothingWaits: () => boolean): Promise<void> {
  try {
    const device = await deviceStore();
    if ((await device.fact('cookie_ended')) !== null) return;
    const isOld = (await device.account()) !== null || (await device.fact('end_login')) !== null;
    if (isOld && !(nothingWaits() && (await endedBy('cookie')))) return;
    await device.keep('cookie_ended', true);
    await device.forget('end_login');
  } catch {
    // Asked again at the next start.
  }
}

/** Whether a login is known to be over: ended now, or unknown to the server. */
async function endedBy(by: { token: string } | 'cookie'): Promise<boolean> {
  return accounts.endLoginOf(by).then(
    () => true,
    (error: unknown) => error instanceof ApiFault && [401, 403, 404].includes(error.status),
  );
}
