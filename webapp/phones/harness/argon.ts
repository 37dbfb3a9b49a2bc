// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';

import type * as HashWasm from 'hash-wasm';
import { vi } from 'vitest';

type Asked = Parameters<typeof HashWasm.argon2id>[0];

/**
 * How the phones of a test file stretch passwords.
 *
 * - `cheap`: Argon2id at its smallest cost, keyed by the cost that was asked for: another password, salt or cost gives
 *   another answer, as in production, and nobody waits for it.
 * - `real`: at the cost asked for, computed once for each password and salt in a test file. For what another program
 *   opens too.
 */
let cost: 'cheap' | 'real' = 'cheap';

/** What was computed in this process: the function is pure, so the same question has the same answer. */
const known = new Map<string, Promise<Uint8Array>>();

/** From here on the phones of this test file stretch passwords at full cost. */
export function stretchAtFullCost(): void {
  cost = 'real';
}

/**
 * Makes modules loaded from now on use this file's Argon2id. Tests of the cryptography never call this, and
 * `registration.test.ts` runs a whole phone without it.
 */
export function replaceArgon(): void {
  vi.doMock('hash-wasm', async (original) => {
    const library = await original<typeof HashWasm>();
    return {
      ...library,
      argon2id: (asked: Asked) => (cost === 'cheap' ? cheap(library, asked) : real(library, asked)),
    };
  });
}

/** How often something was computed here. */
export const computed = (): number => count;
let count = 0;

async function cheap(library: typeof HashWasm, asked: Asked): Promise<Uint8Array> {
  count += 1;
  const { iterations, memorySize, parallelism, hashLength } = asked;
  return library.argon2id({
    ...asked,
    secret: JSON.stringify({ iterations, memorySize, parallelism, hashLength }),
    iterations: 1,
    memorySize: 8 * parallelism,
    outputType: 'binary',
  });
}

async function real(library: typeof HashWasm, asked: Asked): Promise<Uint8Array> {
  const name = createHash('sha256')
    .update(JSON.stringify(asked, (_key, value: unknown) => (value instanceof Uint8Array ? [...value] : value)))
    .digest('hex');
  let answer = known.get(name);
  if (answer === undefined) {
    count += 1;
    answer = library.argon2id({ ...asked, outputType: 'binary' });
    known.set(name, answer);
    answer.catch(() => known.delete(name));
  }
  return (await answer).slice(); // whoever asked overwrites it when she is done
}
