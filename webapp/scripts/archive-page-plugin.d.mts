import type { Plugin } from 'vite';

/** Bytes open.html may have. */
export const LARGEST_PAGE: number;
/** Makes `virtual:archive-page`: the text of open.html. */
export function archivePage(): Plugin;
/** The text of open.html, from the sources under the web app's folder. */
export function buildArchivePage(root: string): Promise<string>;
