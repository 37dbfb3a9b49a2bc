// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The ZIP around an exported journal (PROTOCOL §13). fflate packs; here stands what is believed of a ZIP from anywhere.
 *
 * Checksums are not looked at: what matters in the file is sealed and says itself whether it was changed, and a
 * flipped bit in one envelope must not cost the others.
 */
import { unzipSync, zipSync, type Zippable } from 'fflate';

import { CryptoFault } from '../primitives/faults.ts';

/** Largest unpacked size of a member in bytes: far more than any journal, far less than would crash a phone. */
export const LARGEST_MEMBER = 512 * 1024 * 1024;
const MOST_MEMBERS = 20_000;
/** Parts joined by `/`, none of them `.` or `..`, and nothing a file system could read as leaving the folder. */
const PLAIN_NAME = /^(?:(?!\.{1,2}(?:\/|$))[^/\\:\p{Cc}]+(?:\/|$))+$/u;

export interface Member {
  name: string;
  bytes: Uint8Array;
}

/** Packs members in the order given, dated `at` by this device's clock. Level 1: sealed bytes do not compress. */
export function writeZip(members: readonly Member[], at: Date): Uint8Array<ArrayBuffer> {
  const tree: Zippable = {};
  for (const { name, bytes } of members) tree[name] = bytes;
  return zipSync(tree, { level: 1, mtime: at });
}

/**
 * The members whose names are `wanted`, by name. Other plain names are skipped unread.
 *
 * @throws CryptoFault `damaged` for anything but a ZIP, a name outside the folder, a repeated name, or an excessive
 *   size
 */
export function readZip(zip: Uint8Array, wanted: (name: string) => boolean): Map<string, Uint8Array> {
  const seen = new Set<string>();
  const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (!PLAIN_NAME.test(name)) throw refused('a name that leads elsewhere');
    if (seen.has(name)) throw refused('a name given twice');
    if (seen.add(name).size > MOST_MEMBERS || originalSize > LARGEST_MEMBER) throw refused('too large');
    return wanted(name);
  };
  try {
    return new Map(Object.entries(unzipSync(zip, { filter })));
  } catch (error) {
    throw error instanceof CryptoFault ? error : refused('not a ZIP');
  }
}

/** Whether bytes begin as a ZIP does; anything else that was picked is taken for a manifest alone. */
export const looksLikeZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

const refused = (why: string): CryptoFault => new CryptoFault('damaged', why);
