// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { accounts } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import type { NewAccountKey } from '../../crypto/vault/vault.ts';
import { withOwnBuffer, type CarriedKey, type NewKeyRow } from '../../store/rows.ts';
import { deviceStore } from '../runtime/device.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { revisionMark } from '../runtime/revision-marks.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { saltOf } from './salts.ts';
import { postToTabs } from '../runtime/tabs.ts';

/**
 * A new account key on its way (PROTOCOL §12), and what a crash at any moment leaves.
 *
 * 1. made, typed back: in memory only. Killed here, nothing has happened.
 * 2. kept on this device as *sent*, beside the old slots. Killed here, the old password opens; the plan waits.
 * 3. sent. Killed here, or without an answer: the server is asked, by the salt of its password slot, which of the two
 *    it has. The old password opens until that is known.
 * 4. the retired key is put into the journal on this phone, then account row and plan change in one transaction. Killed
 *    between the two, 3 is asked again. From here the new password opens, and the retired key is here to open the rest.
 *    Keys retired before wait beside the account row until then (carried-keys.ts): under the new key they would open
 *    nothing for the old password, and under the old one nothing for the new.
 * 5. each entry is sealed again by a test of the entry itself (reseal-entries.ts), so a kill costs one batch at most.
 */
export async function keepSent(made: NewAccountKey, carried: CarriedKey[]): Promise<NewKeyRow> {
  const { accountId } = requireAccount();
  const { publicKey, slots, retiredKey } = made;
  const plan = {
    accountId,
    publicKey: withOwnBuffer(publicKey),
    slots,
    retiredKey: { ...retiredKey, envelope: withOwnBuffer(retiredKey.envelope) },
    carried,
  };
  await (await deviceStore()).keepNewKey(plan);
  return plan;
}

/** The new key that was sent from this device and not heard of, if there is one. */
export async function sentKey(): Promise<NewKeyRow | null> {
  const plan = await (await deviceStore()).newKey();
  return plan?.accountId === requireAccount().accountId ? plan : null;
}

/**
 * Whether the server has it. A server that lies here can only keep the person from signing in. @throws ApiFault
 * `offline` …
 */
export async function hasArrived(plan: NewKeyRow): Promise<boolean> {
  const { salt16 } = await accounts.prelogin(requireAccount().login);
  return salt16 === saltOf(plan.slots);
}

/**
 * The server has it: from here on this device unlocks with the new password. Safe to repeat.
 * @returns whether it was this call that changed it
 */
export async function adopt(plan: NewKeyRow): Promise<boolean> {
  const { database, accountId, login, role } = requireAccount();
  const { entryId: id, envelope } = plan.retiredKey;
  const row = {
    id,
    revision: 1,
    envelope,
    deleted: false,
    stored: 1,
    seen: [revisionMark(1, envelope)],
    touched: runtime.now().getTime(),
    keptAt: timeNow(),
  };
  await database.change(['entries'], async (at) => {
    if ((await at.objectStore('entries').get(id)) === undefined) await at.objectStore('entries').put(row);
  });
  const device = await deviceStore();
  const renewed = { accountId, login, role, publicKey: plan.publicKey, slots: plan.slots };
  const carried = plan.carried ?? [];
  const retired = new Set([...(await device.retiredKeys()), ...carried.map(({ entryId }) => entryId), id]);
  const adopted = await device.adoptNewKey(renewed, [...retired], carried);
  if (adopted) postToTabs({ newKey: true });
  return adopted;
}

/** True from when a new key is found to be in force until the journal is unlocked with it. */
export const newKeyWaits = signal(false);

let closeUp: () => Promise<void> = async () => undefined;

/** Set what happens when a new key turns out to be in force while this tab still uses the old one. */
export function onNewKey(action: () => Promise<void>): void {
  closeUp = action;
}

/**
 * Before anything is exchanged: a new key sent before the last crash, whose answer never came.
 * @throws ApiFault `new_key_arrived` when it is in force: what is open here is open under the old one
 */
export async function refuseIfNewKeyArrived(): Promise<void> {
  const plan = await sentKey();
  if (plan === null || !(await hasArrived(plan))) return;
  // An unlock with the new password may have been quicker, and then what is open is open under the new key.
  if (!(await adopt(plan))) return;
  newKeyWaits.value = true;
  await closeUp();
  throw new ApiFault('PUT /account/keys', { code: 'new_key_arrived' });
}
