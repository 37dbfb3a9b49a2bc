// SPDX-License-Identifier: AGPL-3.0-or-later
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const src = import.meta.dirname;

type Rules = Record<string, readonly string[]>;

/** Which folders of src/ each folder may import. Tests may import everything; main.tsx and app/ put it together. */
const LAYERS: Rules = {
  messages: [],
  domain: ['messages'],
  crypto: [],
  store: ['domain', 'crypto'],
  api: ['domain', 'crypto'],
  sync: ['store', 'api', 'domain', 'crypto', 'messages'],
  ui: ['domain', 'messages'],
  features: ['sync', 'domain', 'crypto', 'ui', 'messages'],
  app: ['features', 'sync', 'ui', 'domain', 'messages'],
  sw: [],
  // open.html: what it cannot import it cannot do. Nothing it imports reaches a network or a storage.
  archive: ['domain', 'crypto', 'ui', 'messages'],
};

/**
 * The same inside the folders that have folders: each may import those named after it, and they all stand above it. A
 * file of the folder itself is named with its ending.
 */
const INSIDE: Record<string, Rules> = {
  sync: {
    'faults.ts': [],
    packing: ['faults.ts'],
    runtime: ['faults.ts', 'packing'],
    keys: ['faults.ts', 'runtime'],
    entries: ['faults.ts', 'runtime', 'keys'],
    exchange: ['faults.ts', 'runtime', 'keys', 'entries'],
    sharing: ['faults.ts', 'runtime', 'entries', 'exchange'],
    pairing: ['faults.ts', 'runtime', 'entries', 'exchange', 'sharing'],
    unlocking: ['faults.ts', 'runtime', 'keys', 'entries', 'exchange', 'pairing'],
    passkeys: ['faults.ts', 'runtime', 'keys', 'unlocking'],
    credentials: ['faults.ts', 'runtime', 'keys', 'entries', 'exchange', 'pairing', 'unlocking'],
    leaving: ['faults.ts', 'runtime', 'entries', 'unlocking'],
    'account.ts': ['faults.ts', 'runtime', 'keys', 'entries', 'exchange', 'unlocking', 'passkeys'],
  },
  crypto: {
    'trusted-url.ts': [],
    primitives: [],
    records: ['primitives'],
    keys: ['primitives', 'records'],
    pairing: ['primitives', 'records', 'keys'],
    archive: ['primitives', 'records', 'keys'],
    vault: ['trusted-url.ts', 'primitives', 'records', 'keys', 'pairing'],
  },
  ui: {
    page: [],
    text: ['page'],
    charts: [],
    qr: ['page'],
    drafts: ['text'],
    controls: ['page', 'text'],
    status: ['text', 'controls'],
    credentials: ['page', 'text', 'qr', 'controls'],
  },
};

/** Tests, and the folders that only they use. */
const ONLY_FOR_TESTS = /\.test\.tsx?$|(^|\/)testing\/|^\.\/\.\.\/phones\//;
const CRYPTO_LIBRARIES = /^(@noble\/|@scure\/|hash-wasm)/;

interface Import {
  file: string;
  what: string;
}

function sources(): string[] {
  return globSync('**/*.{ts,tsx}', { cwd: src })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => !ONLY_FOR_TESTS.test(file) && !file.endsWith('.d.ts'));
}

function importsOf(file: string): Import[] {
  const found = ts.preProcessFile(readFileSync(join(src, file), 'utf8'), true, true).importedFiles;
  return found.map(({ fileName }) => ({ file, what: resolved(file, fileName) }));
}

/** `./` and a path relative to src/ for our own files, else the package's name as it was written. */
function resolved(file: string, name: string): string {
  if (!name.startsWith('.')) return name;
  const path = relative(src, join(src, dirname(file), name.replace(/\?.*$/, '')));
  return `./${path.split(sep).join('/')}`;
}

