// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, signal } from '@preact/signals';

import { validateShare, type Contact, type Share } from '../../domain/payloads.ts';
import type { ShareRow } from '../../store/rows.ts';
import { contactOf } from './contacts.ts';
import { pendingKeys, refusedKeys, shareKey } from '../runtime/pending-changes.ts';
import { runtime } from '../runtime/runtime.ts';
import { isOpen, currentAccount, requireAccount } from '../runtime/current-account.ts';

/**
 * A share opened, in memory only. `mine`: I sent it. Where `row.envelope` is null it is what I had shared when the
 * pairing ended.
 */
export interface OpenedShare {
  row: ShareRow;
  mine: boolean;
  read:
    { ok: true; share: Share } | { ok: false; why: 'newer' | 'unreadable'; payload: Record<string, unknown> | null };
}

/** Every share this phone holds, opened, by its key; what was taken back is not among them. */
export const openedShares = signal<ReadonlyMap<string, OpenedShare>>(new Map());
/** False until every share this phone has is opened. */
export const openedSharesReady = signal(false);
/** False until all shares the server has came to this device once: a new phone learns of its copies after its entries. */
export const sharesCame = signal(false);
/** The current minute, by this phone's clock: what expires disappears without a touch on the screen. */
export const currentMinute = signal(0);

/** What is neither withdrawn nor past its sealed end, and belongs to a pairing that has not ended. */
export const liveShares = computed(() =>
  [...openedShares.value.values()].filter((copy) => isLive(copy, currentMinute.value)),
);

export function updateMinute(): void {
  currentMinute.value = runtime.now().getTime();
}

function isLive({ row, read }: OpenedShare, now: number): boolean {
  const ends = read.ok ? read.share.expires_at : row.expiresAt;
  const contact = contactOf(row.pairingId);
  return row.envelope !== null && contact?.ended_at === null && (ends === null || Date.parse(ends) > now);
}

/** When this very copy was opened, and when an earlier one was, as far as the server says (RFC 3339). */
export interface Openings {
  openedAt: string | null;
  earlierOpenedAt: string | null;
}

export function openingsOf({ openedAt, openedRevision = 1, revision }: ShareRow): Openings {
  return openedRevision >= revision
    ? { openedAt, earlierOpenedAt: null }
    : { openedAt: null, earlierOpenedAt: openedAt };
}

/**
 * How far a copy of mine has come. `phone`: nobody has it yet; `replacing`: an earlier one is at the server, this one
 * is not yet; `refused`: the server would not take it, or said so.
 */
export type Sent = 'phone' | 'replacing' | 'refused' | 'stored';

export function sentState({ pairingId, shareId, stored }: ShareRow): Sent {
  const key = shareKey(pairingId, shareId);
  if (!pendingKeys.value.has(key)) return 'stored';
  if (refusedKeys.value.has(key)) return 'refused';
  return stored === 0 ? 'phone' : 'replacing';
}

let opening = 0;

/** Open every share this phone has. Rows that disagree with the contact, or have none, are not opened and not shown. */
export async function openAllShares(): Promise<void> {
  const turn = (opening += 1);
  const now = currentAccount.value;
  if (now === null || !isOpen()) return;
  updateMinute();
  const rows = await now.database.read(['shares'], (at) => at.objectStore('shares').getAll());
  const known = openedShares.value;
  const next = await Promise.all(rows.map((row) => sameOrOpened(row, known)));
  if (turn !== opening || !isOpen()) return;
  openedShares.value = new Map(next.flatMap((copy) => (copy === null ? [] : [[keyOf(copy.row), copy]])));
  openedSharesReady.value = true;
}

export function forgetOpenedShares(): void {
  opening += 1;
  openedShares.value = new Map();
  openedSharesReady.value = false;
}

export const keyOf = ({ pairingId, fromId, shareId }: Pick<ShareRow, 'pairingId' | 'fromId' | 'shareId'>): string =>
  `${pairingId}/${fromId}/${shareId}`;

async function sameOrOpened(row: ShareRow, known: ReadonlyMap<string, OpenedShare>): Promise<OpenedShare | null> {
  const contact = contactOf(row.pairingId);
  const envelope = row.envelope ?? row.was ?? null;
  if (contact === null || envelope === null || !agrees(row, contact)) return null;
  const before = known.get(keyOf(row));
  if (before?.row.revision === row.revision && before.read.ok) return { ...before, row };
  return { row, mine: isMine(row), read: await readCopy(row, envelope, contact) };
}

export const isMine = (row: ShareRow): boolean => row.fromId === requireAccount().accountId;

function agrees(row: ShareRow, contact: Contact): boolean {
  const ends = isMine(row) ? [row.fromId, row.toId] : [row.toId, row.fromId];
  return ends[0] === requireAccount().accountId && ends[1] === contact.account_id;
}

async function readCopy(row: ShareRow, envelope: Uint8Array, contact: Contact): Promise<OpenedShare['read']> {
  const payload = await payloadOrNull(row, envelope, contact);
  const read = validateShare(payload);
  return read.ok ? read : { ...read, payload };
}

/** The payload of a share row; null when it does not open. @throws CryptoFault `locked` */
export function payloadOrNull(
  row: ShareRow,
  envelope: Uint8Array,
  contact: Contact,
): Promise<Record<string, unknown> | null> {
  return payloadOf(row, envelope, contact).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'damaged') return null;
    throw error;
  });
}

/** The payload of a share row. @throws CryptoFault `damaged`, `locked` */
export function payloadOf(row: ShareRow, envelope: Uint8Array, contact: Contact): Promise<Record<string, unknown>> {
  return runtime.vault().openShare({
    contact,
    direction: isMine(row) ? 'sent' : 'received',
    row: {
      pairing_id: row.pairingId,
      share_id: row.shareId,
      from_id: row.fromId,
      to_id: row.toId,
      revision: row.revision,
      envelope,
    },
  });
}
