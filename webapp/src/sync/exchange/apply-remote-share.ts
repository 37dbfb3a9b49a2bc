// SPDX-License-Identifier: AGPL-3.0-or-later
import { storedShare, type StoredShare } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import { validateShare } from '../../domain/payloads.ts';
import type { AccountWriteTransaction } from '../../store/account-database.ts';
import { withOwnBuffer, type ShareRow } from '../../store/rows.ts';
import { contactOf } from '../entries/contacts.ts';
import { payloadOrNull } from '../entries/opened-shares.ts';
import { revisionMark, addMark } from '../runtime/revision-marks.ts';
import { isOpen, requireAccount } from '../runtime/current-account.ts';
import { shareKey, withdrawKey } from '../runtime/pending-changes.ts';

/**
 * A row of the server compared with ours. One that opens beats one that does not, whatever the revisions (`better`,
 * `worse`); `newer`: both open, and theirs was made of a later revision of the entry.
 */
export type Standing = 'better' | 'newer' | 'equal' | 'worse';

/**
 * Compare each row with ours, before the transaction that applies them. While locked they cannot be compared: equal.
 */
export function standingsOf(rows: readonly StoredShare[]): Promise<{ row: StoredShare; standing: Standing }[]> {
  return Promise.all(rows.map(async (row) => ({ row, standing: await standingOf(fresh(row)) })));
}

async function standingOf(theirs: ShareRow): Promise<Standing> {
  const ours = await requireAccount().database.read(['shares'], (at) => at.objectStore('shares').get(keyOf(theirs)));
  const contact = contactOf(theirs.pairingId);
  if (ours?.envelope == null || theirs.envelope === null || contact === null || !isOpen()) return 'equal';
  const [read, theirsRead] = await Promise.all([
    payloadOrNull(ours, ours.envelope, contact),
    payloadOrNull(theirs, theirs.envelope, contact),
  ]);
  if (read === null || theirsRead === null) return read === theirsRead ? 'equal' : read === null ? 'better' : 'worse';
  return sourceOf(theirsRead) > sourceOf(read) ? 'newer' : 'equal';
}

/** Of which revision of its entry a copy was made; 0 for one this version does not understand. */
function sourceOf(payload: Record<string, unknown>): number {
  const read = validateShare(payload);
  return read.ok ? read.share.source.revision : 0;
}

const keyOf = ({ pairingId, fromId, shareId }: ShareRow): [string, string, string] => [pairingId, fromId, shareId];

/**
 * Let one share row of the server meet ours, inside a transaction of `shares` and `outbox`.
 *
 * A tombstone hides the share and its id is dead for ever. Of the other's shares a higher
 * revision is taken and a lower one refused; of mine, what another phone of mine shared is
 * taken unless something waits here that was not made of an older text, and then mine is numbered above it when it is
 * sent.
 */
export async function applyRemoteShare(
  at: AccountWriteTransaction,
  row: StoredShare,
  standing: Standing,
): Promise<void> {
  const key: [string, string, string] = [row.pairing_id, row.from_id, row.share_id];
  const ours = await at.objectStore('shares').get(key);
  const mine = row.from_id === requireAccount().accountId;
  if (ours === undefined) return put(at, fresh(row));
  if (row.envelope === null) return dead(at, ours, row);
  if (ours.envelope === null) return withdrawnStays(at, ours, mine);
  const told = { ...ours, ...laterOpening(ours, row), keptAt: row.kept_at };
  if (standing === 'better') return taken(at, row, told.seen);
  if (mine) return meetMine(at, told, row, { envelope: row.envelope, standing });
  return put(at, row.revision > ours.revision && standing !== 'worse' ? { ...fresh(row), seen: told.seen } : told);
}

type Opening = Pick<ShareRow, 'openedAt' | 'openedRevision'>;

function openingIn({ opened_at: openedAt, opened_revision: which }: StoredShare): Opening {
  return openedAt === null ? { openedAt } : { openedAt, openedRevision: which ?? 1 };
}

