// SPDX-License-Identifier: AGPL-3.0-or-later
import { currentAccount } from '../runtime/current-account.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { deviceStore, stopAccount } from './lifecycle.ts';
import { forgetPin } from './quick-unlock.ts';

/**
 * Remove the account that this tab shows from this phone, in all tabs.
 *
 * After a sign-out the phone still knows the practice's page, when it locks, and a login that has to be ended; after
 * a deletion it knows nothing of anybody. Where another tab was quicker there is nothing left to remove: whose account
 * may stand here since then is not touched.
 *
 * The record goes first: a crash after it leaves sealed rows without a way in, never a way in without rows.
 * @throws StoreFault
 */
export async function eraseHere(why: 'signed_out' | 'deleted'): Promise<void> {
  const device = await deviceStore();
  const database = currentAccount.value?.database;
  if (database === undefined) return;
  await (why === 'deleted' ? device.forgetAll() : device.forgetAccount());
  await forgetPin();
  postToTabs({ gone: true });
  await stopAccount(why === 'deleted' ? { step: 'left' } : { step: 'welcome' });
  await database.erase();
}
