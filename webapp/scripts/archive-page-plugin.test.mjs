// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { buildArchivePage, LARGEST_PAGE } from './archive-page-plugin.mjs';

let page = '';
beforeAll(async () => {
  page = await buildArchivePage(join(import.meta.dirname, '..'));
});

const between = (open, close) => page.slice(page.indexOf(open) + open.length, page.indexOf(close));
/** All but the text of the script, which writes pages of its own. */
const around = () => page.replace(between('<script>', '</script>'), () => '');
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = () => /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';

describe('open.html', () => {
  it('is one file with one script and one style, smaller than it may be', () => {
    expect(around().match(/<script/g)).toHaveLength(1);
    expect(around().match(/<style/g)).toHaveLength(1);
    expect(around().replace(between('<style>', '</style>'), () => '')).not.toMatch(/src=|href=|url\(/);
    expect(Buffer.byteLength(page)).toBeLessThan(LARGEST_PAGE);
  });

  it('allows exactly these two, and no connection of any kind', () => {
    expect(policy().split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(between('<script>', '</script>'))} 'wasm-unsafe-eval'`,
      `style-src ${hash(between('<style>', '</style>'))}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  it('has no way to ask the network in its own code', () => {
    expect(between('<script>', '</script>')).not.toMatch(
      /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|new Worker|indexedDB|localStorage/,
    );
  });

  it('comes out the same each time: its hash can be compared', async () => {
    expect(await buildArchivePage(join(import.meta.dirname, '..'))).toBe(page);
  });
});
