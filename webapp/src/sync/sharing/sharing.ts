// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { carried, isWriting, kinds, type ShareKind, type WritingKind } from '../../domain/kinds.ts';
import type { Entry, Share } from '../../domain/payloads.ts';
import {
  openedShares,
  liveShares,
  openingsOf,
  sentState,
  type OpenedShare,
  type Sent,
} from '../entries/opened-shares.ts';
import { shareToContinue, publishShareChanges, sealShareRow, sharingContact, withdrawShare } from './share-sealing.ts';
import { fault, withFaults } from '../faults.ts';
import { timeNow } from '../runtime/runtime.ts';
import { requireOpenAccount, requireAccount } from '../runtime/current-account.ts';
import { exchangeNow } from '../exchange/schedule.ts';
import { openedEntries } from '../entries/opened-entries.ts';
import { openedKey, pendingKeys, withdrawKey } from '../runtime/pending-changes.ts';

interface Copy {
  pairingId: string;
  shareId: string;
  revision: number;
  keptAt: string;
  /** Of this very revision. */
  openedAt: string | null;
}
/** A copy of what a person writes, as it is sealed. */
export type SharedWriting = Extract<Share, { kind: WritingKind }>;
type What =
  | { [K in ShareKind]: { kind: K; payload: Extract<Share, { kind: K }> } }[ShareKind]
  | { kind: 'newer'; payload: Record<string, unknown> }
  | { kind: 'unreadable'; payload: null };
/** A copy somebody shared with me. `keptAt` and `openedAt` are the server's word (RFC 3339). */
export type ReceivedShare = Copy & What;
/** A copy I shared, and what became of it. */
export type SentShare = ReceivedShare & {
  sourceEntryId: string;
  state: Sent;
  expiresAt: string | null;
  earlierOpenedAt: string | null;
};

/** What others share with me: nothing withdrawn, nothing past its end, nothing of an ended pairing. Newest first. */
export const received = computed<readonly ReceivedShare[]>(() =>
  liveShares.value
    .filter(({ mine }) => !mine)
    .map(shown)
    .sort(newestFirst),
);

/** What I share, newest first. */
export const sent = computed<readonly SentShare[]>(() =>
  liveShares.value
    .filter(({ mine }) => mine)
    .map(shownSent)
    .sort(newestFirst),
);

const newestFirst = (one: Copy, other: Copy): number => (one.keptAt > other.keptAt ? -1 : 1);

function shown({ row, read }: OpenedShare): ReceivedShare {
  const { pairingId, shareId, revision, keptAt } = row;
  return { pairingId, shareId, revision, keptAt, openedAt: openingsOf(row).openedAt, ...whatIs(read) };
}

function whatIs(read: OpenedShare['read']): What {
  if (read.ok) return { kind: read.share.kind, payload: read.share } as What;
  return read.why === 'newer' && read.payload !== null
    ? { kind: 'newer', payload: read.payload }
    : { kind: 'unreadable', payload: null };
}

function shownSent(copy: OpenedShare): SentShare {
  const { row, read } = copy;
  return {
    ...shown(copy),
    expiresAt: row.expiresAt,
    sourceEntryId: read.ok ? read.share.source.entry_id : '',
    earlierOpenedAt: openingsOf(row).earlierOpenedAt,
    state: sentState(row),
  };
}

/**
 * The copy as it would be sealed, so that what the person sees is what is sent.
 *
 * @param asked.excerpt from and to in UTF-16 code units of the text (of a check-in: of its words); only this passage
 *   is in the copy
 * @throws Fault `not_here`, `not_shareable` (only notes and check-ins are shared by hand)
 */
export function previewShare(asked: {
  entryId: string;
  excerpt?: { start: number; end: number };
  expiresAt: string | null;
  appointmentId?: string | null;
}): SharedWriting {
  const opened = openedEntries.value.get(asked.entryId);
  if (opened === undefined) throw fault('not_here');
  const entry = opened.understood.ok ? opened.understood.entry : null;
  if (entry === null || !isWriting(entry)) throw fault('not_shareable');
  const about = {
    source: { entry_id: asked.entryId, revision: opened.revision },
    for: asked.appointmentId ?? null,
    expires_at: asked.expiresAt,
    excerpt: asked.excerpt !== undefined,
  };
  return { ...carried(entry), ...passageOf(entry, asked.excerpt), ...about } as SharedWriting;
}

