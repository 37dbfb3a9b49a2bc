// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts } from '../../api/endpoints.ts';
import { codeOf, withFaults } from '../faults.ts';
import * as m from '../../messages/index.ts';

/** A device that is signed in, as the server lists it. */
export interface Device {
  loginId: string;
  device: string;
  createdAt: string;
  lastUsedAt: string;
  current: boolean;
}

export const devices = {
  /** Needs the server. @throws Fault */
  async list(): Promise<Device[]> {
    const { logins } = await withFaults(() => accounts.logins());
    return logins.map((one) => ({
      loginId: one.login_id,
      device: one.device,
      createdAt: one.created_at,
      lastUsedAt: one.last_used_at,
      current: one.current,
    }));
  },
  /** End the login of a device; one that is gone already is as good as ended. @throws Fault */
  async end(loginId: string): Promise<void> {
    await withFaults(() => ended(loginId));
  },
  /** End every login but this one. @throws Fault */
  async endOthers(): Promise<void> {
    await withFaults(() => accounts.endOtherLogins());
  },
};

async function ended(loginId: string): Promise<void> {
  await accounts.endLogin(loginId).catch((error: unknown) => {
    if (!['not_found', 'not_signed_in'].includes(codeOf(error))) throw error;
  });
}

type Kinds = readonly (readonly [string, RegExp])[];
const PLACES: Kinds = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Mac', /Mac OS/],
  ['Windows', /Windows/],
  ['Linux', /Linux/],
];
const BROWSERS: Kinds = [
  ['Firefox', /Firefox/],
  ['Edge', /Edg\//],
  ['Chrome', /Chrome/],
  ['Safari', /Safari/],
];

function first(kinds: Kinds, otherwise: string): string {
  const agent = typeof navigator === 'undefined' ? '' : navigator.userAgent;
  return kinds.find(([, sign]) => sign.test(agent))?.[0] ?? otherwise;
}

/** The kind of device this is, such as `iPhone`. */
export const deviceKind = (otherwise: string): string => first(PLACES, otherwise);

/** What the list of devices calls this one: kind of device and browser, nothing that tells it from its like. */
export const deviceName = (): string =>
  m.sync_device_name({ browser: first(BROWSERS, m.sync_some_browser()), device: deviceKind(m.sync_some_device()) });
