// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'vite';

import { BUILD_TARGETS } from './browsers.mjs';
import { messages } from './messages-plugin.mjs';

const NAME = 'virtual:archive-readers';
/** The reader in Python, from the web app's folder. */
const OPEN_PY = '../interlude/archive/open.py';
const ENTRY = 'src/archive/main.tsx';
/** Where the built app has it too, for `interlude export --open-html` and for whoever compares its hash. */
export const BUILT = 'archive/open.html';

/** Bytes of the whole page: it lies in every archive. */
export const LARGEST_PAGE = 250 * 1024;

/**
 * `virtual:archive-readers` exports what lies in every sealed archive to read it with: `openHtml` and `openPy`.
 *
 * open.html is one file. A small build of its own puts everything of src/archive into one script and one style sheet.
 * The page allows
 * exactly these two, by their hashes, and no connection at all. `emit`: also as a file of the build.
 */
export function archivePage({ emit = false } = {}) {
  let root = '';
  let mode = '';
  let made = null;
  return {
    name: 'interlude-archive-page',
    configResolved(config) {
      ({ root, mode } = config);
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      made ??= buildArchivePage(root, mode);
      const openPy = readFileSync(join(root, OPEN_PY), 'utf8');
      return `export const openHtml = ${JSON.stringify(await made)};\nexport const openPy = ${JSON.stringify(openPy)};`;
    },
    async generateBundle() {
      if (!emit) return;
      made ??= buildArchivePage(root, mode);
      this.emitFile({ type: 'asset', fileName: BUILT, source: await made });
    },
  };
}

/** The text of open.html, in the language of the mode. */
export async function buildArchivePage(root, mode = 'production') {
  const outcome = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    mode,
    plugins: [messages()],
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: BUILD_TARGETS,
      cssTarget: BUILD_TARGETS,
      modulePreload: false,
      cssCodeSplit: false,
      minify: true,
      rolldownOptions: { input: join(root, ENTRY), output: { format: 'iife', codeSplitting: false } },
    },
  });
  const files = [outcome].flat().flatMap(({ output }) => output);
  const chunks = files.filter(({ type }) => type === 'chunk');
  if (chunks.length !== 1) throw new Error(`open.html has to be one script, not ${chunks.length}`);
  const style = files
    .filter(({ fileName }) => fileName.endsWith('.css'))
    .map(({ source }) => String(source))
    .join('\n');
  return pageOf(chunks[0].code, style);
}

/** Nothing in a script or a style may end it early, and no connection ending may change under the hash. */
function pageOf(code, style) {
  const script = code.trim().replaceAll('\r\n', '\n').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const css = style.trim().replaceAll('\r\n', '\n');
  if (css.includes('</style')) throw new Error('a style that ends itself');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}' 'wasm-unsafe-eval'`,
    `style-src '${hashOf(css)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  const page = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Interlude</title>',
    `<style>${css}</style>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    '<noscript>This page needs JavaScript: it opens the seals on your own computer.</noscript>',
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
  if (Buffer.byteLength(page) > LARGEST_PAGE)
    throw new Error(`open.html has ${Buffer.byteLength(page)} bytes, more than ${LARGEST_PAGE}`);
  return page;
}

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
