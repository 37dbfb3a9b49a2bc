import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const src = import.meta.dirname;

/** Which folders of src/ each folder may import. Tests may reach everywhere; main.tsx opens the rooms. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  messages: [],
  domain: ['messages'],
  crypto: [],
  store: ['domain', 'crypto'],
  api: ['domain'],
  sync: ['store', 'api', 'domain', 'crypto', 'messages'],
  ui: ['domain', 'messages'],
  rooms: ['sync', 'domain', 'crypto', 'ui', 'messages'],
  sw: [],
  // open.html: what it cannot import it cannot do. No floor of it reaches a network or a storage.
  archive: ['domain', 'crypto', 'ui', 'messages'],
};

/** Tests, and the folders that only they use. */
const ONLY_FOR_TESTS = /\.test\.tsx?$|(^|\/)testing\//;
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

/** A path relative to src/ for our own files, else the package's name as it was written. */
function resolved(file: string, name: string): string {
  if (!name.startsWith('.')) return name;
  return `./${relative(src, join(src, dirname(file), name))
    .split(sep)
    .join('/')}`;
}

const imports = sources().flatMap(importsOf);
const floorOf = (path: string): string => path.replace(/^\.\//, '').split('/')[0] ?? '';
const roomOf = (path: string): string => path.replace(/^\.\//, '').split('/').slice(0, 2).join('/');
const spoken = ({ file, what }: Import): string => `${file} imports ${what}`;
const readsAll = (word: RegExp, except: RegExp): string[] =>
  sources().filter((file) => !except.test(file) && word.test(withoutComments(readFileSync(join(src, file), 'utf8'))));
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the floors', () => {
  test('a folder imports only the floors below it', () => {
    const wrong = imports.filter(({ file, what }) => {
      const from = floorOf(file);
      const allowed = MAY_IMPORT[from];
      return (
        what.startsWith('./') && allowed !== undefined && floorOf(what) !== from && !allowed.includes(floorOf(what))
      );
    });
    expect(wrong.map(spoken)).toEqual([]);
  });

  test('rooms never import each other', () => {
    const wrong = imports.filter(
      ({ file, what }) => floorOf(file) === 'rooms' && what.startsWith('./rooms/') && roomOf(file) !== roomOf(what),
    );
    expect(wrong.map(spoken)).toEqual([]);
  });

  test('nothing of the app uses what is only for tests', () => {
    expect(imports.filter(({ what }) => ONLY_FOR_TESTS.test(what)).map(spoken)).toEqual([]);
  });

  test('every folder of src has its floor', () => {
    const folders = new Set(
      sources()
        .filter((file) => file.includes('/'))
        .map(floorOf),
    );
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });
});

describe('single doors', () => {
  test('only crypto/primitives.ts touches a crypto library', () => {
    const wrong = imports.filter(({ file, what }) => CRYPTO_LIBRARIES.test(what) && file !== 'crypto/primitives.ts');
    expect(wrong.map(spoken)).toEqual([]);
  });

  test('only api/client.ts, and the service worker for its cache, calls fetch', () => {
    expect(readsAll(/\bfetch\(/, /^(api\/client\.ts|sw\/)/)).toEqual([]);
  });

  test('only store/ touches IndexedDB', () => {
    expect(readsAll(/\bindexedDB\b/, /^store\//)).toEqual([]);
    expect(imports.filter(({ file, what }) => what === 'idb' && floorOf(file) !== 'store').map(spoken)).toEqual([]);
  });
});
