// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Step } from './schedule.ts';

/**
 * The same failure with fewer steps: halves first, then single ones, as long as it still fails.
 *
 * @param fails whether an interleaving of these steps breaks the same promise
 */
export async function shrunk(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let left = steps;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length;) {
      const fewer = [...left.slice(0, from), ...left.slice(from + size)];
      if (fewer.length > 0 && (await fails(fewer))) left = fewer;
      else from += size;
    }
  }
  return left;
}
