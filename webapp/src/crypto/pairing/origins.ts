// SPDX-License-Identifier: AGPL-3.0-or-later
/** The one way to write a server's origin, and which are fit for a journal (PROTOCOL §10). */

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ORIGIN = new RegExp(`^(https?)://(${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]{2,45}\\])(?::([1-9][0-9]{0,4}))?$`);
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]']);
const DEFAULT_PORT: Record<string, string> = { https: '443', http: '80' };

/** Whether a text is `scheme://host[:port]` in its one form: https, or http to this very machine. */
export function isOrigin(text: string): boolean {
  const [, scheme = '', host = '', port] = ORIGIN.exec(text.slice(0, 256)) ?? [];
  const safe = scheme === 'https' || (scheme === 'http' && THIS_MACHINE.has(host));
  return (
    safe && text.length <= 255 && (port === undefined || (Number(port) <= 65_535 && port !== DEFAULT_PORT[scheme]))
  );
}
