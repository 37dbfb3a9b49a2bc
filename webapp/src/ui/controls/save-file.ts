// SPDX-License-Identifier: AGPL-3.0-or-later
/** How long a browser may take to begin a download before the bytes are let go. */
const KEPT_MS = 60_000;

/** Hand bytes to the browser's downloads under a name. Nothing of them stays with the app. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }));
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, KEPT_MS);
}
