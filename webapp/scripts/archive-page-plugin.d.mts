// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Plugin } from 'vite';

/** Bytes open.html may have. */
export const LARGEST_PAGE: number;
/** Where the build has it, if asked to emit it. */
export const BUILT: string;
/** Makes `virtual:archive-readers`: open.html and open.py. */
export function archivePage(options?: { emit?: boolean }): Plugin;
/** The text of open.html, from the sources under the web app's folder. */
export function buildArchivePage(root: string, mode?: string): Promise<string>;
