// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { pairings, type StoredPairing } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import type { Contact } from '../../domain/payloads.ts';
import type { PendingChange, PairingRow } from '../../store/rows.ts';
import { contacts } from '../entries/contacts.ts';
import { goesOut, QUOTA_REACHED } from './batch-limit.ts';
import { codeOf } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { currentAccount, requireAccount } from '../runtime/current-account.ts';
import { ofKind } from '../entries/opened-entries.ts';
import { readPending } from '../runtime/pending-changes.ts';
import { writeEntries } from '../entries/writing.ts';

/** What the server last said of each pairing; who is at its other end, only a contact says. */
export const pairingRows = signal<ReadonlyMap<string, PairingRow>>(new Map());

type PairingChange = Extract<PendingChange, { deed: 'accept' | 'confirm' | 'end' | 'take_back_invite' }>;
const PAIRING_DEEDS = new Set<PendingChange['deed']>(['accept', 'confirm', 'end', 'take_back_invite']);
/** An acceptance the server will never take. */
const TOO_LATE = new Set(['invite_unusable', 'pairing_id_used', 'not_found', 'wrong_role', 'invalid_request']);

export async function readPairings(): Promise<void> {
  const now = currentAccount.value;
  if (now === null) return;
  const rows = await now.database.read(['pairings'], (at) => at.objectStore('pairings').getAll());
  pairingRows.value = new Map(rows.map((row) => [row.pairingId, row]));
}

/**
 * Send acceptances, confirmations, endings and invites taken back.
 * @param again - whether to offer what found no room before, too
 * @throws ApiFault when the line or the server fails
 */
export async function sendPairings({ again }: { again: boolean }): Promise<void> {
  const changes = await requireAccount().database.read(['outbox'], (at) => at.objectStore('outbox').getAll());
  for (const change of changes) if (isPairingChange(change) && goesOut(change, again)) await sendOne(change);
  await readPending();
}

function isPairingChange(change: PendingChange): change is PendingChange & PairingChange {
  return PAIRING_DEEDS.has(change.deed);
}

async function sendOne(change: PendingChange & PairingChange): Promise<void> {
  try {
    if (change.deed === 'accept') await pairings.accept(change.acceptance);
    else if (change.deed === 'confirm') await pairings.confirm(change.pairingId);
    else if (change.deed === 'take_back_invite') await pairings.takeBackInvite(change.inviteId);
    else await pairings.end(change.pairingId);
  } catch (error) {
    if (error instanceof ApiFault && error.code === QUOTA_REACHED) return putBy(change, error.code);
    if (!(error instanceof ApiFault) || !TOO_LATE.has(error.code)) throw error;
    if (change.deed === 'accept' && !(await arrived(change.pairingId))) return putBy(change, error.code);
  }
  await requireAccount().database.change(['outbox'], async (at) => at.objectStore('outbox').delete(change.key));
}

async function listPairings(): Promise<StoredPairing[]> {
  return (await pairings.list()).pairings.filter((row) => row !== null);
}

/** Whether the invite was used up by this acceptance, whose response was lost. */
async function arrived(pairingId: string): Promise<boolean> {
  return (await listPairings()).some(
    (row) => row.pairing_id === pairingId && row.patient_id === requireAccount().accountId,
  );
}

async function putBy(change: PendingChange, code: string): Promise<void> {
  await requireAccount().database.change(['outbox'], async (at) => {
    await at.objectStore('outbox').put({ ...change, refused: code });
  });
}

/**
 * Read how all pairings stand; a therapist's vault checks new acceptances and keeps who made them. @throws ApiFault,
 * CryptoFault `locked`
 */
export async function pullPairings(): Promise<void> {
  const rows = await listPairings();
  await requireAccount().database.change(['pairings'], async (at) => {
    for (const row of rows)
      await at.objectStore('pairings').put({ pairingId: row.pairing_id, state: row.state, since: row.since });
  });
  await readPairings();
  await forgetTakenBack(rows);
  await endAgain(rows);
  for (const row of rows)
    if (row.therapist_id === requireAccount().accountId && row.state === 'accepted') await admit(row);
  await endRefused();
}

