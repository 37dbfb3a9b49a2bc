// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Two scripts out of the sources: `page.cjs`, the app as one page of the simulator loads it, and
 * `people.mjs`, those who use it. Written to the folder named on the command line; a second word
 * names a fault to build into the app.
 */
import { join, resolve } from 'node:path';

import { build } from 'vite';

import { withFault } from './simulator-faults.mjs';

const [folder = 'node_modules/.cache/simulator', fault] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '..');
const simulator = join(root, 'phones/simulator');

/** The vault runs in the page's own thread here. */
const withoutWorker = {
  name: 'without-worker',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('?worker&url') ? '\0no-worker' : null),
  load: (id) => (id === '\0no-worker' ? 'export default ""' : null),
};

/** Libraries keep no memory of a page, so pages share them; `idb` takes its IndexedDB from the page. */
const isLibrary = (id) => !/^[./\0]|^idb$|(?:src|phones)\//.test(id);

async function bundle(name, entry, format) {
  await build({
    root,
    configFile: false,
    mode: 'test',
    logLevel: 'warn',
    plugins: [withoutWorker, ...(fault === undefined ? [] : [withFault(fault)])],
    build: {
      ssr: true,
      target: 'node22',
      minify: false,
      emptyOutDir: false,
      outDir: resolve(root, folder),
      copyPublicDir: false,
      sourcemap: 'inline',
      rolldownOptions: { input: join(simulator, entry), external: isLibrary, output: { format, entryFileNames: name } },
    },
    ssr: { noExternal: ['idb'] },
  });
}

await bundle('page.cjs', 'page.ts', 'cjs');
if (fault === undefined) await bundle('people.mjs', 'main.ts', 'es');
