/**
 * Makes src/domain/generated/ from interlude/payloads.schema.json: TypeScript types and validators.
 *
 * The validators are plain code made beforehand, because the CSP forbids to compile a schema in the page.
 * Files are written only if they changed, so a watching build stays quiet.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Ajv2020 from 'ajv/dist/2020.js';
import { _ } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';

const here = dirname(fileURLToPath(import.meta.url));
const schemaFile = join(here, '../../interlude/payloads.schema.json');
const target = join(here, '../src/domain/generated');

const UCS2LENGTH = `const ucs2length = (text) => { let n = 0; for (const _ of text) n++; return n; };`;

/** Nobody reads which keyword refused a payload; without these objects the code is a third of its size. */
const ERROR_OBJECT = /^((?:const err\d+|validate\d+\.errors) = )\[?\{instancePath.*\}\]?;$/gm;

function types(schema) {
  return compile(schema, 'Payloads', {
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
  ajv.addFormat('utc-time', () => true); // the real check is formats.ts, which the made code names
  ajv.addSchema(schema, 'payloads');
  const code = standalone
    .default(ajv, Object.fromEntries(kinds(schema).map((name) => [name, `payloads#/$defs/${name}`])))
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'ucs2length')
    .replaceAll(ERROR_OBJECT, '$1null;');
  if (code.includes('require(')) throw new Error('the generated validators need a helper of Ajv that we do not carry');
  return `import { formats } from '../formats.ts';\n${UCS2LENGTH}\n${code}\n`;
}

function declarations(schema) {
  const lines = kinds(schema).map((name) => `export declare function ${name}(payload: unknown): boolean;`);
  return `${lines.join('\n')}\n`;
}

function kinds(schema) {
  return Object.keys(schema.$defs).filter((name) => schema.$defs[name].properties?.kind !== undefined);
}

function write(name, text) {
  const file = join(target, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
}

const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
mkdirSync(target, { recursive: true });
write('types.ts', await types(schema));
write('validators.js', validators(schema));
write('validators.d.ts', declarations(schema));