/** A copy that expired, or was withdrawn on another phone, while its pairing is active is not offered again. */
async function forgetTakenBack(pairingRows: readonly StoredPairing[]): Promise<void> {
  const alive = new Set(pairingRows.filter(({ state }) => state !== 'ended').map(({ pairing_id }) => pairing_id));
  await requireAccount().database.change(['shares'], async (at) => {
    for (const { was, ...row } of await at.objectStore('shares').getAll()) {
      if (was !== undefined && alive.has(row.pairingId)) await at.objectStore('shares').put(row);
    }
  });
}

/** A pairing ended here that the server still has (a restored backup) is ended again: withdrawn copies stay away. */
async function endAgain(rows: readonly StoredPairing[]): Promise<void> {
  const undead = rows.filter(
    (row) => row.state !== 'ended' && typeof contacts.value.get(row.pairing_id)?.contact.ended_at === 'string',
  );
  if (undead.length === 0) return;
  await requireAccount().database.change(['outbox'], async (at) => {
    for (const { pairing_id: pairingId } of undead)
      await at.objectStore('outbox').put({ key: `end/${pairingId}`, deed: 'end', pairingId, refused: null });
  });
  await readPending();
}

/**
 * A therapist's side of PROTOCOL §10.4: tag and hello are checked before anybody is added; a stranger's answer changes
 * nothing.
 */
async function admit(pairing: StoredPairing): Promise<void> {
  if (contacts.value.has(pairing.pairing_id)) return confirmAgain(pairing.pairing_id);
  const kept = ofKind('invite').find(({ entry }) => entry.invite_id === pairing.invite_id);
  if (kept === undefined) return;
  const contact = await checked(pairing, kept.entry);
  if (contact !== null) await keepContact(contact, kept.id);
}

async function checked(
  pairing: StoredPairing,
  invite: Parameters<ReturnType<typeof runtime.vault>['checkAcceptance']>[0]['invite'],
): Promise<Contact | null> {
  try {
    return await runtime.vault().checkAcceptance({ invite, pairing, now: timeNow() });
  } catch (error) {
    if (codeOf(error) === 'locked' || !(error instanceof Error && error.name === 'CryptoFault')) throw error;
    return null;
  }
}

/** The contact is kept, the invite's secret destroyed and the confirmation queued, all or none. */
async function keepContact(contact: Contact, inviteEntryId: string): Promise<void> {
  const changes = [
    { id: crypto.randomUUID(), make: () => contact },
    { id: inviteEntryId, make: () => ({ v: 1 as const, kind: 'deleted' as const }) },
  ];
  await writeEntries(changes, async () => async (at) => {
    await at.objectStore('outbox').put(confirmation(contact.pairing_id));
    return true;
  });
}

const confirmation = (pairingId: string): PendingChange => ({
  key: `confirm/${pairingId}`,
  deed: 'confirm',
  pairingId,
  refused: null,
});

/** The contact exists but the server still waits: the confirmation was lost, or another device kept the contact. */
async function confirmAgain(pairingId: string): Promise<void> {
  if (contacts.value.get(pairingId)?.contact.ended_at !== null) return;
  await requireAccount().database.change(['outbox'], async (at) => {
    await at.objectStore('outbox').put(confirmation(pairingId));
  });
  await sendPairings({ again: false });
}

/** A pairing whose acceptance came too late never began: its contact is ended, so that nothing is shared into it. */
async function endRefused(): Promise<void> {
  const changes = await requireAccount().database.read(['outbox'], (at) => at.objectStore('outbox').getAll());
  for (const change of changes)
    if (change.deed === 'accept' && TOO_LATE.has(change.refused ?? '')) await neverBegan(change);
}

async function neverBegan(change: PendingChange & { deed: 'accept' }): Promise<void> {
  const kept = contacts.value.get(change.pairingId);
  const changes =
    kept === undefined
      ? []
      : [{ id: kept.id, make: () => ({ ...kept.contact, ended_at: kept.contact.ended_at ?? timeNow() }) }];
  await writeEntries(changes, async () => async (at) => {
    await at.objectStore('outbox').delete(change.key);
    return true;
  });
}
