// SPDX-License-Identifier: AGPL-3.0-or-later
import { toBase64url } from '../../api/wire.ts';

/** How many of its own past revisions a row can recognise; more only makes a merge keep an old text twice. */
const MOST_MARKS = 40;

/**
 * A short name of an envelope: its revision and the first half of its random salt.
 *
 * Two envelopes of honest clients never share one. A server that made one up could only
 * have its own row taken for our past, and our words written over it.
 */
export function revisionMark(revision: number, envelope: Uint8Array): string {
  return `${revision}:${toBase64url(envelope.subarray(1, 17))}`;
}

export function addMark(seen: readonly string[], newest: string): readonly string[] {
  return seen.includes(newest) ? seen : [...seen, newest].slice(-MOST_MARKS);
}
