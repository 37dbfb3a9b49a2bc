// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { fromHex, hex } from './primitives/encoding.ts';
import { CryptoFault } from './primitives/faults.ts';
import { sha256 } from './primitives/primitives.ts';
import { readRecoveryCode } from './keys/recovery-code.ts';
import { bytesOf, CONSTRUCTS, Given, OPENINGS, refusal, said, type Values } from './testing/constructs.ts';
import { testSource } from './testing/test-source.ts';

interface Vector {
  name: string;
  seed?: string;
  input: Values;
  output: Values;
}
interface Refusal {
  construct: string;
  name: string;
  why: string;
  input: Values;
}
interface Recipe {
  vector: string;
  pieces: (string | [number, number])[];
  flips?: [number, number][];
}

const file = join(import.meta.dirname, '../../../tests/protocol/vectors.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { groups: Record<string, Vector[]>; refusals: Refusal[] };

async function computed(construct: string, { input, seed }: Vector): Promise<Values> {
  return await CONSTRUCTS[construct]!(new Given(input), testSource(seed ?? ''));
}

const spoken = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, said(value)]));

describe.each(Object.entries(vectors.groups))('%s', (construct, group) => {
  test.each(group)('$name', async (vector) => {
    const made = await computed(construct, vector);
    expect(spoken(made)).toEqual(vector.output);

    const opening = construct === 'invite' ? undefined : OPENINGS[construct];
    if (opening === undefined) return;
    for (const [name, value] of Object.entries(opening(new Given({ ...vector.input, ...unspoken(made) })))) {
      expect(said(value)).toEqual(said(bytesOf(vector.input[name])));
    }
  });
});

/** Outputs as inputs again, whole. */
function unspoken(made: Values): Values {
  return Object.fromEntries(
    Object.entries(made).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value]),
  );
}

test('a recovery code is read however it was typed', () => {
  for (const { input } of vectors.groups.recovery_code!) {
    for (const typed of (input.also_read_text ?? []) as string[])
      expect(readRecoveryCode(typed)).toEqual(bytesOf(input.code));
  }
});

test('a link gives back what it was made of', () => {
  for (const { input, output } of vectors.groups.invite!) {
    const read = spoken(OPENINGS.invite!(new Given(output)));
    expect(read).toMatchObject({
      secret: output.secret,
      invite_id: output.invite_id,
      therapist_public: input.therapist_public,
      origin: input.origin,
    });
  }
});

describe('what must be refused', () => {
  test.each(vectors.refusals)('$construct: $name ($why)', async ({ construct, input }) => {
    const given = construct === 'open_file' ? await withFile(input) : input;
    await expect((async () => refusal(construct)(new Given(given)))()).rejects.toBeInstanceOf(CryptoFault);
  });

  test('there are many of them', () => {
    expect(vectors.refusals.length).toBeGreaterThan(300);
  });
});

/** Makes the bytes a recipe describes; without a hash, only the cryptography can refuse them. */
async function withFile(input: Values): Promise<Values> {
  const sealed = await cooked(input.sealed as Recipe);
  return { ...input, sealed: hex(sealed), hash: input.hash ?? hex(sha256(sealed)) };
}

async function cooked({ vector, pieces, flips = [] }: Recipe): Promise<Uint8Array> {
  const { sealed } = await computed(
    'file',
    vectors.groups.file!.find(({ name }) => name === vector)!,
  );
  const parts = pieces.map((piece) =>
    typeof piece === 'string' ? fromHex(piece) : (sealed as Uint8Array).slice(...piece),
  );
  const joined = Uint8Array.from(parts.flatMap((part) => [...part]));
  for (const [offset, mask] of flips) joined[offset] = joined[offset]! ^ mask;
  return joined;
}
