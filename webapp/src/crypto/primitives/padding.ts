// SPDX-License-Identifier: AGPL-3.0-or-later
/** Padding to a few sizes, so that a length says little (PROTOCOL §8). */
import { readU64, u64 } from './encoding.ts';
import { CryptoFault } from './faults.ts';

export const SMALLEST_RECORD = 1_024; // entries, shares, hellos
export const SMALLEST_FILE = 65_536;
export const LARGEST_RECORD = 1_048_576; // bytes of one payload
export const LARGEST_FILE = 104_857_600; // bytes of one attachment

const DOUBLING_ENDS = 65_536;

/**
 * The size n bytes are padded to: the smallest size, doubled up to 65,536, then Padmé, which wastes at most 12 %.
 * Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files…" (PURBs), 2019.
 */
export function bucket(n: number, floor: number): number {
  if (n <= floor) return floor;
  if (n > DOUBLING_ENDS) return padme(n);
  let size = floor;
  while (size < n) size *= 2;
  return size;
}

const largest = (floor: number): number => (floor === SMALLEST_FILE ? LARGEST_FILE : LARGEST_RECORD);

function padme(n: number): number {
  const exponent = n.toString(2).length - 1; // not Math.log2, which rounds near powers of two
  const kept = exponent.toString(2).length;
  const step = 2 ** (exponent - kept);
  return Math.ceil(n / step) * step;
}

/** @throws CryptoFault `bad_input` above 1 MiB, of a file 100 MiB. */
export function pad(payload: Uint8Array, floor: number): Uint8Array {
  if (payload.length > largest(floor)) throw new CryptoFault('bad_input', 'too large to be sealed');
  const padded = new Uint8Array(bucket(8 + payload.length, floor));
  padded.set(u64(payload.length));
  padded.set(payload, 8);
  return padded;
}

/** @throws CryptoFault `damaged` for a length beyond the rest, a filler byte that is not zero, or another total. */
export function unpad(padded: Uint8Array, floor: number): Uint8Array {
  if (padded.length < 8) throw new CryptoFault('damaged', 'too short to be padded');
  const length = readU64(padded);
  const honest = length <= Math.min(padded.length - 8, largest(floor)) && bucket(8 + length, floor) === padded.length;
  if (!honest || !allZero(padded.subarray(8 + length))) throw new CryptoFault('damaged', 'wrong padding');
  return padded.slice(8, 8 + length);
}

function allZero(bytes: Uint8Array): boolean {
  let found = 0;
  for (const byte of bytes) found |= byte;
  return found === 0;
}

/** Lengths a sealed thing can have; the server refuses the same others. */
export const allowedLength = {
  /** Entry, share, hello. */
  record: (length: number): boolean => isBucket(length - 81, SMALLEST_RECORD),
  slot: (length: number): boolean => length === 113,
  file: (length: number): boolean => {
    const chunks = Math.ceil((length - 65) / (SMALLEST_FILE + 16));
    const padded = length - 65 - 16 * chunks;
    return chunks > 0 && Math.ceil(padded / SMALLEST_FILE) === chunks && isBucket(padded, SMALLEST_FILE);
  },
};

function isBucket(length: number, floor: number): boolean {
  return length >= floor && length <= bucket(8 + largest(floor), floor) && bucket(length, floor) === length;
}
