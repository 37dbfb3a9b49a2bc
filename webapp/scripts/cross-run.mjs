// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Seals and opens for another language: JSON lines in, one line out for each, real randomness.
 * The contract stands in tests/protocol/README.md, "Cross-runs". Needs a Node that runs TypeScript (22.18 or newer).
 */
import { createInterface } from 'node:readline';

import { CryptoFault } from '../src/crypto/primitives/faults.ts';
import { systemRandom } from '../src/crypto/primitives/primitives.ts';
import { CONSTRUCTS, Given, OPENINGS } from '../src/crypto/testing/constructs.ts';
import { hex } from '../src/crypto/primitives/encoding.ts';

/**
 * What the contract lets the other side seal or open. A hello is opened under the name of the acceptance it came in.
 */
const OPENING_OF = { acceptance: 'hello' };
const ALLOWED = ['seal', 'slot', 'entry', 'drop', 'local', 'share', 'file', 'acceptance', 'recovery_code', 'invite'];

async function answer({ op, construct, ...input }) {
  if (!ALLOWED.includes(construct)) throw new Error(`no construct ${construct}`);
  if (op === 'open') return OPENINGS[OPENING_OF[construct] ?? construct](new Given(input));
  if (construct !== 'recovery_code') return CONSTRUCTS[construct](new Given(input), systemRandom);
  const code = input.code ?? hex(systemRandom(16));
  return { code, ...CONSTRUCTS.recovery_code(new Given({ code }), systemRandom) };
}

function spoken(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value]),
  );
}

async function outcome(line) {
  try {
    return spoken(await answer(JSON.parse(line)));
  } catch (fault) {
    if (fault instanceof CryptoFault) return { refused: true };
    throw fault;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await outcome(line))}\n`);
}