/** The server's word, unless this phone has opened a later revision and not told it yet. */
function laterOpening(ours: ShareRow, row: StoredShare): Opening | object {
  const known = ours.openedAt === null ? 0 : (ours.openedRevision ?? 1);
  return (openingIn(row).openedRevision ?? 0) >= known ? openingIn(row) : {};
}

function fresh(row: StoredShare): ShareRow {
  return {
    pairingId: row.pairing_id,
    fromId: row.from_id,
    shareId: row.share_id,
    toId: row.to_id,
    revision: row.revision,
    envelope: row.envelope === null ? null : withOwnBuffer(row.envelope),
    expiresAt: row.expires_at,
    keptAt: row.kept_at,
    ...openingIn(row),
    stored: row.revision,
    seen: row.envelope === null ? [] : [revisionMark(row.revision, row.envelope)],
  };
}

async function put(at: AccountWriteTransaction, row: ShareRow): Promise<void> {
  await at.objectStore('shares').put(row);
}

/**
 * What I had not taken back is remembered: if its pairing has ended, it may be shared with somebody else
 * (pairing-exchange.ts says).
 */
async function dead(at: AccountWriteTransaction, ours: ShareRow, row: StoredShare): Promise<void> {
  const was = ours.fromId === requireAccount().accountId && ours.envelope !== null ? { was: ours.envelope } : {};
  await put(at, { ...ours, ...was, envelope: null, ...laterOpening(ours, row), stored: row.revision });
  await at.objectStore('outbox').delete(shareKey(ours.pairingId, ours.shareId));
  await at.objectStore('outbox').delete(withdrawKey(ours.pairingId, ours.shareId));
}

/** What I withdrew and the server still hands out (a restored backup) is withdrawn again. */
async function withdrawnStays(
  at: AccountWriteTransaction,
  { pairingId, shareId }: ShareRow,
  mine: boolean,
): Promise<void> {
  if (mine)
    await at
      .objectStore('outbox')
      .put({ key: withdrawKey(pairingId, shareId), deed: 'withdraw', pairingId, shareId, refused: null });
}

/** The server's row replaces ours, and nothing of ours is left to send. */
async function taken(at: AccountWriteTransaction, row: StoredShare, seen: ShareRow['seen']): Promise<void> {
  await at.objectStore('outbox').delete(shareKey(row.pairing_id, row.share_id));
  return put(at, { ...fresh(row), seen });
}

/**
 * What does not open here is no share of mine: mine is sent again, above it.
 *
 * What waits here may be there already and already followed by a newer text: its answer was lost, or the disk was full.
 */
async function meetMine(
  at: AccountWriteTransaction,
  ours: ShareRow,
  row: StoredShare,
  { envelope, standing }: { envelope: Uint8Array; standing: Standing },
): Promise<void> {
  const { pairingId, shareId } = ours;
  const key = shareKey(pairingId, shareId);
  const past = ours.seen.includes(revisionMark(row.revision, envelope));
  const waits = ours.doubted !== true && (await at.objectStore('outbox').getKey(key)) !== undefined;
  const seen = addMark(ours.seen, revisionMark(row.revision, envelope));
  const isAbove = row.revision > ours.revision && !waits && standing !== 'worse';
  const isNewer = row.revision >= ours.revision && standing === 'newer';
  if (!past && (isAbove || isNewer)) return taken(at, row, seen);
  await put(at, { ...ours, stored: row.revision, seen });
  if (past && row.revision === ours.revision) await at.objectStore('outbox').delete(key);
  else await at.objectStore('outbox').put({ key, deed: 'share', pairingId, shareId, refused: null });
}

/** The stored row a refused share met. @throws ApiFault `nonsense` when it is of another share */
export function storedOf(fault: ApiFault, asked: { pairingId: string; shareId: string }): StoredShare | null {
  if (fault.stored === undefined || fault.stored === null) return null;
  try {
    const row = storedShare(Array.isArray(fault.stored) ? fault.stored[0] : fault.stored);
    if (row.share_id === asked.shareId && row.pairing_id === asked.pairingId) return row;
  } catch (error) {
    throw new ApiFault('PUT share', { code: 'nonsense' }, { cause: error });
  }
  throw new ApiFault('PUT share', { code: 'nonsense' });
}
