// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { isWriting, kinds, type WritingKind } from '../../domain/kinds.ts';
import type { Entry, Share } from '../../domain/payloads.ts';
import { contactOf } from './contacts.ts';
import { liveShares, openedSharesReady, openingsOf, sentState, sharesCame, type Sent } from './opened-shares.ts';
import { openedEntries, type LoadedEntry } from './opened-entries.ts';
import { entryKey, pendingKeys } from '../runtime/pending-changes.ts';

/** Who can read a copy of an entry, and what became of it. Times are RFC 3339. */
export interface SharedWith {
  shareId: string;
  pairingId: string;
  name: string;
  until: string | null;
  openedAt: string | null;
  earlierOpenedAt: string | null;
  excerpt: boolean;
  revision: number;
  state: Sent;
  /** The words in it, as they were shared. */
  words: string;
}

interface Item {
  id: string;
  revision: number;
  writtenAt: Date;
  editedAt: Date | null;
  state: 'phone' | 'stored';
  merged: boolean;
  shares: SharedWith[];
  /** Whether all there is of its copies is known: before, nobody can say that only she can read it. */
  sharesKnown: boolean;
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
    const { shareId, pairingId, revision } = row;
    const name = contactOf(pairingId)?.name ?? '';
    const about = { shareId, pairingId, name, until, excerpt, revision };
    const shared = { ...about, ...openingsOf(row), state: sentState(row), words: wordsOf(read.share) };
    found.set(source.entry_id, [...(found.get(source.entry_id) ?? []), shared]);
  }
  return found;
});

/** The person's own words in a copy; none in an appointment. */
function wordsOf(share: Share): string {
  if (!isWriting(share)) return '';
  const { words } = kinds[share.kind];
  return words === null ? '' : String(share[words as keyof typeof share]);
}

/** Who can read a copy of an entry, and to whom one is on its way, by name. */
export interface Readers {
  have: string[];
  waiting: string[];
  /** Whether these are all: a new phone receives its copies after its entries. */
  known: boolean;
}

const areSharesKnown = (): boolean => sharesCame.value && openedSharesReady.value;

/** Also of an entry that is deleted. */
export function readersOf(entryId: string): Readers {
  const copies = sharesByEntry.value.get(entryId) ?? [];
  const names = (which: (copy: SharedWith) => boolean) => [...new Set(copies.filter(which).map(({ name }) => name))];
  const have = names(isThere);
  const waiting = names((copy) => !isThere(copy)).filter((name) => !have.includes(name));
  return { have, waiting, known: areSharesKnown() };
}

/** Whether the server has some copy of it, so that it can be read by the other. */
export const isThere = ({ state }: Pick<SharedWith, 'state'>): boolean => state === 'stored' || state === 'replacing';

/** Whether somebody else can read the whole of it as it is now: of a passage, or an earlier text, she cannot. */
export function isReadWhole({ kind, payload, shares }: JournalItem): boolean {
  const there = shares.filter((copy) => isThere(copy) && !copy.excerpt);
  if (kind !== 'note') return there.length > 0;
  return there.some(({ words }) => words === payload.text);
}

function item(opened: LoadedEntry, shares: SharedWith[], waiting: ReadonlySet<string>): JournalItem[] {
  const what = whatIs(opened);
  if (what === null) return [];
  const { id, revision, payload } = opened;
  const state = waiting.has(entryKey(id)) ? 'phone' : 'stored';
  return [
    {
      id,
      revision,
      shares,
      // A new entry that has not left this phone cannot have been shared from another one.
      sharesKnown: areSharesKnown() || (state === 'phone' && revision === 1),
      ...what,
      writtenAt: dateOf(payload?.written_at) ?? new Date(opened.keptAt),
      editedAt: dateOf(payload?.edited_at),
      state,
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
