// SPDX-License-Identifier: AGPL-3.0-or-later
import { vi } from 'vitest';

/** Far longer than anything here takes: an overloaded machine may need longer without that being a failure. */
const PATIENCE_MS = 30_000;

/** Waits until these assertions pass. @throws the last failure */
export function until(asserted: () => unknown): Promise<unknown> {
  return vi.waitFor(asserted, PATIENCE_MS);
}
