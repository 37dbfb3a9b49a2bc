// SPDX-License-Identifier: AGPL-3.0-or-later
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Pictures and fonts are compressed already; these are not. */
const TEXT = new Set(['.css', '.html', '.js', '.json', '.map', '.svg', '.wasm', '.webmanifest']);

/** Bytes. A smaller file fits into the packet that carries the answer's headers anyway. */
export const WORTH_IT = 1024;

/**
 * Puts app.js.br and app.js.gz beside every built text file, once at the build, for a server that hands
 * them out as they are (server/http/static_app.py).
 */
export function compress() {
  let folder = '';
  return {
    name: 'interlude-compress',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      if (existsSync(folder)) compressFolder(folder);
    },
  };
}

/** Compresses what is text and worth it in a folder and the folders within. */
export function compressFolder(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && TEXT.has(extname(file)) && statSync(file).size > WORTH_IT) compressFile(file);
  }
}

function compressFile(file) {
  const bytes = readFileSync(file);
  const hint = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: hint }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
