// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { account, prepareAccount, register, type Role } from '../../sync/account.ts';
import { twoGroups } from '../../domain/recovery-code.ts';
import { pendingInvite, readInvite } from '../../sync/pairing/pairings.ts';

/** What has been typed and made so far. In memory only: nothing is stored or sent before the last step. */
export interface Begun {
  role: Role;
  login: string;
  /** True while the password is the six generated words. */
  generated: boolean;
  password: string;
  recoveryCode: string;
  /** Which two groups of the recovery code, counted from 0, are typed back. */
  asked: readonly [number, number];
  /** Said on the name step when the server would not have this name. */
  nameFault: string | null;
}

const nothing: Begun = {
  role: 'patient',
  login: '',
  generated: true,
  password: '',
  recoveryCode: '',
  asked: [1, 4],
  nameFault: null,
};

export const begun = signal<Begun>(nothing);

export function go(change: Partial<Begun>): void {
  begun.value = { ...begun.value, ...change };
}

export const steps = ['name', 'password', 'code', 'again'] as const;
export type Step = (typeof steps)[number];

/** The step the address names, or the last one that can already be shown. */
export function stepFor(asked: string | undefined, soFar: Begun): Step {
  const step = steps.find((known) => known === asked) ?? 'name';
  if (step !== 'name' && soFar.login === '') return 'name';
  if ((step === 'code' || step === 'again') && soFar.recoveryCode === '') return 'password';
  return step;
}

/** Makes the keys on this device. Takes a second or two: guessing the password is made as slow. */
export async function makeKeys(enrolment: string | undefined): Promise<void> {
  const { role, login, password } = begun.value;
  const admitted = enrolment ?? (await invited(role));
  const made = await prepareAccount({
    role,
    login,
    password,
    ...(admitted === undefined ? {} : { enrolment: admitted }),
  });
  go({ recoveryCode: made.recoveryCode, asked: twoGroups() });
}

/** The invite that admits a patient. Half an invite admits nobody, and keeps nobody from a practice that is open. */
async function invited(role: Role): Promise<string | undefined> {
  const invite = pendingInvite.value;
  if (role === 'therapist' || invite === null) return undefined;
  return readInvite(invite).then(
    (read) => read.inviteId,
    () => undefined,
  );
}

/** Sends the account, then forgets what was typed. */
export async function finish(): Promise<void> {
  await register();
  if (['open', 'second_factor'].includes(account.value.step)) begun.value = nothing;
}
