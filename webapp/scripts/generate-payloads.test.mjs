// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { filesOf } from './generate-payloads.mjs';

const folder = mkdtempSync(join(import.meta.dirname, '../src/domain/generated/trial-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let files, made;
beforeAll(async () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../interlude/payloads.schema.json'), 'utf8'));
  const appetite = { anyOf: [{ type: 'integer', minimum: 1, maximum: 5 }, { type: 'null' }], 'x-since': '9.0' };
  for (const name of ['check_in', 'shared_check_in']) schema.$defs[name].properties.appetite = appetite;
  files = await filesOf(schema);
  // Beside the generated files, so that it finds what they import.
  writeFileSync(join(folder, 'validators.mjs'), files['validators.js'].replace('../formats.ts', '../../formats.ts'));
  made = await import(join(folder, 'validators.mjs'));
});

const old = {
  ...{ v: 1, kind: 'check_in', written_at: '2026-10-03T23:40:00Z', edited_at: null, zone: 'UTC', attachments: [] },
  ...{ mood: 3, energy: null, anxiety: null, sleep: null, connection: null, feelings: [], words: '' },
};

it('does not ask what was written before for a field that was added later', () => {
  const { isValid, added } = made.ENTRIES.get('check_in');
  expect(added).toEqual(['appetite']);
  expect([old, { ...old, appetite: null }, { ...old, appetite: 6 }].map((one) => isValid(one))).toEqual([
    true,
    true,
    false,
  ]);
  expect(made.SHARES.get('check_in').added).toEqual(['appetite']);
});

it('types an added field as always there once it is read', () => {
  expect(files['types.ts']).toMatch(/^appetite: \(number \| null\)$/m);
});
