// SPDX-License-Identifier: AGPL-3.0-or-later
import { context, concat, u64, utf8 } from '../primitives/encoding.ts';
import { sha256, type Random } from '../primitives/primitives.ts';

/** The test source of PROTOCOL §15: block i is the hash of seed and i, and i never starts again. */
export function testSource(seed: string): Random {
  let i = 0;
  return (n) => {
    const blocks = Array.from({ length: Math.ceil(n / 32) }, () => sha256(context('test-rng', utf8(seed), u64(i++))));
    return concat(...blocks).slice(0, n);
  };
}
