// SPDX-License-Identifier: AGPL-3.0-or-later
import { vi } from 'vitest';

/** Far longer than anything here takes: on a machine at its limits the wait is longer, and still no failure. */
const PATIENCE_MS = 30_000;

/** Waits until this asserts nothing false any more. @throws its last complaint */
export function until(asserted: () => unknown): Promise<unknown> {
  return vi.waitFor(asserted, PATIENCE_MS);
}
