// SPDX-License-Identifier: AGPL-3.0-or-later
import { shares, type StoredShare } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import { withOwnBuffer, type Cursor, type PendingChange, type ShareRow } from '../../store/rows.ts';
import { contactOf } from '../entries/contacts.ts';
import { openAllShares, payloadOf, updateMinute } from '../entries/opened-shares.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { revisionMark, addMark } from '../runtime/revision-marks.ts';
import { isOpen, requireAccount } from '../runtime/current-account.ts';
import { refusesBody } from './batch-limit.ts';
import { readKnown } from './known.ts';
import { applyRemoteShare, standingsOf, storedOf } from './apply-remote-share.ts';
import { ReadingBound, refuseNonsense, type FeedPage } from './feed-page.ts';
import { postToTabs } from '../runtime/tabs.ts';
import { readPending, shareKey, withdrawKey } from '../runtime/pending-changes.ts';

const MOST_REFUSALS = 4;
/** The pairing or the share is gone on the server: there is nothing left to send. */
const GONE = new Set(['not_found', 'pairing_ended']);
/** The therapist has not confirmed the pairing: the copy waits, and is sent by an exchange after that. */
const NOT_YET = 'pairing_not_confirmed';

type ShareChange =
  | { deed: 'share' | 'withdraw'; pairingId: string; shareId: string }
  | { deed: 'opened'; pairingId: string; shareId: string; revision: number };

/**
 * Send what was shared, withdrawn and opened. A share whose answer was a refusal may be there all the same: it is asked
 * about again, as a withdrawal is. Only what is too large waits for the next start. @throws ApiFault when the line or the server
 * fails
 */
export async function sendShares(): Promise<void> {
  const changes = await requireAccount().database.read(['outbox'], (at) => at.objectStore('outbox').getAll());
  for (const change of changes) if (isShareChange(change) && isToBeSent(change)) await sendOne(change);
  await readPending();
}

const isToBeSent = ({ deed, refused }: PendingChange): boolean =>
  refused === null || (deed !== 'opened' && refused !== 'body_too_large');

function isShareChange(change: PendingChange): change is PendingChange & ShareChange {
  return change.deed === 'share' || change.deed === 'withdraw' || change.deed === 'opened';
}

async function sendOne(change: ShareChange): Promise<void> {
  try {
    if (change.deed === 'opened') await sendOpened(change);
    else if (change.deed === 'share') await sendShare(change);
    else await sendWithdrawal(change);
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    if (error.code === NOT_YET) return;
    if (GONE.has(error.code) || isOverThere(error))
      await (change.deed === 'share' ? neverShared(change) : dropped(change));
    else if (refusesBody(error) || error.code === 'wrong_role') await putBy(change, error.code);
    else throw error;
  }
}

/** The share has expired by the server's clock, though not by this phone's: it would expire before it could be read. */
const isOverThere = ({ code, field }: ApiFault): boolean => code === 'invalid_request' && field === 'expires_at';

async function sendShare(change: ShareChange): Promise<void> {
  for (let refusals = 0; refusals < MOST_REFUSALS; refusals += 1) {
    const now = await rowOf(change);
    if (now?.envelope == null) return dropped(change);
    if (isOver(now) || hasEnded(change.pairingId)) return neverShared(change);
    const row = await aboveStored(now, now.envelope);
    if (row === null || (await kept(row, row.envelope))) return;
  }
}

const isOver = ({ expiresAt }: ShareRow): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= runtime.now().getTime();

/**
 * By the contact, whatever the server says. While locked it is unknown; what was ended on this phone no longer waits
 * anyway.
 */
const hasEnded = (pairingId: string): boolean => typeof contactOf(pairingId)?.ended_at === 'string';

/**
 * The share or its pairing ended before the server had it: it was never shared, and nothing says it was.
 *
 * Whatever the server answered, it may have the share or an earlier text of it, which would outlive the end she chose.
 */
async function neverShared({ pairingId, shareId }: ShareChange): Promise<void> {
  await requireAccount().database.change(['shares', 'outbox'], async (at) => {
    const row = await at.objectStore('shares').get([pairingId, requireAccount().accountId, shareId]);
    if (row !== undefined) await at.objectStore('shares').put({ ...row, envelope: null });
    await at.objectStore('outbox').delete(shareKey(pairingId, shareId));
    if (row === undefined) return;
    await at
      .objectStore('outbox')
      .put({ key: withdrawKey(pairingId, shareId), deed: 'withdraw', pairingId, shareId, refused: null });
  });
  await openAllShares();
  postToTabs({ shares: true });
}

async function rowOf({ pairingId, shareId }: { pairingId: string; shareId: string }): Promise<ShareRow | undefined> {
  const { database, accountId } = requireAccount();
  return database.read(['shares'], (at) => at.objectStore('shares').get([pairingId, accountId, shareId]));
}

