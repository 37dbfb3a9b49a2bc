// SPDX-License-Identifier: AGPL-3.0-or-later
/// <reference types="vitest/config" />
import { defineConfig } from 'vite';

import { archivePage } from './scripts/archive-page-plugin.mjs';
import { BUILD_TARGETS } from './scripts/browsers.mjs';
import { compress } from './scripts/compress-plugin.mjs';
import { icons } from './scripts/icons-plugin.mjs';
import { localeOf, messages } from './scripts/messages-plugin.mjs';
import { serviceWorker } from './scripts/service-worker-plugin.mjs';

export default defineConfig(({ mode }) => ({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [messages(), archivePage({ emit: true }), icons(), serviceWorker(), compress()],
  worker: { format: 'es', plugins: () => [messages(), archivePage()] },
  build: {
    outDir: localeOf(mode) === 'en' ? 'dist' : `dist-${mode}`,
    target: BUILD_TARGETS,
    cssTarget: BUILD_TARGETS,
    // The CSP knows no `data:` scripts or fonts, and an inlined file cannot be cached apart.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Only then do the messages of a feature lie in the chunk that shows them, not all in the first.
      treeshake: { moduleSideEffects: [{ test: /\/src\/messages\//, sideEffects: false }] },
    },
    chunkSizeWarningLimit: 1_300, // kB: the word lists that weigh a chosen password, loaded by nobody else
  },
  test: {
    restoreMocks: true,
    maxWorkers: '100%', // left to itself, one core stays idle: on two cores that is half of them
    // Far longer than anything here takes alone: a machine at its limits is no reason for a test to fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    globalSetup: 'phones/harness/shared-servers.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.ts', 'phones/**/*.test.ts', 'scripts/**/*.test.mjs'],
        },
      },
      { extends: true, test: { name: 'page', environment: 'happy-dom', include: ['src/**/*.test.tsx'] } },
    ],
  },
}));
