// SPDX-License-Identifier: AGPL-3.0-or-later
import { MANIFEST, readManifest, type Manifest } from '../crypto/archive/archive.ts';
import { CryptoFault } from '../crypto/primitives/faults.ts';
import { looksLikeZip, readZip } from '../crypto/archive/zip.ts';

/** What was picked: the manifest, and whatever attachments lay beside it, sealed, by their ids. */
export interface Picked {
  manifest: Manifest;
  files: ReadonlyMap<string, Uint8Array>;
}

const SEALED_FILE = /^(?:files\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Reads the archive out of the files a person picked: the ZIP, or, where a browser unpacked it, manifest.json
 * and the files beside it.
 *
 * @throws CryptoFault `damaged`, `newer`
 */
export async function readPicked(chosen: readonly File[]): Promise<Picked> {
  const bytes = await Promise.all(
    chosen.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const zip = bytes.find((file) => looksLikeZip(file.bytes));
  const members =
    zip === undefined ? new Map(bytes.map((file) => [named(file.name), file.bytes])) : readZip(zip.bytes, isOurs);
  const manifest = members.get(MANIFEST);
  if (manifest === undefined) throw new CryptoFault('damaged', 'no manifest');
  const files = [...members].flatMap(([name, file]) =>
    idOf(name) === null ? [] : [[idOf(name) ?? '', file] as const],
  );
  return { manifest: readManifest(manifest), files: new Map(files) };
}

/** A browser writes `manifest (1).json` beside one that is there already. */
const named = (name: string): string => (name.endsWith('.json') ? MANIFEST : name);
const idOf = (name: string): string | null => SEALED_FILE.exec(name)?.[1] ?? null;
const isOurs = (name: string): boolean => name === MANIFEST || idOf(name) !== null;
