// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { compressFolder, WORTH_IT } from './compress-plugin.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlude-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the built files', () => {
  it('lie there twice more, and both copies say the same', () => {
    const words = 'a line that repeats itself\n'.repeat(100);
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets', 'app.js'), words);

    compressFolder(folder);

    const read = (name) => readFileSync(join(folder, 'assets', name));
    expect(brotliDecompressSync(read('app.js.br')).toString()).toBe(words);
    expect(gunzipSync(read('app.js.gz')).toString()).toBe(words);
    expect(read('app.js.br').length).toBeLessThan(WORTH_IT);
  });

  it('stay alone where a copy would save nothing: pictures, and what is small', () => {
    writeFileSync(join(folder, 'icon.png'), Buffer.alloc(10_000));
    writeFileSync(join(folder, 'small.css'), 'a'.repeat(WORTH_IT));

    compressFolder(folder);

    expect(readdirSync(folder).sort()).toEqual(['icon.png', 'small.css']);
  });
});
