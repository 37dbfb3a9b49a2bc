// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Entry } from '../../domain/payloads.ts';
import { canonical, merge } from './merging.ts';

interface Example {
  name: string;
  one: Entry;
  other: Entry;
  together: Entry | null;
}

const file = join(import.meta.dirname, '../../../../tests/protocol/merges.json');
const examples = JSON.parse(readFileSync(file, 'utf8')) as Example[];

/** Texts too long for a file are written as a letter and how often. */
function writtenOut(payload: Entry): Entry {
  const texts = Object.entries(payload as Record<string, unknown>).map(([name, value]) => [
    name,
    isRepeated(value) ? value.repeat.repeat(value.times) : value,
  ]);
  return Object.fromEntries(texts) as Entry;
}

const isRepeated = (value: unknown): value is { repeat: string; times: number } =>
  typeof value === 'object' && value !== null && 'repeat' in value;

describe('the Python library and this app merge alike', () => {
  test.each(examples)('$name', ({ one, other, together }) => {
    const merged = merge(writtenOut(one), writtenOut(other));
    expect(canonical(merged === 'apart' ? null : merged.together)).toBe(canonical(together));
  });
});
