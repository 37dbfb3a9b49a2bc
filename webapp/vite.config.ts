/// <reference types="vitest/config" />
import { defineConfig } from 'vite';

import { serviceWorker } from './scripts/service-worker-plugin.mjs';

/** The oldest browsers we promise: what has module workers, `isSecureContext` IndexedDB and `<dialog>`. */
const browsers = ['safari16.4', 'chrome105', 'firefox115'];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [serviceWorker()],
  worker: { format: 'es' },
  build: {
    target: browsers,
    cssTarget: browsers,
    // The CSP knows no `data:` scripts or fonts, and an inlined file cannot be cached apart.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  test: {
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'node', environment: 'node', include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs'] } },
      { extends: true, test: { name: 'page', environment: 'happy-dom', include: ['src/**/*.test.tsx'] } },
    ],
  },
});
