// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Makes src/domain/generated/ from interlude/payloads.schema.json: types, validators, and the table of kinds.
 *
 * The validators are plain code made beforehand, because the CSP forbids to compile a schema in the page.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Ajv2020 from 'ajv/dist/2020.js';
import { _ } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';

import { writeChanged } from './write-changed.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const schemaFile = join(here, '../../interlude/payloads.schema.json');
const target = join(here, '../src/domain/generated');

const UCS2LENGTH = `const ucs2length = (text) => { let n = 0; for (const _ of text) n++; return n; };`;

/** Nobody reads which keyword refused a payload; without these objects the code is a third of its size. */
const ERROR_OBJECT = /^((?:const err\d+|validate\d+\.errors) = )\[?\{instancePath.*\}\]?;$/gm;

/** Names of the fields a later version added to a kind: what was written before lacks them. */
function addedTo({ properties }) {
  return Object.keys(properties).filter((name) => properties[name]['x-since'] !== undefined);
}

/** An added field is always there once a payload is read, and `null` where nothing was answered. */
function types(schema) {
  const read = structuredClone(schema);
  for (const definition of Object.values(read.$defs)) {
    if (definition.properties?.kind !== undefined) definition.required = Object.keys(definition.properties);
  }
  return compile(read, 'Payloads', {
    additionalProperties: true,
    bannerComment: '/* Made by scripts/generate-payloads.mjs from interlude/payloads.schema.json. Do not edit. */',
    format: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
  });
}

/** Ajv's code for each kind, its two run-time helpers replaced by our own so that nothing of Ajv is shipped. */
function validators(schema) {
  const ajv = new Ajv2020.default({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    discriminator: true,
    messages: false,
    inlineRefs: false,
    code: { esm: true, source: true, lines: true, formats: _`formats` },
  });
  ajv.addVocabulary(['x-kind', 'x-scale', 'x-merge', 'x-line', 'x-person', 'x-since']);
  ajv.addFormat('utc-time', () => true); // the real check is formats.ts, which the made code names
  ajv.addSchema(schema, 'payloads');
  const code = standalone
    .default(ajv, Object.fromEntries(kinds(schema).map((name) => [name, `payloads#/$defs/${name}`])))
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'ucs2length')
    .replaceAll(ERROR_OBJECT, '$1null;');
  if (code.includes('require(')) throw new Error('the generated validators need a helper of Ajv that we do not carry');
  return `import { formats } from '../formats.ts';\n${UCS2LENGTH}\n${code}\n${places(schema)}`;
}

/** Where a payload may stand, which kinds may stand there, and what each is checked with. */
function places(schema) {
  const inside = (name) => schema.$defs[name].oneOf.map(({ $ref }) => $ref.split('/').at(-1));
  const place = (title, names) => {
    const rows = names.map((name) => {
      const { kind } = schema.$defs[name].properties;
      return `  ['${kind.const}', { isValid: ${name}, added: ${JSON.stringify(addedTo(schema.$defs[name]))} }],`;
    });
    return `export const ${title} = new Map([\n${rows.join('\n')}\n]);\n`;
  };
  return place('ENTRIES', inside('entry')) + place('SHARES', inside('share')) + place('HELLOS', ['hello']);
}

const DECLARATIONS = `interface Checked { isValid: (payload: unknown) => boolean; added: readonly string[] }
export declare const ENTRIES: ReadonlyMap<string, Checked>;
export declare const SHARES: ReadonlyMap<string, Checked>;
export declare const HELLOS: ReadonlyMap<string, Checked>;
`;

/** What is declared of each kind of entry, and of a hello, beside its types: see domain/kinds.ts. */
function table(schema) {
  const entries = schema.$defs.entry.oneOf.map(({ $ref }) => $ref.split('/').at(-1));
  const about = (name) => ({ ...schema.$defs[name]['x-kind'], fields: fields(schema.$defs[name]) });
  const rows = Object.fromEntries(entries.map((name) => [name, about(name)]));
  const hello = fields(schema.$defs.hello);
  return [
    '/* Made by scripts/generate-payloads.mjs from interlude/payloads.schema.json. Do not edit. */',
    `export const KINDS = ${JSON.stringify(rows, null, 1)} as const;`,
    `export const HELLO = ${JSON.stringify({ fields: hello }, null, 1)} as const;`,
    '',
  ].join('\n');
}

function fields({ properties }) {
  const named = Object.entries(properties).filter(([name]) => name !== 'v' && name !== 'kind');
  return Object.fromEntries(named.map(([name, property]) => [name, field(property)]));
}

function field(property) {
  const inner = property.anyOf?.find(({ type }) => type !== 'null') ?? property;
  const limits = {
    least: inner.minimum ?? inner.minLength,
    most: inner.maximum ?? inner.maxLength ?? inner.maxItems,
    mostOfEach: inner.items?.maxLength,
  };
  return JSON.parse(
    JSON.stringify({
      ...limits,
      scale: inner['x-scale'],
      rule: property['x-merge'],
      line: property['x-line'],
      isPerson: property['x-person'],
      since: property['x-since'],
    }),
  );
}

function kinds(schema) {
  return Object.keys(schema.$defs).filter((name) => schema.$defs[name].properties?.kind !== undefined);
}

/** The made files by name. */
export async function filesOf(schema) {
  return {
    'types.ts': await types(schema),
    'kinds.ts': table(schema),
    'validators.js': validators(schema),
    'validators.d.ts': DECLARATIONS,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(await filesOf(JSON.parse(readFileSync(schemaFile, 'utf8'))))) {
    writeChanged(join(target, name), text);
  }
}
