// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Slot } from '../../api/endpoints.ts';
import type { AccountRow } from '../../store/rows.ts';
import { deviceStore } from './lifecycle.ts';
import { currentAccount } from '../runtime/current-account.ts';

/**
 * Change what this phone keeps of the account itself, in its store and in this tab.
 *
 * Does nothing if the device holds another account by now.
 */
export async function changeAccount(change: (row: AccountRow) => AccountRow): Promise<void> {
  const device = await deviceStore();
  const row = await device.account();
  if (row === null || row.accountId !== currentAccount.peek()?.accountId) return;
  const changed = change(row);
  if (changed === row) return;
  await device.keepAccount(changed);
  const now = currentAccount.peek();
  if (now?.accountId === row.accountId) currentAccount.value = { ...now, ...changed };
}

/** The ways to unlock as this phone keeps them now; another tab may have changed them since this one began. */
export async function keptSlots(): Promise<Slot[]> {
  return (await (await deviceStore()).account())?.slots ?? [];
}
