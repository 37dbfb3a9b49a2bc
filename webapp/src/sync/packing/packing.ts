// SPDX-License-Identifier: AGPL-3.0-or-later
import { openHtml, openPy } from 'virtual:archive-readers';

import { MANIFEST, writeManifest, type SealedJournal } from '../../crypto/archive/archive.ts';
import { writeZip } from '../../crypto/archive/zip.ts';
import { plainMembers } from '../../domain/plain-files.ts';
import type { PlainJournal } from '../../domain/plain-journal.ts';
import README from './archive-readme.txt?raw';

/** What is to be packed: the envelopes as they are, or everything in plain words. `at`: this phone's time. */
export type Order = { at: Date } & ({ sealed: SealedJournal } | { open: PlainJournal });

/** The ZIP a person is given (PROTOCOL §13). Runs in a worker of its own; needs no key. */
export function pack(order: Order): Uint8Array<ArrayBuffer> {
  if ('open' in order) return writeZip(plainMembers(order.open), order.at);
  const texts = [
    ['open.html', openHtml],
    ['open.py', openPy],
    ['README.txt', README],
  ] as const;
  const readers = texts.map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
  return writeZip([{ name: MANIFEST, bytes: writeManifest(order.sealed) }, ...readers], order.at);
}