/** @returns false when the server had something else, which has been met then */
async function kept(row: ShareRow, envelope: Uint8Array): Promise<boolean> {
  const { pairingId, shareId, revision, stored } = row;
  try {
    await shares.keep(pairingId, shareId, { revision, replaces: stored, envelope, expires_at: row.expiresAt });
  } catch (error) {
    if (!(error instanceof ApiFault) || error.code !== 'stale_revision') throw error;
    await met(row, error);
    return false;
  }
  await confirmed(row);
  return true;
}

async function met(row: ShareRow, fault: ApiFault): Promise<void> {
  const stored = storedOf(fault, row);
  const met = await standingsOf(stored === null ? [] : [stored]);
  await requireAccount().database.change(['shares', 'outbox'], async (at) => {
    if (stored === null) await at.objectStore('shares').put({ ...row, stored: 0 });
    for (const one of met) await applyRemoteShare(at, one.row, one.standing);
  });
}

async function confirmed(sent: ShareRow): Promise<void> {
  await requireAccount().database.change(['shares', 'outbox'], async (at) => {
    const now = await at.objectStore('shares').get([sent.pairingId, sent.fromId, sent.shareId]);
    if (now === undefined) return;
    const known = { ...now, stored: sent.revision };
    delete known.doubted;
    await at.objectStore('shares').put(known);
    if (now.revision === sent.revision)
      await at.objectStore('outbox').delete(`share/${sent.pairingId}/${sent.shareId}`);
  });
}

/**
 * Another phone of mine shared this too, with a revision not lower than mine: mine is sealed again with a higher one.
 * Null while locked.
 */
async function aboveStored(row: ShareRow, sealed: Uint8Array): Promise<(ShareRow & { envelope: Uint8Array }) | null> {
  if (row.revision > row.stored) return { ...row, envelope: sealed };
  const contact = contactOf(row.pairingId);
  if (contact === null || !isOpen()) return null;
  const payload = await payloadOf(row, sealed, contact);
  const revision = row.stored + 1;
  const envelope = withOwnBuffer(
    await runtime.vault().sealShare({ contact, direction: 'sent', shareId: row.shareId, revision, payload }),
  );
  const raised = { ...row, revision, envelope, seen: addMark(row.seen, revisionMark(revision, envelope)) };
  await requireAccount().database.change(['shares'], async (at) => {
    await at.objectStore('shares').put(raised);
  });
  return raised;
}

async function sendWithdrawal(change: ShareChange): Promise<void> {
  await shares.withdraw(change.pairingId, change.shareId);
  await dropped(change);
}

async function sendOpened(change: Extract<ShareChange, { deed: 'opened' }>): Promise<void> {
  await shares.opened(change.pairingId, change.shareId, change.revision);
  await dropped(change);
}

const keyOf = ({ deed, pairingId, shareId }: ShareChange): string => `${deed}/${pairingId}/${shareId}`;

async function dropped(change: ShareChange): Promise<void> {
  await requireAccount().database.change(['outbox'], async (at) => {
    await at.objectStore('outbox').delete(keyOf(change));
  });
}

async function putBy(change: ShareChange, code: string): Promise<void> {
  await requireAccount().database.change(['outbox'], async (at) => {
    await at.objectStore('outbox').put({ ...change, key: keyOf(change), refused: code });
  });
}

/** Read the feed of shares from where this phone stopped. @throws ApiFault */
export async function pullShares(epoch: string): Promise<void> {
  const cursor = await requireAccount().database.read(['meta'], (at) => at.objectStore('meta').get('shares'));
  // An earlier release did not keep which revision was opened: its feed is read once more.
  let after = cursor?.epoch === epoch && cursor.readAt !== undefined ? cursor.after : 0;
  let readAt = cursor?.readAt ?? null;
  const bound = new ReadingBound();
  for (let more = true; more;) {
    const page = await shares.pull(after);
    const rows = page.shares.filter((row) => row !== null);
    refuseNonsense('GET /shares', asFeedPage(page, rows), { epoch, after });
    bound.add('GET /shares', rows);
    after = page.position;
    more = page.more;
    if (!more) readAt = timeNow();
    await keepPage(rows, { name: 'shares', after, epoch, readAt });
  }
  await readKnown();
}

/** A page of shares: each stands once in it, named as it is kept here. */
const asFeedPage = (page: Awaited<ReturnType<typeof shares.pull>>, rows: readonly StoredShare[]): FeedPage => ({
  ...page,
  isEmpty: page.shares.length === 0,
  rows: rows.map(({ pairing_id, from_id, share_id, revision, position }) => ({
    id: [pairing_id, from_id, share_id].join(),
    revision,
    position,
  })),
});

async function keepPage(rows: readonly StoredShare[], cursor: Cursor): Promise<void> {
  const met = await standingsOf(rows);
  await requireAccount().database.change(['shares', 'outbox', 'meta'], async (at) => {
    for (const { row, standing } of met) await applyRemoteShare(at, row, standing);
    await at.objectStore('meta').put(cursor);
  });
  updateMinute();
  if (rows.length === 0) return;
  await readPending();
  await openAllShares();
  postToTabs({ shares: true });
}
