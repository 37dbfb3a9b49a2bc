// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Name of the mark in public/icons, and the width in CSS pixels: what the manifest and index.html ask for. */
const ICONS = [
  ['mark', 192],
  ['mark', 512],
  ['mark-full', 512],
  ['mark-full', 180],
];

/** Draws the PNG icons from the SVG marks at each build: some launchers take nothing but PNG. */
export function icons() {
  let publicDir = '';
  return {
    name: 'interlude-icons',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    async generateBundle() {
      await ready();
      for (const [mark, size] of ICONS) {
        const svg = readFileSync(join(publicDir, 'icons', `${mark}.svg`), 'utf8');
        this.emitFile({ type: 'asset', fileName: `icons/${mark}-${size}.png`, source: drawn(svg, size) });
      }
    },
  };
}

let begun;

function ready() {
  begun ??= initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return begun;
}

function drawn(svg, size) {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
}
