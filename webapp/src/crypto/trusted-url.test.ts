// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('location', new URL('https://practice.example/journal'));
});
afterEach(() => vi.unstubAllGlobals());

test('a script of our own origin passes, another does not', async () => {
  const { trustedScriptUrl } = await import('./trusted-url.ts');
  expect(trustedScriptUrl('/sw.js')).toBe('https://practice.example/sw.js');
  expect(() => trustedScriptUrl('https://elsewhere.example/sw.js')).toThrow(TypeError);
  expect(() => trustedScriptUrl('data:text/javascript,1')).toThrow(TypeError);
});

test('where the browser knows Trusted Types, one policy named interlude is made and used', async () => {
  const createPolicy = vi.fn((_: string, rules: { createScriptURL(url: string): string }) => ({
    createScriptURL: (url: string) => ({ trusted: rules.createScriptURL(url) }),
  }));
  vi.stubGlobal('trustedTypes', { createPolicy });
  const { trustedScriptUrl } = await import('./trusted-url.ts');
  expect(trustedScriptUrl('/a.js')).toEqual({ trusted: 'https://practice.example/a.js' });
  trustedScriptUrl('/b.js');
  expect(createPolicy.mock.calls.map(([name]) => name)).toEqual(['interlude']);
  expect(() => trustedScriptUrl('//elsewhere.example/a.js')).toThrow(TypeError);
});
