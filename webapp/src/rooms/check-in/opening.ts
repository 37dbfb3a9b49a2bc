import { useEffect, useState } from 'preact/hooks';

import { drafts, timeline, timelineReady, type JournalItem } from '../../sync/journal.ts';

/** A check-in as it stands on the screen: nothing is preset, so mood may still be null. */
export interface Answers {
  mood: number | null;
  energy: number | null;
  anxiety: number | null;
  sleep: number | null;
  connection: number | null;
  feelings: string[];
  words: string;
}

export interface Opening { answers: Answers; entryId: string | null; base: number | null }

export interface CheckInDraft { answers: Answers; base: number | null }

export const nothing: Answers = { mood: null, energy: null, anxiety: null, sleep: null, connection: null, feelings: [], words: '' };

export function draftKey(id: string | undefined): string {
  return `check-in:${id ?? 'new'}`;
}

/** Where to go on: an unfinished draft, the check-in being changed, or nothing yet. */
export function useOpening(id: string | undefined): Opening | 'missing' | null {
  const [opening, setOpening] = useState<Opening | 'missing' | null>(null);
  const ready = id === undefined || timelineReady.value;
  useEffect(() => {
    if (ready && opening === null) void find(id).then(setOpening);
  }, [ready]);
  return opening;
}

async function find(id: string | undefined): Promise<Opening | 'missing'> {
  const entry = id === undefined ? undefined : timeline.peek().find((item) => item.id === id);
  const draft = await keptDraft(id);
  if (draft !== null) return { ...draft, entryId: entry?.id ?? null };
  if (id === undefined) return { answers: nothing, entryId: null, base: null };
  return entry?.kind === 'check_in' ? { answers: answersOf(entry), entryId: entry.id, base: entry.revision } : 'missing';
}

function answersOf({ payload }: JournalItem & { kind: 'check_in' }): Answers {
  const { mood, energy, anxiety, sleep, connection, feelings, words } = payload;
  return { mood, energy, anxiety, sleep, connection, feelings, words };
}

/** A draft that cannot be read must not keep anybody from checking in. */
async function keptDraft(id: string | undefined): Promise<CheckInDraft | null> {
  try {
    const draft = await drafts.get(draftKey(id));
    if (draft === null || !isDraft(draft.value)) return null;
    return id === undefined && isOld(draft.changedAt) ? wordsOnly(draft.value) : draft.value;
  } catch {
    return null;
  }
}

const FRESH_HOURS = 3;

function isOld(changedAt: Date): boolean {
  return Date.now() - changedAt.getTime() > FRESH_HOURS * 3_600_000;
}

/** "Right now" is over for the marks of an old draft; words are never dropped. */
function wordsOnly(draft: CheckInDraft): CheckInDraft {
  return { ...draft, answers: { ...nothing, words: draft.answers.words } };
}

function isDraft(value: unknown): value is CheckInDraft {
  if (typeof value !== 'object' || value === null || !('answers' in value)) return false;
  const answers = value.answers;
  return typeof answers === 'object' && answers !== null && 'feelings' in answers && Array.isArray(answers.feelings);
}
