// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../messages/index.ts';

/** A sign-in name as the protocol has it (§6): only A to Z change, and nothing stands around it. */
export function asLogin(typed: string): string {
  return typed.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** One sentence when a name cannot be a sign-in name; null when it can. */
export function loginFault(login: string): string | null {
  if (login.length < 3) return m.login_please_use_at_least_3();
  if (login.length > 64) return m.login_please_use_at_most_64();
  return /^[a-z0-9._@+-]+$/.test(login) ? null : m.login_please_use_only_the_letters();
}
