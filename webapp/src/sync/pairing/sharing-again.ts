// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { carried, isWriting, isWritingKind, kinds } from '../../domain/kinds.ts';
import { openedShares, openingsOf, type OpenedShare } from '../entries/opened-shares.ts';
import { fault, withFaults } from '../faults.ts';
import { people, type Person } from './pairings.ts';
import { previewShare, sent, share, type SharedWriting } from '../sharing/sharing.ts';
import { openedEntries } from '../entries/opened-entries.ts';

/** Something that was shared with somebody when the pairing ended. `openedAt` is the server's word. */
export interface FormerShare {
  key: string;
  pairingId: string;
  copy: SharedWriting;
  openedAt: string | null;
  earlierOpenedAt: string | null;
}

/** What was shared in pairings that have ended, newest first; what had come to its own end before is not among it. */
export const formerShares = computed<readonly FormerShare[]>(() => {
  const ended = new Map(
    people.value.filter(({ state }) => state === 'ended').map((person) => [person.pairingId, person]),
  );
  return [...openedShares.value.entries()]
    .flatMap(([key, copy]) => former(key, copy, ended.get(copy.row.pairingId)))
    .sort((one, other) => (one.copy.written_at > other.copy.written_at ? -1 : 1));
});

function former(key: string, { row, mine, read }: OpenedShare, person: Person | undefined): FormerShare[] {
  if (person === undefined || !mine || !read.ok || !isWriting(read.share)) return [];
  const { expires_at: ends } = read.share;
  if (ends !== null && person.endedAt !== null && Date.parse(ends) <= Date.parse(person.endedAt)) return [];
  return [{ key, pairingId: row.pairingId, copy: read.share, ...openingsOf(row) }];
}

/** How much of what is, or was, shared in a pairing had been opened, as far as the server says. */
export interface Opened {
  shared: number;
  opened: number;
}

export function openedOf(pairingId: string): Opened {
  const of = [...sent.value.filter(({ kind }) => isWritingKind(kind)), ...formerShares.value].filter(
    (one) => one.pairingId === pairingId,
  );
  return {
    shared: of.length,
    opened: of.filter(({ openedAt, earlierOpenedAt }) => openedAt !== null || earlierOpenedAt !== null).length,
  };
}

/**
 * What may be offered to somebody: shared with another before, still in the journal, and not shared with this person
 * already.
 */
export function offeredTo(pairingId: string): readonly FormerShare[] {
  const already = new Set(
    sent.value.filter((one) => one.pairingId === pairingId).map(({ payload }) => nameOf(payload as SharedWriting)),
  );
  const offered = new Map<string, FormerShare>();
  for (const one of formerShares.value) {
    const name = nameOf(one.copy);
    if (!already.has(name) && openedEntries.value.has(one.copy.source.entry_id) && !offered.has(name))
      offered.set(name, one);
  }
  return [...offered.values()].filter(({ copy }) => canBePreviewed(copy));
}

/** An entry shared whole has one name, however it was edited; two passages of it have two. */
const nameOf = (copy: SharedWriting): string =>
  `${copy.source.entry_id} ${copy.excerpt ? JSON.stringify(copy[kinds[copy.kind].words ?? '']) : ''}`;

const canBePreviewed = ({ source }: SharedWriting): boolean => {
  const { understood } = openedEntries.value.get(source.entry_id) ?? {};
  return understood?.ok === true && isWriting(understood.entry);
};

/**
 * The copies as they would be sealed for somebody else: of a passage the same passage, of a whole entry what it says
 * today.
 * @throws Fault `not_here`
 */
export function previewAgain(chosen: readonly FormerShare[], expiresAt: string | null): SharedWriting[] {
  return chosen.map(({ copy }) => {
    if (!copy.excerpt) return previewShare({ entryId: copy.source.entry_id, expiresAt });
    if (!openedEntries.value.has(copy.source.entry_id)) throw fault('not_here');
    const { entry_id, revision } = copy.source;
    const about = { source: { entry_id, revision }, for: null, expires_at: expiresAt, excerpt: true };
    return { ...carried(copy), ...about } as SharedWriting;
  });
}

/**
 * Share what was previewed, one after the other; what was shared before something went wrong stays shared. @throws
 * Fault `words_not_compared`, `pairing_ended` …
 */
export function shareAgain(pairingId: string, previews: readonly SharedWriting[]): Promise<void> {
  return withFaults(async () => {
    for (const preview of previews) await share({ pairingId, preview });
  });
}
