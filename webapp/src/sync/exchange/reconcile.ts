// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Ancestry } from '../../domain/ancestry.ts';
import { ancestorMark, revisionMark } from '../runtime/revision-marks.ts';

/** One revision, opened: `ancestry` as it was sealed into it, null where nothing is. */
export interface Version {
  revision: number;
  envelope: Uint8Array;
  ancestry: Ancestry | null;
}
/** What this phone has of an entry. `stored`: what the server is known to have had since it was last set back. */
export interface Ours extends Version {
  stored: number;
}

/**
 * What to do with a row of the server beside one of ours, where both open (PROTOCOL §7).
 *
 * - `past`: ours was made of it; or nobody can tell, and the server had a later one already. It changes no word
 * - `take`: it was made of ours
 * - `merge`: both hold something the other has not seen
 *
 * What descends from what is sealed in the two; no server, receipt or clock is asked. Only where neither says anything,
 * because both were written before it was carried, a higher revision is believed to have been made of ours.
 */
export function reconcile(ours: Ours, theirs: Version): 'past' | 'take' | 'merge' {
  if (descends(ours, theirs)) return 'past';
  if (descends(theirs, ours)) return 'take';
  if (theirs.revision < ours.stored && !isComplete(ours)) return 'past';
  if (ours.ancestry === null && theirs.ancestry === null && ours.stored >= ours.revision)
    return theirs.revision > ours.revision ? 'take' : 'merge';
  return 'merge';
}

const descends = (one: Version, from: Version): boolean =>
  one.revision > from.revision && (one.ancestry?.marks.includes(markOf(from)) ?? false);

const markOf = ({ revision, envelope }: Version): string => ancestorMark(revisionMark(revision, envelope));

/** Whether everything it was made of is named in it; the first revision was made of nothing. */
export const isComplete = ({ revision, ancestry }: Pick<Version, 'revision' | 'ancestry'>): boolean =>
  ancestry?.isComplete ?? revision === 1;
