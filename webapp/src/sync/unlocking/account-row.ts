import type { Slot } from '../../api/endpoints.ts';
import type { AccountRow } from '../../store/rows.ts';
import { theDevice } from './lifecycle.ts';
import { owner } from '../runtime/current-account.ts';

/**
 * Change what this phone keeps of the account itself, in its store and in this tab.
 *
 * Does nothing when somebody else lives here by now.
 */
export async function changeAccount(change: (row: AccountRow) => AccountRow): Promise<void> {
  const device = await theDevice();
  const row = await device.account();
  if (row === null || row.accountId !== owner.peek()?.accountId) return;
  const changed = change(row);
  if (changed === row) return;
  await device.keepAccount(changed);
  const now = owner.peek();
  if (now?.accountId === row.accountId) owner.value = { ...now, ...changed };
}

/** The ways to unlock as this phone keeps them now; another tab may have changed them since this one began. */
export async function keptSlots(): Promise<Slot[]> {
  return (await (await theDevice()).account())?.slots ?? [];
}
