// SPDX-License-Identifier: AGPL-3.0-or-later
/** How page and worker talk: one message for each action, one for its outcome. */
import type { FaultCode } from '../primitives/faults.ts';
import type { Vault } from './vault.ts';

/** Every action of the vault; all of them are async. */
export type VaultMethod = keyof Vault;

export interface Call {
  id: number;
  method: VaultMethod;
  args: unknown[];
}

/** `fault` is null for a bug, which has no code of ours. */
export type Outcome = { id: number; value: unknown } | { id: number; fault: FaultCode | null; message: string };
