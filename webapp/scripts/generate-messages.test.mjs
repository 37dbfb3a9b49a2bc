// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { moduleOf } from './generate-messages.mjs';
import { pseudo } from './pseudo-locale.mjs';

const src = join(import.meta.dirname, '../src');
const code = (catalogue) => moduleOf(catalogue).split('\n').slice(1).join('\n');

describe('a catalogue as code', () => {
  test('parameters have types: text or number, and a number where it chooses the form', () => {
    const made = code({ a_b: '{name} shares {count, plural, one {# note} other {# notes}}.' });
    expect(made).toContain('({ count, name }: { count: number; name: string | number }): string');
    expect(made).toContain('`${name} shares ${plural(count, { "one": `${count} note`, "other": `${count} notes` })}.`');
  });

  test('what looks like code in a message is only text', () => {
    expect(code({ a_b: 'a ` and $' + "'{'x} and \\" })).toContain('`a \\` and \\${x} and \\\\`');
  });

  test.each([
    ['{when, date}', 'a date'],
    ['{n, plural, one {#}}', 'no other form'],
    ['{n, selectordinal, other {#th}}', 'an ordinal'],
    ['{name', 'an open brace'],
  ])('%s is refused: %s', (message) => {
    expect(() => code({ a_b: message })).toThrow(/^a_b: /);
  });
});

describe('the pseudo-locale', () => {
  test('is bracketed, accented and about 40 % longer; parameters stay', () => {
    const made = moduleOf({ a_b: 'What {name} can read' }, { change: pseudo, rules: 'en' });
    const text = /=> `(.*)`;/.exec(made)[1];
    expect(text).toMatch(/^⟦Ŵĥ.*\$\{name\}.*⟧$/);
    const letters = text.replace('${name}', '').length - 2;
    expect(letters / 'What  can read'.length).toBeGreaterThan(1.25);
    expect(letters / 'What  can read'.length).toBeLessThan(1.8);
  });
});

test('no message of the catalogue is unused', () => {
  const keys = globSync('messages/en/*.json', { cwd: src }).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(join(src, file), 'utf8'))),
  );
  const read = globSync('**/*.{ts,tsx}', { cwd: src })
    .filter((file) => !file.includes('messages/'))
    .map((file) => readFileSync(join(src, file), 'utf8'))
    .join('\n');
  const used = new Set([...read.matchAll(/\bm\.([a-z0-9_]+)/g)].map(([, key]) => key));
  expect(keys.length).toBeGreaterThan(900);
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
});
