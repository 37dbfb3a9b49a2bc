// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { transformWithOxc } from 'vite';

import { BUILT } from './archive-page-plugin.mjs';

/** Written by hand, small enough to read in one sitting; what it keeps is filled in at the build. */
const SOURCE = 'src/sw/service-worker.ts';

/**
 * Emits /sw.js: src/sw/service-worker.ts with the list of built files and a version made of their bytes.
 *
 * One changed byte in any kept file is another version, so a browser that looks at /sw.js meets it.
 */
export function serviceWorker() {
  let root = '';
  let publicDir = '';
  return {
    name: 'interlude-service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
      publicDir = config.publicDir;
    },
    async generateBundle(_options, bundle) {
      const files = kept(bundle, publicDir);
      const { code } = await transformWithOxc(readFileSync(join(root, SOURCE), 'utf8'), 'service-worker.ts');
      const stamped = `const VERSION = ${JSON.stringify(versionOf(files, code))};\nconst FILES = ${JSON.stringify(files.map(({ path }) => path))};\n${code}`;
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: stamped });
    },
  };
}

/** The word lists that weigh a chosen password: larger than the whole app, and of no use without a network. */
const WORD_LISTS = /node_modules\/(@zxcvbn-ts|fastest-levenshtein)\//;

const onlyWordLists = (file) =>
  file.type === 'chunk' && file.moduleIds.length > 0 && file.moduleIds.every((id) => WORD_LISTS.test(id));

/** open.html is kept inside the packer that puts it into an export; the file is for people. */
const NOT_KEPT = new RegExp(`\\.map$|^/${BUILT}$`);

/** What is needed to start without a network: everything built or public, but source maps and the word lists. */
function kept(bundle, publicDir) {
  const built = Object.values(bundle)
    .filter((file) => !onlyWordLists(file))
    .map((file) => ({ path: `/${file.fileName}`, bytes: file.type === 'chunk' ? file.code : file.source }));
  const open = filesOf(publicDir).map((file) => ({
    path: `/${relative(publicDir, file).split(sep).join('/')}`,
    bytes: readFileSync(file),
  }));
  return [...built, ...open]
    .filter(({ path }) => !NOT_KEPT.test(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function filesOf(folder) {
  if (folder === '') return [];
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function versionOf(files, code) {
  const hash = createHash('sha256').update(code);
  for (const { path, bytes } of files) hash.update(`\0${path}\0`).update(bytes);
  return hash.digest('hex').slice(0, 16);
}
