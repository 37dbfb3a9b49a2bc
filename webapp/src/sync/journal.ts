import { signal, type ReadonlySignal } from '@preact/signals';

import type { CheckIn, Note } from '../domain/generated/types.ts';
import { Fault } from './faults.ts';

export interface SharedWith { shareId: string; pairingId: string; name: string; until: string | null; openedAt: string | null; excerpt: boolean; revision: number }

interface Item { id: string; revision: number; writtenAt: Date; editedAt: Date | null; state: 'phone' | 'stored'; merged: boolean; shares: SharedWith[] }
/** One line of the timeline; `kind` says what `payload` is. */
export type JournalItem = Item & (
  | { kind: 'note'; payload: Note }
  | { kind: 'check_in'; payload: CheckIn }
  | { kind: 'newer'; payload: Record<string, unknown> }
  | { kind: 'unreadable'; payload: Record<string, unknown> | null }
);

/** `base`: the revision the editor started from; when another tab or phone has changed the entry since, both texts are kept. */
export interface NoteKept { id?: string; text: string; writtenAt?: Date; base?: number }
export interface CheckInKept {
  id?: string; mood: number; energy: number | null; anxiety: number | null; sleep: number | null; connection: number | null;
  feelings: string[]; words: string; writtenAt?: Date; base?: number;
}
export interface Draft { key: string; entryId: string | null; kind: 'note' | 'check_in'; value: unknown; changedAt: Date }

const soon = (): never => { throw new Fault('not_ready', 'This is being prepared.'); };

export const timeline: ReadonlySignal<readonly JournalItem[]> = signal<readonly JournalItem[]>([]);
export const timelineReady: ReadonlySignal<boolean> = signal(false);
export async function keepNote(_note: NoteKept): Promise<string> { return soon(); }
export async function keepCheckIn(_checkIn: CheckInKept): Promise<string> { return soon(); }
export async function deleteEntry(_id: string): Promise<{ undo(): Promise<void> }> { return soon(); }
export const drafts: {
  keep(draft: { key: string; entryId: string | null; kind: 'note' | 'check_in'; value: unknown }): Promise<void>;
  get(key: string): Promise<Draft | null>;
  list(): Promise<Draft[]>;
  drop(key: string): Promise<void>;
} = {
  async keep() { soon(); },
  async get() { return soon(); },
  async list() { return soon(); },
  async drop() { soon(); },
};
