// SPDX-License-Identifier: AGPL-3.0-or-later
import { drafts, timeline, timelineReady, type Draft } from '../../sync/entries/journal.ts';
import { claimDraft, draftsInHand, useOpening, type Claim } from '../../ui/drafts/draft-claim.ts';
import { lastDraftKept } from '../../ui/drafts/draft-keeper.ts';

/** What the editor starts from. */
export interface Opening {
  /** The draft these words are kept in while they are written. */
  claim: Claim;
  text: string;
  writtenAt: Date;
  /** The entry being edited; null for a new note. */
  entryId: string | null;
  /** The revision these words were taken from. */
  base: number | null;
  /** The words came back from a draft that was never finished. */
  restored: boolean;
  /** Other notes that were begun and not finished, latest first. */
  begun: BegunNote[];
}

export interface BegunNote {
  draft: Draft;
  text: string;
  writtenAt: Date;
}

export interface NoteDraft {
  text: string;
  writtenAt: string;
  base: number | null;
}

/**
 * The words to go on with. null: not there yet; 'missing': nowhere.
 *
 * @param id of the entry that is changed: its own unfinished draft first, else what it says. Without it: a new note, or
 *   the draft that is asked for.
 */
export function useNoteOpening(id: string | undefined, asked: string | null): Opening | 'missing' | null {
  return useOpening(id === undefined || timelineReady.value, () => find(id, asked));
}

async function find(id: string | undefined, asked: string | null): Promise<Opening | 'missing'> {
  const entry = id === undefined ? undefined : timeline.peek().find((item) => item.id === id);
  const all = await unfinished(id);
  const keys = all.map(({ draft }) => draft.key).filter((key) => id !== undefined || key === asked);
  const claim = await claimDraft(keys, `note:${id ?? 'new'}:${crypto.randomUUID()}`);
  const inHand = await draftsInHand();
  const draft = await keptDraft(claim.key);
  if (draft === null && id !== undefined && entry?.kind !== 'note') {
    claim.release();
    return 'missing';
  }
  return {
    claim,
    text: draft?.text ?? (entry?.kind === 'note' ? entry.payload.text : ''),
    writtenAt: draft === null ? (entry?.writtenAt ?? new Date()) : new Date(draft.writtenAt),
    entryId: entry?.id ?? null,
    base: draft === null ? (entry?.revision ?? null) : draft.base,
    restored: draft !== null,
    begun: id === undefined ? all.filter((one) => one.draft.key !== claim.key && !inHand.has(one.draft.key)) : [],
  };
}

/** Drafts of this note (or of new ones), latest first. An unreadable draft must not block writing. */
async function unfinished(id: string | undefined): Promise<BegunNote[]> {
  await lastDraftKept();
  const all = await drafts.list().catch(() => []);
  return all.flatMap((draft) => {
    const { value } = draft;
    if (draft.kind !== 'note' || draft.entryId !== (id ?? null) || !isNoteDraft(value)) return [];
    return [{ draft, text: value.text, writtenAt: new Date(value.writtenAt) }];
  });
}

async function keptDraft(key: string): Promise<NoteDraft | null> {
  const draft = await drafts.get(key).catch(() => null);
  return draft !== null && isNoteDraft(draft.value) ? draft.value : null;
}

function isNoteDraft(value: unknown): value is NoteDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, writtenAt } = value as Partial<NoteDraft>;
  return typeof text === 'string' && text !== '' && typeof writtenAt === 'string';
}
