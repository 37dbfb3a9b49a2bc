// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Makes src/messages/generated/<locale>/ from src/messages/en/*.json: one typed function for each message.
 *
 * A message is ICU MessageFormat: text, `{name}`, and `{count, plural, one {…} other {…}}`. What a build shows is plain
 * code: nothing is parsed in the page, a message nobody uses is not shipped, and the messages of a feature lie in the
 * chunk of that feature. A message that does not exist, or lacks a parameter, does not compile.
 *
 * Besides English there is the pseudo-locale en-XA, for `vite build --mode pseudo` (see pseudo-locale.mjs).
 */
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse, TYPE } from '@formatjs/icu-messageformat-parser';

import { pseudo } from './pseudo-locale.mjs';
import { writeChanged } from './write-changed.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '../src/messages/en');
const target = join(here, '../src/messages/generated');

const BANNER = '/* Made by scripts/generate-messages.mjs from src/messages/en. Do not edit. */';

/** Each locale that is made: how a parsed message comes from the English one, and whose plural rules it follows. */
const LOCALES = { en: { change: (elements) => elements, rules: 'en' }, 'en-XA': { change: pseudo, rules: 'en' } };

/** The TypeScript of one catalogue file. Exported for its test. */
export function moduleOf(catalogue, { change, rules } = LOCALES.en) {
  const functions = Object.entries(catalogue).map(([key, message]) => functionOf(key, message, change));
  const code = functions.join('\n');
  const usesPlural = code.includes('plural(');
  return [
    BANNER,
    ...(usesPlural ? [`import { pluralOf } from '../../plural.ts';`, `const plural = pluralOf('${rules}');`] : []),
    code,
    '',
  ].join('\n');
}

function functionOf(key, message, change) {
  if (!/^[a-z][a-z0-9_]*$/.test(key)) throw new Error(`${key}: keys are lower case with underscores`);
  const elements = elementsOf(key, message, change);
  const parameters = new Map();
  const body = templateOf(key, elements, parameters, null);
  const names = [...parameters.keys()].sort();
  const signature =
    names.length === 0
      ? ''
      : `{ ${names.join(', ')} }: { ${names.map((name) => `${name}: ${parameters.get(name)}`).join('; ')} }`;
  return `/** ${message.replaceAll('*/', '* /')} */\nexport const ${key} = (${signature}): string => ${body};`;
}

function elementsOf(key, message, change) {
  try {
    return change(parse(message, { ignoreTag: true, requiresOtherClause: true }));
  } catch (error) {
    throw new Error(`${key}: ${error.message}`, { cause: error });
  }
}

function templateOf(key, elements, parameters, counted) {
  return `\`${elements.map((element) => partOf(key, element, parameters, counted)).join('')}\``;
}

function partOf(key, element, parameters, counted) {
  switch (element.type) {
    case TYPE.literal:
      return element.value.replace(/[`\\]|\$\{/g, '\\$&');
    case TYPE.argument:
      if (!parameters.has(element.value)) parameters.set(element.value, 'string | number');
      return `\${${element.value}}`;
    case TYPE.pound:
      return `\${${counted}}`;
    case TYPE.plural:
      return `\${${pluralOf(key, element, parameters)}}`;
    default:
      throw new Error(`${key}: only text, parameters and plurals are understood`);
  }
}

function pluralOf(key, { value: name, options, pluralType }, parameters) {
  if (pluralType !== 'cardinal') throw new Error(`${key}: only cardinal plurals are understood`);
  parameters.set(name, 'number');
  const forms = Object.entries(options).map(
    ([form, { value }]) => `${JSON.stringify(form)}: ${templateOf(key, value, parameters, name)}`,
  );
  return `plural(${name}, { ${forms.join(', ')} })`;
}

/** Every catalogue file by its name. Keys begin with it, so no two files can hold the same one. */
function catalogues() {
  return globSync('*.json', { cwd: source })
    .sort()
    .map((file) => {
      const feature = basename(file, '.json');
      const catalogue = JSON.parse(readFileSync(join(source, file), 'utf8'));
      const strange = Object.keys(catalogue).filter((key) => !key.startsWith(`${feature}_`));
      if (strange.length > 0) throw new Error(`${file}: ${strange.join(', ')} should begin with ${feature}_`);
      return [feature, catalogue];
    });
}

export function generate() {
  const all = catalogues();
  for (const [name, locale] of Object.entries(LOCALES)) {
    const folder = join(target, name);
    mkdirSync(folder, { recursive: true });
    const wanted = new Set(['index.ts', ...all.map(([feature]) => `${feature}.ts`)]);
    for (const file of globSync('*.ts', { cwd: folder }))
      if (!wanted.has(file)) rmSync(join(folder, file), { force: true });
    for (const [feature, catalogue] of all) writeChanged(join(folder, `${feature}.ts`), moduleOf(catalogue, locale));
    const lines = all.map(([feature]) => `export * from './${feature}.ts';`);
    writeChanged(join(folder, 'index.ts'), `${BANNER}\n${lines.join('\n')}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
