import { createHash } from 'node:crypto';

import type * as HashWasm from 'hash-wasm';
import { vi } from 'vitest';

type Asked = Parameters<typeof HashWasm.argon2id>[0];

/** What was computed in this process: the function is pure, so the same question has the same answer. */
const known = new Map<string, Promise<Uint8Array>>();

/**
 * The real Argon2id of the real profile, run once for each password, salt and cost in a test file.
 *
 * Phones of one person ask the same again at each sign-in, unlock and proof. Tests of the cryptography never come
 * here, and
 * `registration-afresh.test.ts` runs a whole phone without it.
 */
export function rememberArgon(): void {
  vi.doMock('hash-wasm', async (original) => {
    const library = await original<typeof HashWasm>();
    return { ...library, argon2id: (asked: Asked) => answered(library, asked) };
  });
}

/** How often something was computed here, and remembered. */
export const computed = (): number => known.size;

async function answered(library: typeof HashWasm, asked: Asked): Promise<Uint8Array> {
  const name = createHash('sha256')
    .update(JSON.stringify(asked, (_key, value: unknown) => (value instanceof Uint8Array ? [...value] : value)))
    .digest('hex');
  let answer = known.get(name);
  if (answer === undefined) {
    answer = library.argon2id({ ...asked, outputType: 'binary' });
    known.set(name, answer);
    answer.catch(() => known.delete(name));
  }
  return (await answer).slice(); // whoever asked overwrites it when she is done
}
