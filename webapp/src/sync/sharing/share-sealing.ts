// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Contact, Share } from '../../domain/payloads.ts';
import { validateShare } from '../../domain/payloads.ts';
import type { AccountWriteTransaction } from '../../store/account-database.ts';
import { withOwnBuffer, type ShareRow } from '../../store/rows.ts';
import { contactOf, contacts } from '../entries/contacts.ts';
import { liveShares, openAllShares, type OpenedShare } from '../entries/opened-shares.ts';
import { fault } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { revisionMark, addMark } from '../runtime/revision-marks.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { pairingRows } from '../exchange/pairing-exchange.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { readPending, shareKey, withdrawKey } from '../runtime/pending-changes.ts';
import { requestSync } from '../runtime/sync-triggers.ts';
import type { Also } from '../entries/writing.ts';

/** A contact one may share with now. @throws Fault `not_here`, `pairing_ended`, `words_not_compared` */
export function sharingContact(pairingId: string): Contact {
  const contact = contactOf(pairingId);
  if (contact === null || !contacts.value.has(pairingId)) throw fault('not_here');
  if (contact.ended_at !== null || pairingRows.value.get(pairingId)?.state === 'ended') throw fault('pairing_ended');
  if (!contact.words_compared) throw fault('words_not_compared');
  return contact;
}

/** The live share of mine that a whole copy of this entry continues, so that sharing again is its next revision. */
export function shareToContinue(pairingId: string, entryId: string): ShareRow | null {
  return liveShares.value.find((copy) => continues(copy, pairingId, entryId))?.row ?? null;
}

const continues = ({ mine, row, read }: OpenedShare, pairingId: string, entryId: string): boolean =>
  mine && row.pairingId === pairingId && read.ok && !read.share.excerpt && read.share.source.entry_id === entryId;

/**
 * Seal a copy for one person: a new share, or the next revision of `before`.
 *
 * @returns the row, and the change that keeps it together with its place in the outbox
 * @throws Fault `not_shareable` for what no share may hold
 */
export async function sealShareRow(
  contact: Contact,
  payload: Share,
  before: ShareRow | null,
): Promise<{ row: ShareRow; also: Also }> {
  if (!validateShare(payload).ok) throw fault('not_shareable');
  const { pairing_id: pairingId, account_id: toId } = contact;
  const shareId = before?.shareId ?? crypto.randomUUID();
  const revision = Math.max(before?.revision ?? 0, before?.stored ?? 0) + 1;
  const envelope = withOwnBuffer(
    await runtime.vault().sealShare({ contact, direction: 'sent', shareId, revision, payload }),
  );
  const row: ShareRow = {
    pairingId,
    shareId,
    fromId: requireAccount().accountId,
    toId,
    revision,
    envelope,
    expiresAt: payload.expires_at,
    keptAt: timeNow(),
    ...openingOf(before),
    stored: before?.stored ?? 0,
    seen: addMark(before?.seen ?? [], revisionMark(revision, envelope)),
  };
  return { row, also: keeping(row, before) };
}

/** An earlier revision's opening is kept; it does not count for this revision. */
function openingOf(before: ShareRow | null): Pick<ShareRow, 'openedAt' | 'openedRevision'> {
  const openedAt = before?.openedAt ?? null;
  return openedAt === null ? { openedAt } : { openedAt, openedRevision: before?.openedRevision ?? 1 };
}

function keeping(row: ShareRow, before: ShareRow | null): Also {
  const { pairingId, shareId } = row;
  return async (at) => {
    const now = await at.objectStore('shares').get([pairingId, row.fromId, shareId]);
    if (now?.revision !== before?.revision || now?.envelope === null) return false;
    await at.objectStore('shares').put({ ...row, ...openingOf(now ?? null), stored: now?.stored ?? 0 });
    await at
      .objectStore('outbox')
      .put({ key: shareKey(pairingId, shareId), deed: 'share', pairingId, shareId, refused: null });
    return true;
  };
}

/** Withdraw a share of mine, inside a transaction: its id is dead, and the server is told. @returns whether it was here */
export async function withdrawShare(
  at: AccountWriteTransaction,
  { pairingId, shareId }: { pairingId: string; shareId: string },
): Promise<boolean> {
  const row = await at.objectStore('shares').get([pairingId, requireAccount().accountId, shareId]);
  if (row === undefined) return false;
  await at.objectStore('shares').put({ ...row, envelope: null });
  await at.objectStore('outbox').delete(shareKey(pairingId, shareId));
  await at
    .objectStore('outbox')
    .put({ key: withdrawKey(pairingId, shareId), deed: 'withdraw', pairingId, shareId, refused: null });
  return true;
}

/** Show what changed among the shares, here and in the other tabs, and have it sent. */
export async function publishShareChanges(): Promise<void> {
  await readPending();
  await openAllShares();
  postToTabs({ shares: true });
  requestSync();
}
