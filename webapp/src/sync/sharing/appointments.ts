// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { carried } from '../../domain/kinds.ts';
import type { Appointment, SharedAppointment } from '../../domain/payloads.ts';
import { contactOf } from '../entries/contacts.ts';
import { liveShares } from '../entries/opened-shares.ts';
import { shareToContinue, publishShareChanges, sealShareRow, sharingContact, withdrawShare } from './share-sealing.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { requireOpenAccount, currentAccount } from '../runtime/current-account.ts';
import { ofKind, openedEntries, type LoadedEntry } from '../entries/opened-entries.ts';
import { writeEntries } from '../entries/writing.ts';

export type Purpose = Appointment['purpose'];
/** A therapy appointment, kept by the therapist and shared with the patient. */
export interface AppointmentItem {
  entryId: string;
  pairingId: string;
  purpose: Purpose;
  startsAt: Date;
  minutes: number | null;
  cancelled: boolean;
}
export interface AppointmentKept {
  entryId?: string;
  pairingId: string;
  purpose: Purpose;
  startsAt: Date;
  minutes: number | null;
  cancelled?: boolean;
}

/** A therapist's own, a patient's received ones; soonest first, past ones too. */
export const appointments = computed<readonly AppointmentItem[]>(() =>
  (currentAccount.value?.role === 'therapist' ? own() : shared()).sort(
    (one, other) => one.startsAt.getTime() - other.startsAt.getTime(),
  ),
);

const own = (): AppointmentItem[] =>
  ofKind('appointment', openedEntries.value).map(({ id, entry }) => item(id, entry.pairing_id, entry));

/**
 * One for each entry of the therapist, the latest revision of it. The pairing is the one it came by, whatever it says
 * inside.
 */
function shared(): AppointmentItem[] {
  const latest = new Map<string, { revision: number; item: AppointmentItem }>();
  for (const { row, mine, read } of liveShares.value) {
    if (mine || !read.ok || read.share.kind !== 'appointment') continue;
    const { entry_id: id, revision } = read.share.source;
    const key = `${row.pairingId}/${id}`;
    if ((latest.get(key)?.revision ?? 0) < revision)
      latest.set(key, { revision, item: item(id, row.pairingId, read.share) });
  }
  return [...latest.values()].map((one) => one.item);
}

function item(entryId: string, pairingId: string, a: Appointment | SharedAppointment): AppointmentItem {
  return {
    entryId,
    pairingId,
    purpose: a.purpose,
    startsAt: new Date(a.starts_at),
    minutes: a.minutes,
    cancelled: a.cancelled,
  };
}

/**
 * Keep an appointment, and share it with the patient in the same change.
 *
 * Before the words were compared it is kept only; comparing them shares it.
 * @returns the entry's id
 * @throws Fault `wrong_role`, `not_here`, `pairing_ended`, `not_kept`
 */
export function keepAppointment(kept: AppointmentKept): Promise<string> {
  return withFaults(async () => {
    if (requireOpenAccount().role !== 'therapist') throw fault('wrong_role');
    const contact = contactOf(kept.pairingId);
    if (contact === null) throw fault('not_here');
    if (contact.ended_at !== null) throw fault('pairing_ended');
    const id = kept.entryId ?? crypto.randomUUID();
    const change = { id, make: (now: LoadedEntry | null) => appointment(kept, now) };
    if (contact.words_compared)
      await writeEntries([change], async ([sealed]) => {
        if (sealed?.entry.kind !== 'appointment') throw fault('not_kept');
        return (await copyOf(id, sealed.row.revision, sealed.entry)).also;
      });
    else await writeEntries([change]);
    await publishShareChanges();
    return id;
  });
}

/**
 * Remove an appointment that should never have stood there: the entry and every copy of it.
 * @throws Fault `wrong_role`
 */
export function removeAppointment(entryId: string): Promise<void> {
  return withFaults(async () => {
    if (requireOpenAccount().role !== 'therapist') throw fault('wrong_role');
    const copies = liveShares.value.filter(
      ({ mine, read }) => mine && read.ok && read.share.source.entry_id === entryId,
    );
    await writeEntries([{ id: entryId, make: () => ({ v: 1, kind: 'deleted' }) }], async () => async (at) => {
      for (const { row } of copies) await withdrawShare(at, row);
      return true;
    });
    await publishShareChanges();
  });
}

function appointment(kept: AppointmentKept, now: LoadedEntry | null): Appointment {
  const before =
    now?.understood.ok === true && now.understood.entry.kind === 'appointment' ? now.understood.entry : null;
  return {
    ...before,
    v: 1,
    kind: 'appointment',
    written_at: before?.written_at ?? timeNow(),
    edited_at: before === null ? null : timeNow(),
    zone: before?.zone ?? runtime.zone(),
    attachments: [],
    pairing_id: kept.pairingId,
    purpose: kept.purpose,
    starts_at: kept.startsAt.toISOString(),
    minutes: kept.minutes,
    cancelled: kept.cancelled ?? before?.cancelled ?? false,
  };
}

function copyOf(entryId: string, revision: number, entry: Appointment): ReturnType<typeof sealShareRow> {
  const about = { source: { entry_id: entryId, revision }, for: null, expires_at: null, excerpt: false };
  const payload = { ...carried(entry), ...about } as SharedAppointment;
  return sealShareRow(sharingContact(entry.pairing_id), payload, shareToContinue(entry.pairing_id, entryId));
}

/** Share what was planned for somebody before the words were compared. */
export async function shareAppointmentsOf(pairingId: string): Promise<void> {
  const waiting = ofKind('appointment').filter(
    ({ id, entry }) => entry.pairing_id === pairingId && shareToContinue(pairingId, id) === null,
  );
  for (const { id, revision, entry } of waiting) {
    const { also } = await copyOf(id, revision, entry);
    await requireOpenAccount().database.change(['entries', 'outbox', 'shares', 'pairings'], also);
  }
  if (waiting.length > 0) await publishShareChanges();
}
