import type { Plugin } from 'vite';

/** Emits /sw.js together with the list of files it keeps for offline use. */
export function serviceWorker(): Plugin;
