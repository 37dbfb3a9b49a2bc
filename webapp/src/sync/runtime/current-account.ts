import { computed, signal } from '@preact/signals';

import type { Home } from '../../store/account-database.ts';
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
export interface Owner extends AccountRow {
  home: Home;
}

export const stage = signal<AccountState>({ step: 'starting' });
export const owner = signal<Owner | null>(null);

/** The server has refused the password that opened this phone: it, or the name, was changed on another device. */
export const passwordOver = computed(() => owner.value?.over === true);

/** The public key kept on this phone was not the account's own, until the last unlock put it right. */
export const sealedToAnother = signal(false);

/** The account on this phone, locked or open. @throws Fault `not_here` */
export function theOwner(): Owner {
  if (owner.value === null) throw fault('not_here');
  return owner.value;
}

/** The account on this phone, if its vault is open. @throws Fault `locked` */
export function openOwner(): Owner {
  if (!isOpen()) throw fault('locked');
  return theOwner();
}

export function isOpen(): boolean {
  return stage.value.step === 'open';
}
