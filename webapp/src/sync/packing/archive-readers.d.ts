// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What reads a sealed archive, made by scripts/archive-page-plugin.mjs: the page from src/archive, and the file of
 * Python.
 */
declare module 'virtual:archive-readers' {
  export const openHtml: string;
  export const openPy: string;
}
