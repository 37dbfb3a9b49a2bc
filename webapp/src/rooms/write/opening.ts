import { useEffect, useState } from 'preact/hooks';

import { drafts, timeline, timelineReady, type JournalItem } from '../../sync/journal.ts';

/** What the editor starts from. */
export interface Opening {
  text: string;
  writtenAt: Date;
  /** The entry being edited; null for a new note. */
  entryId: string | null;
  /** The revision these words were taken from. */
  base: number | null;
  /** The words came back from a draft that was never finished. */
  restored: boolean;
  /** Somebody else holds a copy, which an edit does not change. */
  sharedWith: string[];
}

export interface NoteDraft { text: string; writtenAt: string; base: number | null }

export function draftKey(id: string | undefined): string {
  return `note:${id ?? 'new'}`;
}

/** The words to go on with: an unfinished draft first, else the entry. null: not there yet; 'missing': nowhere. */
export function useOpening(id: string | undefined): Opening | 'missing' | null {
  const [opening, setOpening] = useState<Opening | 'missing' | null>(null);
  const ready = id === undefined || timelineReady.value;
  useEffect(() => {
    if (!ready || opening !== null) return;
    void find(id).then(setOpening);
  }, [ready]);
  return opening;
}

async function find(id: string | undefined): Promise<Opening | 'missing'> {
  const entry = id === undefined ? undefined : timeline.peek().find((item) => item.id === id);
  const draft = await keptDraft(id);
  if (draft === null && id !== undefined && entry?.kind !== 'note') return 'missing';
  const shares = entry?.shares.map((share) => share.name) ?? [];
  return {
    text: draft?.text ?? (entry?.kind === 'note' ? entry.payload.text : ''),
    writtenAt: draft === null ? (entry?.writtenAt ?? new Date()) : new Date(draft.writtenAt),
    entryId: entry === undefined ? null : entry.id,
    base: draft === null ? revisionOf(entry) : draft.base,
    restored: draft !== null,
    sharedWith: [...new Set(shares)],
  };
}

function revisionOf(entry: JournalItem | undefined): number | null {
  return entry?.revision ?? null;
}

/** A draft that cannot be read must not keep anybody from writing: it is as if there were none. */
async function keptDraft(id: string | undefined): Promise<NoteDraft | null> {
  try {
    const draft = await drafts.get(draftKey(id));
    return draft !== null && isNoteDraft(draft.value) && draft.value.text !== '' ? draft.value : null;
  } catch {
    return null;
  }
}

function isNoteDraft(value: unknown): value is NoteDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, writtenAt } = value as Partial<NoteDraft>;
  return typeof text === 'string' && typeof writtenAt === 'string';
}
