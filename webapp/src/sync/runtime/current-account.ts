// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import type { AccountDatabase } from '../../store/account-database.ts';
import type { AccountRow } from '../../store/rows.ts';
import { fault } from '../faults.ts';

export type Role = 'patient' | 'therapist';

export type AccountState =
  | { step: 'starting' }
  | { step: 'welcome' }
  | { step: 'locked'; login: string; role: Role }
  | { step: 'second_factor'; setup: boolean; login: string }
  | { step: 'open'; accountId: string; login: string; role: Role }
  /** The account is deleted and nothing of it is on this phone any more: the last page. */
  | { step: 'left' }
  | { step: 'broken'; why: 'no_storage' | 'known_answers' };

/** Whose phone this is, and the database of her account. */
export interface CurrentAccount extends AccountRow {
  database: AccountDatabase;
}

export const accountState = signal<AccountState>({ step: 'starting' });
export const currentAccount = signal<CurrentAccount | null>(null);

/** The server has refused the password that opened this phone: it, or the name, was changed on another device. */
export const passwordOutdated = computed(() => currentAccount.value?.over === true);

/** The public key kept on this phone was not the account's own, until the last unlock put it right. */
export const sealedToAnother = signal(false);

/** The account on this phone, locked or open. @throws Fault `not_here` */
export function requireAccount(): CurrentAccount {
  if (currentAccount.value === null) throw fault('not_here');
  return currentAccount.value;
}

/** The account on this phone, if its vault is open. @throws Fault `locked` */
export function requireOpenAccount(): CurrentAccount {
  if (!isOpen()) throw fault('locked');
  return requireAccount();
}

export function isOpen(): boolean {
  return accountState.value.step === 'open';
}
