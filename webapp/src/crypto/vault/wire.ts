/** How page and worker talk: one message for each deed, one for its outcome. */
import type { FaultCode } from '../primitives/faults.ts';
import type { Vault } from './vault.ts';

/** Every deed of the vault; all of them are async. */
export type Deed = keyof Vault;

export interface Call {
  id: number;
  deed: Deed;
  args: unknown[];
}

export type Outcome = { id: number; value: unknown } | { id: number; fault: FaultCode | null; message: string }; // null: a bug, not one of ours