const imports = sources().flatMap(importsOf);
const parts = (path: string): string[] => path.replace(/^\.\//, '').split('/');
const layerOf = (path: string): string => parts(path)[0] ?? '';
const folderOf = (path: string): string => parts(path)[1] ?? '';
const featureOf = (path: string): string => parts(path).slice(0, 2).join('/');
const described = ({ file, what }: Import): string => `${file} imports ${what}`;
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
const filesWith = (word: RegExp, except: RegExp): string[] =>
  sources().filter((file) => !except.test(file) && word.test(withoutComments(readFileSync(join(src, file), 'utf8'))));

/** The imports from one part to another that the rules do not name. */
function forbidden(rules: Rules, among: readonly Import[], partOf: (path: string) => string): string[] {
  return among
    .filter(({ file, what }) => {
      const [from, to] = [partOf(file), partOf(what)];
      return from !== to && from in rules && rules[from]?.includes(to) !== true;
    })
    .map(described);
}

/** Every way that leads back to where it began. */
function circles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) found.push([...path.slice(path.indexOf(node)), node].join(' > '));
    if (done.has(node) || path.includes(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return found;
}

describe('the layers', () => {
  test('a folder imports only the layers below it', () => {
    const ours = imports.filter(({ what }) => what.startsWith('./'));
    expect(forbidden(LAYERS, ours, layerOf)).toEqual([]);
  });

  test('every folder of src has its layer', () => {
    const folders = sources().filter((file) => file.includes('/'));
    expect([...new Set(folders.map(layerOf))].filter((folder) => !(folder in LAYERS))).toEqual([]);
  });

  test('features never import each other', () => {
    const wrong = imports.filter(
      ({ file, what }) =>
        layerOf(file) === 'features' && what.startsWith('./features/') && featureOf(file) !== featureOf(what),
    );
    expect(wrong.map(described)).toEqual([]);
  });

  test('nothing of the app uses what is only for tests', () => {
    expect(imports.filter(({ what }) => ONLY_FOR_TESTS.test(what)).map(described)).toEqual([]);
  });

  test('no file imports itself, by whatever way round', () => {
    const edges = new Map<string, string[]>(sources().map((file) => [`./${file}`, []]));
    for (const { file, what } of imports) edges.get(`./${file}`)?.push(what);
    expect(circles(edges)).toEqual([]);
  });
});

describe.each(Object.entries(INSIDE))('inside %s/', (layer, rules) => {
  const inside = imports.filter(({ file, what }) => layerOf(file) === layer && what.startsWith(`./${layer}/`));

  test('a folder imports only the folders named for it', () => {
    expect(forbidden(rules, inside, folderOf)).toEqual([]);
  });

  test('every folder, and every file beside the folders, has its rule', () => {
    const found = new Set(
      sources()
        .filter((file) => layerOf(file) === layer)
        .map(folderOf),
    );
    expect([...found].sort()).toEqual(Object.keys(rules).sort());
  });

  test('the rules themselves go round in no circle', () => {
    expect(circles(new Map(Object.entries(rules)))).toEqual([]);
  });
});

describe('what only one file may use', () => {
  test('crypto libraries: crypto/primitives/primitives.ts', () => {
    const wrong = imports.filter(
      ({ file, what }) => CRYPTO_LIBRARIES.test(what) && file !== 'crypto/primitives/primitives.ts',
    );
    expect(wrong.map(described)).toEqual([]);
  });

  test('fetch: api/client.ts, and the service worker for its cache', () => {
    expect(filesWith(/\bfetch\(/, /^(api\/client\.ts|sw\/)/)).toEqual([]);
  });

  test('IndexedDB: store/', () => {
    expect(filesWith(/\bindexedDB\b/, /^store\//)).toEqual([]);
    expect(imports.filter(({ file, what }) => what === 'idb' && layerOf(file) !== 'store').map(described)).toEqual([]);
  });
});

describe('what a thread does not have', () => {
  /** The files of a TypeScript project, by name: its own, what they import, and the declarations of globals. */
  const programOf = (project: string): string[] => {
    const root = join(src, '..');
    const { config } = ts.readConfigFile(join(root, project), (path) => ts.sys.readFile(path)) as { config: unknown };
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    return ts
      .createProgram(fileNames, options)
      .getSourceFiles()
      .map(({ fileName }) => fileName);
  };

  test.each([
    ['tsconfig.workers.json', 'worker.ts'],
    ['tsconfig.service-worker.json', 'service-worker.ts'],
  ])('is unknown to %s: no import brings the globals of a page or of Node along', (project, entry) => {
    const files = programOf(project);
    expect(files.some((file) => file.endsWith(`/${entry}`))).toBe(true);
    expect(files.some((file) => file.endsWith('/lib.webworker.d.ts'))).toBe(true);
    expect(files.filter((file) => /\/lib\.dom\.|@types\/node\//.test(file))).toEqual([]);
  });
});
