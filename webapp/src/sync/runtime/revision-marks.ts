// SPDX-License-Identifier: AGPL-3.0-or-later
import { toBase64url } from '../../api/wire.ts';
import type { EntryRow } from '../../store/rows.ts';

/** How many of its own past revisions a row can recognise; more only makes a merge keep an old text twice. */
const MOST_MARKS = 40;
/** Of the salt's letters, those that are sealed into what descends from it (domain/ancestry.ts): 9 bytes. */
const SEALED_LETTERS = 12;

/**
 * A short name of an envelope: its revision and the first half of its random salt.
 *
 * Two envelopes of honest clients never share one. A server that made one up could only
 * have its own row taken for our past, and our words written over it.
 */
export function revisionMark(revision: number, envelope: Uint8Array): string {
  return `${revision}:${toBase64url(envelope.subarray(1, 17))}`;
}

/** The same without its revision and shorter, as it stands among the ancestors of a later revision (PROTOCOL §7). */
export const ancestorMark = (mark: string): string => mark.slice(mark.indexOf(':') + 1).slice(0, SEALED_LETTERS);

export function addMark(seen: readonly string[], newest: string): readonly string[] {
  return seen.includes(newest) ? seen : [...seen, newest].slice(-MOST_MARKS);
}

/** Whether this phone has written or met this very row: it stands here, or among its past, or aside. */
export function isMet(
  { seen, aside }: Pick<EntryRow, 'seen' | 'aside'>,
  row: { revision: number; envelope: Uint8Array },
): boolean {
  const mark = revisionMark(row.revision, row.envelope);
  return seen.includes(mark) || (aside !== undefined && mark === revisionMark(aside.revision, aside.envelope));
}
