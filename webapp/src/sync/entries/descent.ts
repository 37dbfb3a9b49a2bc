// SPDX-License-Identifier: AGPL-3.0-or-later
import { ANCESTORS, writeAncestry, type Ancestry } from '../../domain/ancestry.ts';
import type { EntryRow } from '../../store/rows.ts';
import { ancestorMark, revisionMark } from '../runtime/revision-marks.ts';

/** A revision that is about to be edited: its row, and the ancestors sealed in it. */
export interface GoneOnFrom {
  row: Pick<EntryRow, 'revision' | 'envelope' | 'seen' | 'aside'>;
  ancestry: Ancestry | null;
}

/** The ancestors sealed into a revision made of these parents (PROTOCOL §7). After a merge both are among them. */
export const ancestorsOf = (parents: readonly GoneOnFrom[]): string => writeAncestry(parents.map(parentOf));

/** A payload as it is sealed: the ancestors come last. */
export const descending = (payload: object, parents: readonly GoneOnFrom[]): object => ({
  ...payload,
  [ANCESTORS]: ancestorsOf(parents),
});

/** Itself, what this phone has met of it, newest first, and what it says it was made of. */
function parentOf({ row, ancestry }: GoneOnFrom): Ancestry {
  const own = revisionMark(row.revision, row.envelope);
  // A row kept aside did not open: no text of it is in what is written here.
  const aside = row.aside === undefined ? null : revisionMark(row.aside.revision, row.aside.envelope);
  const met = row.seen.filter((mark) => mark !== aside && mark !== own).reverse();
  const marks = [...[own, ...met].map(ancestorMark), ...(ancestry?.marks ?? [])];
  return { marks: [...new Set(marks)], isComplete: ancestry?.isComplete ?? row.revision === 1 };
}
