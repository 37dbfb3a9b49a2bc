// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readObject } from '../crypto/primitives/strict-json.ts';
import { validateEntry, validateHello, validateShare } from './payloads.ts';

type Reading = 'known' | 'newer' | 'unreadable';

interface Example {
  name: string;
  where: 'entry' | 'share' | 'hello';
  payload?: object;
  json?: string;
  fill?: { field: string; unit: string; count: number }; // a text too long to be written out
  accepted: boolean;
  reading: Reading;
}

const file = join(import.meta.dirname, '../../../tests/protocol/payloads.json');
const examples = JSON.parse(readFileSync(file, 'utf8')) as Example[];
const doors = { entry: validateEntry, share: validateShare, hello: validateHello };

function written({ payload, json, fill }: Example): string {
  const long = fill === undefined ? {} : { [fill.field]: fill.unit.repeat(fill.count) };
  return json ?? JSON.stringify({ ...payload, ...long });
}

/** Reads an example as it would come out of an envelope. */
function reading(example: Example): Reading {
  try {
    const outcome = doors[example.where](readObject(new TextEncoder().encode(written(example))));
    return outcome.ok ? 'known' : outcome.why;
  } catch {
    return 'unreadable';
  }
}

describe('examples both languages share', () => {
  test.each(examples)('$name', (example) => {
    expect(reading(example)).toBe(example.reading);
    expect(example.reading === 'known').toBe(example.accepted);
  });

  test('there are examples of both', () => {
    expect(examples.filter(({ accepted }) => accepted).length).toBeGreaterThan(50);
    expect(examples.filter(({ accepted }) => !accepted).length).toBeGreaterThan(200);
  });
});

describe('why something is refused', () => {
  test.each([
    [{ v: 2, kind: 'note' }, 'newer'],
    [{ v: 1, kind: 'dream' }, 'newer'],
    [{ v: 1, kind: 'note' }, 'unreadable'],
    [{ v: 1, kind: 'hello', name: 'Ana' }, 'unreadable'],
    [{ v: 0, kind: 'note' }, 'unreadable'],
    [{ kind: 'dream' }, 'unreadable'],
    [null, 'unreadable'],
  ])('%j is %s', (payload, why) => {
    expect(validateEntry(payload)).toEqual({ ok: false, why });
  });
});