/** The marked passage, in the field that holds the person's own words; nothing where the whole is shared. */
function passageOf(entry: Extract<Entry, { kind: WritingKind }>, excerpt: { start: number; end: number } | undefined) {
  const { words } = kinds[entry.kind];
  return words === null || excerpt === undefined ? {} : { [words]: passage(String(entry[words]), excerpt) };
}

/** A mark that cuts a character in two leaves it out. */
function passage(text: string, excerpt: { start: number; end: number }): string {
  return text.slice(excerpt.start, excerpt.end).replace(/\p{Surrogate}/gu, '');
}

/** What became of a share that was taken back. `isTold`: the server has taken it back. */
export interface TakenBack {
  isTold: boolean;
  wasOpenedAt: string | null;
  earlierOpenedAt: string | null;
}

const noOpenings = { openedAt: null, earlierOpenedAt: null };
const TRIES = 4;

/**
 * Share a previewed copy with one person. Sharing the whole of an entry again is the next revision of the same share.
 *
 * @returns the share's id; the phone has it, the server gets it next
 * @throws Fault `words_not_compared`, `pairing_ended`, `not_shareable`, `storage_full`
 */
export function share(copy: { pairingId: string; preview: SharedWriting }): Promise<string> {
  return withFaults(async () => {
    const contact = sharingContact(copy.pairingId);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const before = copy.preview.excerpt ? null : shareToContinue(copy.pairingId, copy.preview.source.entry_id);
      const { row, also } = await sealShareRow(contact, copy.preview, before);
      const kept = await requireOpenAccount().database.change(['entries', 'outbox', 'shares', 'pairings'], also);
      await publishShareChanges();
      if (kept) return row.shareId;
    }
    throw fault('not_kept');
  });
}

/**
 * Withdraw a share. Its id is never used again; the server hears of it at the next connection.
 *
 * @returns whether the server has been told, and when the other opened it, or an earlier copy of it, as far as the
 *   server says: what was read was read
 */
export function unshare({ pairingId, shareId }: { pairingId: string; shareId: string }): Promise<TakenBack> {
  return withFaults(async () => {
    const { database, accountId } = requireOpenAccount();
    await database.change(['shares', 'outbox'], async (at) => {
      if (!(await withdrawShare(at, { pairingId, shareId }))) throw fault('not_here');
    });
    await publishShareChanges();
    await exchangeNow();
    const row = await requireAccount().database.read(['shares'], (at) =>
      at.objectStore('shares').get([pairingId, accountId, shareId]),
    );
    const { openedAt, earlierOpenedAt } = row === undefined ? noOpenings : openingsOf(row);
    return {
      isTold: !pendingKeys.value.has(withdrawKey(pairingId, shareId)),
      wasOpenedAt: openedAt,
      earlierOpenedAt,
    };
  });
}

/** Tell the sender that this revision was opened, once; her ledger says so. */
export function markOpened(pairingId: string, shareId: string, revision: number): Promise<void> {
  return withFaults(async () => {
    const copy = [...openedShares.value.values()].find(
      ({ row, mine }) => !mine && row.pairingId === pairingId && row.shareId === shareId,
    );
    if (copy === undefined || (copy.row.told ?? 0) >= revision) return;
    await requireOpenAccount().database.change(['shares', 'outbox'], async (at) => {
      const row = await at.objectStore('shares').get([pairingId, copy.row.fromId, shareId]);
      if (row === undefined || (row.told ?? 0) >= revision) return;
      const openedAt = openingsOf(row).openedAt ?? timeNow();
      await at.objectStore('shares').put({ ...row, told: revision, openedAt, openedRevision: revision });
      await at
        .objectStore('outbox')
        .put({ key: openedKey(pairingId, shareId), deed: 'opened', pairingId, shareId, revision, refused: null });
    });
    await publishShareChanges();
  });
}
