// SPDX-License-Identifier: AGPL-3.0-or-later
import { answersOf, unanswered, type Measure } from '../../domain/check-in.ts';
import { drafts, timeline, timelineReady, type Draft } from '../../sync/entries/journal.ts';
import { claimDraft, draftsInHand, useOpening, type Claim } from '../../ui/drafts/draft-claim.ts';
import { lastDraftKept } from '../../ui/drafts/draft-keeper.ts';

/** A check-in as it stands on the screen: nothing is preset, so mood may still be null. */
export type Answers = Record<Measure, number | null> & { feelings: string[]; words: string };

export interface Opening {
  claim: Claim;
  answers: Answers;
  entryId: string | null;
  base: number | null;
  /** When a continued draft was begun: its answers are dated so. null: now, or as the check-in says. */
  begunAt: Date | null;
  /** Other check-ins that were begun and not finished, latest first. */
  begun: BegunCheckIn[];
}

export interface BegunCheckIn {
  draft: Draft;
  answers: Answers;
  begunAt: Date;
}

/** `begunAt` (RFC 3339) is missing in drafts of an earlier release: then when they were last changed is said. */
export interface CheckInDraft {
  answers: Answers;
  base: number | null;
  begunAt?: string | undefined;
}

/**
 * Where to continue: the requested draft, the check-in being changed or its draft, or nothing yet.
 *
 * @param id of the check-in that is changed.
 */
export function useCheckInOpening(id: string | undefined, asked: string | null): Opening | 'missing' | null {
  return useOpening(id === undefined || timelineReady.value, () => find(id, asked));
}

async function find(id: string | undefined, asked: string | null): Promise<Opening | 'missing'> {
  const entry = id === undefined ? undefined : timeline.peek().find((item) => item.id === id);
  const all = await unfinished(id);
  const keys = all.map(({ draft }) => draft.key).filter((key) => id !== undefined || key === asked);
  const claim = await claimDraft(keys, `check-in:${id ?? 'new'}:${crypto.randomUUID()}`);
  const inHand = await draftsInHand();
  const begun = id === undefined ? all.filter((one) => one.draft.key !== claim.key && !inHand.has(one.draft.key)) : [];
  const kept = all.find((one) => one.draft.key === claim.key);
  if (kept !== undefined) {
    const { base } = kept.draft.value as CheckInDraft;
    return { claim, answers: kept.answers, base, entryId: entry?.id ?? null, begunAt: kept.begunAt, begun };
  }
  if (id === undefined) return { claim, answers: unanswered, entryId: null, base: null, begunAt: null, begun };
  if (entry?.kind === 'check_in') {
    const answers = answersOf(entry.payload);
    return { claim, answers, entryId: entry.id, base: entry.revision, begunAt: null, begun };
  }
  claim.release();
  return 'missing';
}

/** Drafts of this check-in (or of new ones), latest first. An unreadable draft must not block checking in. */
async function unfinished(id: string | undefined): Promise<BegunCheckIn[]> {
  await lastDraftKept();
  const all = await drafts.list().catch(() => []);
  return all.flatMap((draft) => {
    const { value } = draft;
    if (draft.kind !== 'check_in' || draft.entryId !== (id ?? null) || !isDraft(value)) return [];
    const begunAt = value.begunAt === undefined ? draft.changedAt : new Date(value.begunAt);
    // A draft of an earlier version lacks what was not asked then.
    return [{ draft, begunAt, answers: { ...unanswered, ...value.answers } }];
  });
}

function isDraft(value: unknown): value is CheckInDraft {
  if (typeof value !== 'object' || value === null || !('answers' in value)) return false;
  const answers = value.answers;
  return typeof answers === 'object' && answers !== null && 'feelings' in answers && Array.isArray(answers.feelings);
}
