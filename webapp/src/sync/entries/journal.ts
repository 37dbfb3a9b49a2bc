// SPDX-License-Identifier: AGPL-3.0-or-later
import { answersOf, unanswered, type Answers, type ScaleName } from '../../domain/check-in.ts';
import { isWriting } from '../../domain/kinds.ts';
import type { CheckIn, Entry, Note } from '../../domain/payloads.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { merge } from './merging.ts';
import type { LoadedEntry } from './opened-entries.ts';
import { writeEntries } from './writing.ts';

export { drafts, type Draft } from './drafts.ts';
export { openedEntriesReady as timelineReady } from './opened-entries.ts';
export {
  isReadWhole,
  isThere,
  readersOf,
  timeline,
  type JournalItem,
  type Readers,
  type SharedWith,
} from './timeline.ts';

/**
 * `base`: the revision the editor started from; when another tab or phone has changed the entry since, both texts are
 * kept.
 */
export interface NoteKept {
  id?: string;
  text: string;
  writtenAt?: Date;
  base?: number;
}
/** A scale that is left out was not answered. */
export interface CheckInKept extends Omit<Answers, ScaleName>, Partial<Pick<Answers, ScaleName>> {
  id?: string;
  writtenAt?: Date;
  base?: number;
}

/**
 * Keep a note; with an `id`, edit it. Resolves once the phone has it; the network is a later matter.
 *
 * @returns the id of the entry that holds the words
 * @throws Fault `storage_full`, `not_kept` (longer than 200,000 characters), `locked`
 */
export function keepNote(note: NoteKept): Promise<string> {
  const text = wellFormed(note.text);
  return keepWritten(note, (written) => ({ ...written, v: 1, kind: 'note', text }));
}

/** Keep a check-in; with an `id`, edit it. As keepNote. */
export function keepCheckIn(kept: CheckInKept): Promise<string> {
  const said = answersOf({ ...unanswered, ...kept });
  const answers = { ...said, feelings: said.feelings.map(wellFormed), words: wellFormed(said.words) };
  return keepWritten(kept, (written) => ({ ...written, ...answers, v: 1, kind: 'check_in' }));
}

type Written = Pick<Note, 'written_at' | 'edited_at' | 'zone' | 'attachments'>;

async function keepWritten(
  kept: { id?: string; writtenAt?: Date; base?: number },
  content: (written: Written) => Note | CheckIn,
): Promise<string> {
  const id = kept.id ?? crypto.randomUUID();
  let alone: Entry | null = null;
  const make = (now: LoadedEntry | null): Entry | null => {
    const entry = content(writtenOver(now, kept.writtenAt));
    const both = withWhatCameBetween(now, entry, kept.base);
    alone = both === 'apart' ? entry : null;
    return both === 'apart' ? null : both;
  };
  return withFaults(async () => {
    await writeEntries([{ id, make }]);
    return alone === null ? id : keptApart(alone);
  });
}

/** When two versions cannot be merged, the text just written becomes an entry of its own. */
async function keptApart(entry: Entry): Promise<string> {
  const id = crypto.randomUUID();
  await writeEntries([{ id, make: () => entry }]);
  return id;
}

/** The fields every written kind has. An edit keeps its first date, and fields a later version put there. */
function writtenOver(now: LoadedEntry | null, writtenAt: Date | undefined): Written {
  const before = now?.understood.ok === true && isWriting(now.understood.entry) ? now.understood.entry : null;
  const fresh = {
    written_at: (writtenAt ?? runtime.now()).toISOString(),
    edited_at: null,
    zone: runtime.zone(),
    attachments: [],
  };
  if (before === null) return fresh;
  const edited: Written & { merged?: unknown } = {
    ...before,
    written_at: writtenAt?.toISOString() ?? before.written_at,
    edited_at: timeNow(),
  };
  delete edited.merged;
  return edited;
}

function withWhatCameBetween(now: LoadedEntry | null, entry: Entry, base: number | undefined): Entry | 'apart' {
  if (now === null || base === undefined || now.revision === base || !now.understood.ok) return entry;
  const merged = merge(now.payload as Entry, entry);
  return merged === 'apart' ? merged : merged.together;
}

/** Half of a pair of surrogates is no character, and no strict reader would take it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/**
 * Delete an entry. Copies that were shared stay where they are until they are un-shared.
 *
 * @returns how to take it back, also after the server was told: the words are written again
 * @throws Fault `not_here`
 */
export function deleteEntry(id: string): Promise<{ undo: () => Promise<void> }> {
  return withFaults(async () => {
    let before: Entry | null = null;
    const make = (now: LoadedEntry | null): Entry => {
      if (now === null) throw fault('not_here');
      before = now.payload as Entry | null;
      return { v: 1, kind: 'deleted' };
    };
    await writeEntries([{ id, make }]);
    return { undo: () => written(id, before) };
  });
}

function written(id: string, before: Entry | null): Promise<void> {
  const make = (now: LoadedEntry | null): Entry | null => (now?.payload?.kind === 'deleted' ? before : null);
  return withFaults(() => writeEntries([{ id, make }]));
}
