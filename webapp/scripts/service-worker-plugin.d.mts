// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Plugin } from 'vite';

/** Emits /sw.js together with the list of files it keeps for offline use. */
export function serviceWorker(): Plugin;
