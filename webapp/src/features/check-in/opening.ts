// SPDX-License-Identifier: AGPL-3.0-or-later
import { answersOf, unanswered, type Measure } from '../../domain/check-in.ts';
import { drafts, timeline, timelineReady } from '../../sync/entries/journal.ts';
import { asked, claimDraft, useOpening, type Claim } from '../../ui/drafts/draft-claim.ts';
import { lastDraftKept } from '../../ui/drafts/draft-keeper.ts';

/** A check-in as it stands on the screen: nothing is preset, so mood may still be null. */
export type Answers = Record<Measure, number | null> & { feelings: string[]; words: string };

export interface Opening {
  claim: Claim;
  answers: Answers;
  entryId: string | null;
  base: number | null;
}

export interface CheckInDraft {
  answers: Answers;
  base: number | null;
}

/** Where to go on: an unfinished draft, the check-in being changed, or nothing yet. */
export function useCheckInOpening(id: string | undefined): Opening | 'missing' | null {
  return useOpening(id === undefined || timelineReady.value, () => find(id));
}

async function find(id: string | undefined): Promise<Opening | 'missing'> {
  const entry = id === undefined ? undefined : timeline.peek().find((item) => item.id === id);
  const claim = await claimDraft(asked(await unfinished(id)), `check-in:${id ?? 'new'}:${crypto.randomUUID()}`);
  const draft = await keptDraft(claim.key, id);
  if (draft !== null) return { ...draft, claim, entryId: entry?.id ?? null };
  if (id === undefined) return { claim, answers: unanswered, entryId: null, base: null };
  if (entry?.kind === 'check_in')
    return { claim, answers: answersOf(entry.payload), entryId: entry.id, base: entry.revision };
  claim.release();
  return 'missing';
}

/**
 * The keys of drafts of this check-in (or of new ones), newest first. Unreadable drafts keep nobody from checking in.
 */
async function unfinished(id: string | undefined): Promise<string[]> {
  await lastDraftKept();
  const all = await drafts.list().catch(() => []);
  return all
    .filter((draft) => draft.kind === 'check_in' && draft.entryId === (id ?? null) && isDraft(draft.value))
    .sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime())
    .map((draft) => draft.key);
}

async function keptDraft(key: string, id: string | undefined): Promise<CheckInDraft | null> {
  const draft = await drafts.get(key).catch(() => null);
  if (draft === null || !isDraft(draft.value)) return null;
  if (id === undefined && isOld(draft.changedAt)) return wordsOnly(draft.value);
  // A draft of an earlier version lacks what was not asked then.
  return { ...draft.value, answers: { ...unanswered, ...draft.value.answers } };
}

const FRESH_HOURS = 3;

function isOld(changedAt: Date): boolean {
  return Date.now() - changedAt.getTime() > FRESH_HOURS * 3_600_000;
}

/** "Right now" is over for the marks of an old draft; words are never dropped. */
function wordsOnly(draft: CheckInDraft): CheckInDraft {
  return { ...draft, answers: { ...unanswered, words: draft.answers.words } };
}

function isDraft(value: unknown): value is CheckInDraft {
  if (typeof value !== 'object' || value === null || !('answers' in value)) return false;
  const answers = value.answers;
  return typeof answers === 'object' && answers !== null && 'feelings' in answers && Array.isArray(answers.feelings);
}
