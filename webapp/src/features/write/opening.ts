// SPDX-License-Identifier: AGPL-3.0-or-later
import { drafts, timeline, timelineReady } from '../../sync/entries/journal.ts';
import { asked, claimDraft, useOpening, type Claim } from '../../ui/drafts/draft-claim.ts';
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
}

export interface NoteDraft {
  text: string;
  writtenAt: string;
  base: number | null;
}

/** The words to go on with: an unfinished draft first, else the entry. null: not there yet; 'missing': nowhere. */
export function useNoteOpening(id: string | undefined): Opening | 'missing' | null {
  return useOpening(id === undefined || timelineReady.value, () => find(id));
}

async function find(id: string | undefined): Promise<Opening | 'missing'> {
  const entry = id === undefined ? undefined : timeline.peek().find((item) => item.id === id);
  const claim = await claimDraft(asked(await unfinished(id)), `note:${id ?? 'new'}:${crypto.randomUUID()}`);
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
  };
}

/**
 * The keys of drafts of this note (or of new ones), newest first. Drafts that cannot be read keep nobody from writing.
 */
async function unfinished(id: string | undefined): Promise<string[]> {
  await lastDraftKept();
  const all = await drafts.list().catch(() => []);
  return all
    .filter((draft) => draft.kind === 'note' && draft.entryId === (id ?? null) && isNoteDraft(draft.value))
    .sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime())
    .map((draft) => draft.key);
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
