// SPDX-License-Identifier: AGPL-3.0-or-later
import type { NewKeyRow } from '../../store/rows.ts';
import { fault } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { reloadAccount } from './lifecycle.ts';
import { adopt, hasArrived, sentKey } from '../keys/rotation-plan.ts';

interface Typed {
  login: string;
  password: string;
}

/**
 * Open with the password of a new key that was sent from this phone before a crash, and not heard of.
 *
 * As long as it is not in force, nothing may be sealed under it, so the vault is locked again.
 * @returns false when there is none, or this is not its password
 * @throws Fault `new_key_undecided` without a connection, `new_key_not_arrived`
 */
export async function openedWithSentKey(typed: Typed): Promise<boolean> {
  const plan = await sentKey();
  if (plan === null || !(await opens(plan, typed))) return false;
  const arrived = await hasArrived(plan).catch(() => null);
  if (arrived !== true) {
    await runtime.vault().lock();
    throw fault(arrived === null ? 'new_key_undecided' : 'new_key_not_arrived');
  }
  await adopt(plan);
  await reloadAccount();
  return true;
}

async function opens({ accountId, slots }: NewKeyRow, { login, password }: Typed): Promise<boolean> {
  return runtime
    .vault()
    .unlockWithPassword({ accountId, login, password, slots })
    .then(
      () => true,
      () => false,
    );
}
