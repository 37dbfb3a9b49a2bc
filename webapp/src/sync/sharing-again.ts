import { computed } from '@preact/signals';

import type { SharedCheckIn, SharedNote } from '../domain/payloads.ts';
import { copies, type OpenedCopy } from './copies.ts';
import { fault, spoken } from './faults.ts';
import { people, type Person } from './pairings.ts';
import { previewShare, sent, share } from './sharing.ts';
import { shelf } from './shelf.ts';

type Written = SharedNote | SharedCheckIn;

/** Something that was shared with somebody when the pairing ended. `openedAt` is the server's word. */
export interface FormerShare {
  key: string;
  pairingId: string;
  copy: Written;
  openedAt: string | null;
}

/** What was shared in pairings that have ended, newest first; what had come to its own end before is not among it. */
export const formerShares = computed<readonly FormerShare[]>(() => {
  const ended = new Map(
    people.value.filter(({ state }) => state === 'ended').map((person) => [person.pairingId, person]),
  );
  return [...copies.value.entries()]
    .flatMap(([key, copy]) => former(key, copy, ended.get(copy.row.pairingId)))
    .sort((one, other) => (one.copy.written_at > other.copy.written_at ? -1 : 1));
});

function former(key: string, { row, mine, read }: OpenedCopy, person: Person | undefined): FormerShare[] {
  if (person === undefined || !mine || !read.ok || (read.share.kind !== 'note' && read.share.kind !== 'check_in'))
    return [];
  const { expires_at: ends } = read.share;
  if (ends !== null && person.endedAt !== null && Date.parse(ends) <= Date.parse(person.endedAt)) return [];
  return [{ key, pairingId: row.pairingId, copy: read.share, openedAt: row.openedAt }];
}

/** How much of what is, or was, shared in a pairing had been opened, as far as the server says. */
export interface Opened {
  shared: number;
  opened: number;
}

export function openedOf(pairingId: string): Opened {
  const of = [...sent.value.filter(({ kind }) => kind === 'note' || kind === 'check_in'), ...formerShares.value].filter(
    (one) => one.pairingId === pairingId,
  );
  return { shared: of.length, opened: of.filter(({ openedAt }) => openedAt !== null).length };
}

/**
 * What may be offered to somebody: shared with another before, still in the journal, and not shared with this person
 * already.
 */
export function offeredTo(pairingId: string): readonly FormerShare[] {
  const already = new Set(
    sent.value.filter((one) => one.pairingId === pairingId).map(({ payload }) => nameOf(payload as Written)),
  );
  const offered = new Map<string, FormerShare>();
  for (const one of formerShares.value) {
    const name = nameOf(one.copy);
    if (!already.has(name) && shelf.value.has(one.copy.source.entry_id) && !offered.has(name)) offered.set(name, one);
  }
  return [...offered.values()].filter(({ copy }) => canBePreviewed(copy));
}

/** The whole of an entry is one thing however it was edited; two passages of it are two. */
const nameOf = (copy: Written): string =>
  `${copy.source.entry_id} ${copy.excerpt ? JSON.stringify(copy.kind === 'note' ? copy.text : copy.words) : ''}`;

const canBePreviewed = ({ source }: Written): boolean => {
  const { understood } = shelf.value.get(source.entry_id) ?? {};
  return understood?.ok === true && (understood.entry.kind === 'note' || understood.entry.kind === 'check_in');
};

/**
 * The copies as they would be sealed for somebody else: of a passage the same passage, of a whole entry what it says
 * today.
 * @throws Fault `not_here`
 */
export function previewAgain(chosen: readonly FormerShare[], expiresAt: string | null): Written[] {
  return chosen.map(({ copy }) => {
    if (!copy.excerpt) return previewShare({ entryId: copy.source.entry_id, expiresAt });
    if (!shelf.value.has(copy.source.entry_id)) throw fault('not_here');
    return { ...samePassage(copy), expires_at: expiresAt, for: null };
  });
}

/** Its fields by name: what a later version may have added is not shared unseen. */
function samePassage(copy: Written): Written {
  const { v, written_at, edited_at, zone, source, expires_at } = copy;
  const about = {
    v,
    written_at,
    edited_at,
    zone,
    attachments: [],
    source: { entry_id: source.entry_id, revision: source.revision },
    for: null,
    expires_at,
    excerpt: true,
  };
  if (copy.kind === 'note') return { ...about, kind: 'note', text: copy.text };
  const { mood, energy, anxiety, sleep, connection, feelings, words } = copy;
  return { ...about, kind: 'check_in', mood, energy, anxiety, sleep, connection, feelings: [...feelings], words };
}

/**
 * Share what was previewed, one after the other; what was shared before something went wrong stays shared. @throws
 * Fault `words_not_compared`, `pairing_ended` …
 */
export function shareAgain(pairingId: string, previews: readonly Written[]): Promise<void> {
  return spoken(async () => {
    for (const preview of previews) await share({ pairingId, preview });
  });
}
