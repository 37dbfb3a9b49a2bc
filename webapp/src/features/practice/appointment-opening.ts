// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where planning an appointment goes on: with what was typed before the app locked, or from the start. */
import type { AppointmentItem } from '../../sync/sharing/appointments.ts';
import { drafts, timelineReady, type Draft } from '../../sync/entries/journal.ts';
import { claimDraft, useOpening, type Claim } from '../../ui/drafts/draft-claim.ts';
import { lastDraftKept } from '../../ui/drafts/draft-keeper.ts';
import { draftOf, isAppointmentDraft, type AppointmentDraft } from './appointment-draft.ts';

/** What a draft of an appointment holds. The one it changes, if any, is the draft's `entryId`. */
export interface BegunAppointment {
  pairingId: string;
  draft: AppointmentDraft;
}

export interface Opening {
  claim: Claim;
  draft: AppointmentDraft;
  goesOn: boolean;
}

/**
 * The appointment she was changing when she was last here; `entryId` is null for a new one, or for none. null: not
 * known yet.
 */
export function useLastBegun(pairingId: string): { entryId: string | null } | null {
  const found = useOpening(timelineReady.value, async () => {
    const [last] = await begunWith(pairingId);
    return { entryId: last?.entryId ?? null, claim: { key: '', release: () => undefined } };
  });
  return found === 'missing' ? { entryId: null } : found;
}

/** What the form begins with, and the draft it keeps itself in. null: not known yet. */
export function useAppointmentOpening(pairingId: string, editing: AppointmentItem | null): Opening | null {
  const found = useOpening(timelineReady.value, () => find(pairingId, editing));
  return found === 'missing' ? null : found;
}

async function find(pairingId: string, editing: AppointmentItem | null): Promise<Opening> {
  const entryId = editing?.entryId ?? null;
  const begun = (await begunWith(pairingId)).filter((draft) => draft.entryId === entryId);
  const claim = await claimDraft(
    begun.map(({ key }) => key),
    `appointment:${entryId ?? 'new'}:${crypto.randomUUID()}`,
  );
  const kept = begun.find(({ key }) => key === claim.key);
  return { claim, draft: kept?.value.draft ?? draftOf(editing), goesOn: kept !== undefined };
}

/** Drafts of appointments with one person, latest first. An unreadable draft must not block planning. */
async function begunWith(pairingId: string): Promise<(Draft & { value: BegunAppointment })[]> {
  await lastDraftKept();
  const all: Draft[] = await drafts.list().catch(() => []);
  return all.filter(isBegun).filter(({ value }) => value.pairingId === pairingId);
}

function isBegun(draft: Draft): draft is Draft & { value: BegunAppointment } {
  const value = draft.value as Partial<BegunAppointment> | null;
  return draft.kind === 'appointment' && typeof value?.pairingId === 'string' && isAppointmentDraft(value.draft);
}
