// SPDX-License-Identifier: AGPL-3.0-or-later
import { revisionMark } from '../runtime/revision-marks.ts';

/** What this phone has of an entry or of a share. */
export interface Ours {
  revision: number;
  stored: number;
  seen: readonly string[];
}
/** What the server says it has. */
export interface Theirs {
  revision: number;
  envelope: Uint8Array;
}

/**
 * What to do with a row of the server (PROTOCOL §7).
 *
 * - `past`: we wrote it or have met it; it says what the server has, nothing more
 * - `take`: it goes beyond what we have, and we have written nothing since
 * - `merge`: both sides hold something the other has not seen
 *
 * Only revisions and envelopes decide; no clock is asked.
 */
export function reconcile(ours: Ours, theirs: Theirs): 'past' | 'take' | 'merge' {
  if (ours.seen.includes(revisionMark(theirs.revision, theirs.envelope))) return 'past';
  const nothingOfOurs = ours.stored >= ours.revision;
  return nothingOfOurs && theirs.revision > ours.revision ? 'take' : 'merge';
}
