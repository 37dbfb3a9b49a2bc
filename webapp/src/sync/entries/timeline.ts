// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { isWriting, type WritingKind } from '../../domain/kinds.ts';
import type { Entry } from '../../domain/payloads.ts';
import { contactOf } from './contacts.ts';
import { liveShares } from './opened-shares.ts';
import { openedEntries, type LoadedEntry } from './opened-entries.ts';
import { entryKey, pendingKeys } from '../runtime/pending-changes.ts';

/** Who can read a copy of an entry, and what became of it. Times are RFC 3339. */
export interface SharedWith {
  shareId: string;
  pairingId: string;
  name: string;
  until: string | null;
  openedAt: string | null;
  excerpt: boolean;
  revision: number;
}

interface Item {
  id: string;
  revision: number;
  writtenAt: Date;
  editedAt: Date | null;
  state: 'phone' | 'stored';
  merged: boolean;
  shares: SharedWith[];
}
type Writing = { [K in WritingKind]: { kind: K; payload: Extract<Entry, { kind: K }> } }[WritingKind];
type What =
  | Writing
  | { kind: 'newer'; payload: Record<string, unknown> }
  | { kind: 'unreadable'; payload: Record<string, unknown> | null };

/**
 * One line of the timeline; `kind` says what `payload` is.
 *
 * `state`: stored once the server has this revision. `merged`: two devices wrote at once, and both texts are in it.
 */
export type JournalItem = Item & What;

/** Notes, check-ins, and what this version cannot read; newest first. */
export const timeline = computed<readonly JournalItem[]>(() => {
  const shares = sharesByEntry.value;
  const items = [...openedEntries.value.values()].flatMap((opened) =>
    item(opened, shares.get(opened.id) ?? [], pendingKeys.value),
  );
  return items.sort(
    (one, other) => other.writtenAt.getTime() - one.writtenAt.getTime() || (one.id < other.id ? -1 : 1),
  );
});

const sharesByEntry = computed(() => {
  const found = new Map<string, SharedWith[]>();
  for (const { row, mine, read } of liveShares.value) {
    if (!mine || !read.ok) continue;
    const { source, expires_at: until, excerpt } = read.share;
    const { shareId, pairingId, openedAt, revision } = row;
    const shared = { shareId, pairingId, name: contactOf(pairingId)?.name ?? '', until, openedAt, excerpt, revision };
    found.set(source.entry_id, [...(found.get(source.entry_id) ?? []), shared]);
  }
  return found;
});

/**
 * Who holds a copy of an entry, by name, also of one that is deleted. A new phone learns of its copies after its
 * entries.
 */
export function readersOf(entryId: string): string[] {
  return [...new Set((sharesByEntry.value.get(entryId) ?? []).map(({ name }) => name))];
}

function item(opened: LoadedEntry, shares: SharedWith[], waiting: ReadonlySet<string>): JournalItem[] {
  const what = whatIs(opened);
  if (what === null) return [];
  const { id, revision, payload } = opened;
  return [
    {
      id,
      revision,
      shares,
      ...what,
      writtenAt: dateOf(payload?.written_at) ?? new Date(opened.keptAt),
      editedAt: dateOf(payload?.edited_at),
      state: waiting.has(entryKey(id)) ? 'phone' : 'stored',
      merged: payload?.merged === true,
    },
  ];
}

function whatIs({ understood, payload }: LoadedEntry): What | null {
  if (!understood.ok)
    return payload !== null && understood.why === 'newer'
      ? { kind: 'newer', payload }
      : { kind: 'unreadable', payload };
  const { entry } = understood;
  return isWriting(entry) ? ({ kind: entry.kind, payload: entry } as Writing) : null;
}

function dateOf(value: unknown): Date | null {
  const date = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
