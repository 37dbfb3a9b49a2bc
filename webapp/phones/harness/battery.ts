// SPDX-License-Identifier: AGPL-3.0-or-later
import { vi } from 'vitest';

import type { Tab } from './phone.ts';
import { until } from './until.ts';

/** Work that was under way when the power went may still be running; a page that is gone must not write any more. */
const LAST_BREATH_MS = 300;

/** Runs this on a phone whose battery dies at its nth write, counted from now. Resolves when all work has stopped. */
export async function diesAtWrite(nth: number, tab: Tab, action: () => Promise<unknown>): Promise<void> {
  const open = IDBDatabase.prototype.transaction;
  let writes = 0;
  const dies = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...asked: Parameters<typeof open>
  ) {
    if (asked[1] === 'readwrite' && (writes += 1) >= nth) {
      tab.kill();
      throw new DOMException('the battery is empty', 'AbortError');
    }
    return open.apply(this, asked);
  });
  await action().catch(() => undefined);
  await until(() => {
    if (writes < nth) throw new Error(`only ${writes} of ${nth} writes`);
  });
  await new Promise((after) => setTimeout(after, LAST_BREATH_MS));
  dies.mockRestore();
}
