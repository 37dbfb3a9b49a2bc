// SPDX-License-Identifier: AGPL-3.0-or-later
/** Attachments: one key, many chunks, nothing shown before the end is verified (PROTOCOL §9). */
import { concat, context, idBytes } from '../primitives/encoding.ts';
import { checkHead, head, oneTimeKey } from '../primitives/envelope.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { allowedLength, SMALLEST_FILE, pad, unpad } from '../primitives/padding.ts';
import { chachaOpen, chachaSeal, equalBytes, sha256, type Random } from '../primitives/primitives.ts';

const HEAD = 65;
const CHUNK = 65_536;
const TAG = 16;

/** Which attachment of whom: accountId is the uploader's. */
export interface FilePlace {
  accountId: string;
  attachmentId: string;
}

export interface SealedFile {
  file: Uint8Array;
  hash: Uint8Array;
}

const fileContext = ({ accountId, attachmentId }: FilePlace): Uint8Array =>
  context('seal/file', idBytes(accountId), idBytes(attachmentId));

/** The STREAM construction as in the age format: an 11-byte counter and a last byte that says "last". */
function nonce(index: number, last: boolean): Uint8Array {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint32(7, index);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

function slices(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/**
 * Seals a file under its own key. The hash belongs into the payload that names it. @throws CryptoFault `bad_input`
 * above 100 MiB.
 */
export function sealFile(fileKey: Uint8Array, place: FilePlace, bytes: Uint8Array, random: Random): SealedFile {
  const salt = random(32);
  const once = oneTimeKey(fileKey, salt, fileContext(place));
  const chunks = slices(pad(bytes, SMALLEST_FILE), CHUNK);
  const sealed = chunks.map((chunk, i) => chachaSeal(once.key, nonce(i, i === chunks.length - 1), chunk));
  const file = concat(head(salt, once.commitment), ...sealed);
  return { file, hash: sha256(file) };
}

/**
 * Opens a file whose hash the payload states: whoever was given the key could make another one that opens.
 *
 * @throws CryptoFault `damaged` for another file, a missing, moved or added chunk, or wrong padding.
 */
export function openFile(fileKey: Uint8Array, place: FilePlace, file: Uint8Array, hash: Uint8Array): Uint8Array {
  if (!equalBytes(sha256(file), hash)) throw new CryptoFault('damaged', 'another file than the one named');
  return openChunks(fileKey, place, file);
}

function openChunks(fileKey: Uint8Array, place: FilePlace, file: Uint8Array): Uint8Array {
  if (!allowedLength.file(file.length)) throw new CryptoFault('damaged', 'cut, or with something behind its end');
  const key = checkHead(fileKey, fileContext(place), file, HEAD);
  const chunks = slices(file.subarray(HEAD), CHUNK + TAG);
  const opened = chunks.map((chunk, i) => chachaOpen(key, nonce(i, i === chunks.length - 1), chunk));
  return unpad(concat(...opened), SMALLEST_FILE);
}
