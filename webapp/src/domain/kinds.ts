// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What is declared of each kind of entry in interlude/payloads/: read here, and written down nowhere else.
 *
 * A new kind or field does not compile until each `Record<EntryKind, …>` and each switch has an answer for it.
 */
import { HELLO, KINDS } from './generated/kinds.ts';
import type { Entry, Share } from './payloads.ts';

/** How two versions of a field become one. Without a rule the later answer stands. */
export type MergeRule = 'earlier_time' | 'join_text' | 'union' | 'union_by_id' | 'true_wins' | 'first_set' | 'same';

/** An answer from 1 to `most`: a word for each step, or for the two ends alone. */
export interface ScaleWords {
  label: string;
  low: string;
  high: string;
  words?: readonly string[];
}

/**
 * `most`: of a number its highest, of a text its code points, of a list its items. `line`: in plain text, where `{}`
 * stands for the value; `isPerson`: for the name of the other person of that pairing.
 */
export interface FieldDeclared {
  least?: number;
  most?: number;
  mostOfEach?: number;
  scale?: ScaleWords;
  rule?: MergeRule;
  line?: string;
  isPerson?: boolean;
  since?: string;
}

export interface KindDeclared {
  /** A person writes it, and chooses whom to share it with. */
  writing: boolean;
  /** Whose fields of a later version a merge keeps. */
  unknownFields: 'both' | 'later';
  beatsDeletion: boolean;
  /** In plain text: put into words, only kept in its JSON, or left out of both. */
  export: 'written' | 'kept' | 'left_out';
  /** The field that says where it stands in plain text; null: when it was written. */
  placeInTime: string | null;
  /** The field that holds the person's own words. */
  words: string | null;
  lines: readonly (readonly string[])[];
  /** Everything a share may carry; nothing for a kind that is never shared. */
  shared: readonly string[];
  fields: Readonly<Record<string, FieldDeclared>>;
}

export type EntryKind = Entry['kind'];
export type ShareKind = Share['kind'];
export type WritingKind = {
  [K in EntryKind]: (typeof KINDS)[K]['writing'] extends true ? K : never;
}[EntryKind];

export const kinds: Readonly<Record<EntryKind, KindDeclared>> = KINDS;

/** What is declared of a kind; undefined for one of a later version. */
export const declaredOf = (kind: unknown): KindDeclared | undefined =>
  typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind as EntryKind] : undefined;

export const isWritingKind = (kind: string): kind is WritingKind => declaredOf(kind)?.writing === true;

/** Whether something is what a person writes: a note, a check-in. */
export const isWriting = <T extends { kind: string }>(one: T): one is Extract<T, { kind: WritingKind }> =>
  isWritingKind(one.kind);

/**
 * The fields of an entry, or of a copy of one, that a share may carry, by name: what is not declared so, and what a
 * later version may have added, is not shared unseen. Files are not carried: no screen attaches any yet.
 */
export function carried<E extends Extract<Entry, { kind: ShareKind }> | Share>(entry: E): Omit<E, 'source' | 'for'> {
  const fields = kinds[entry.kind].shared.map((name) => [name, structuredClone(entry[name])] as const);
  return { v: entry.v, kind: entry.kind, ...Object.fromEntries(fields), attachments: [] } as never;
}

/** The bounds a screen has to know. Texts in code points. */
export const limits: {
  note: number;
  checkInWords: number;
  minutes: { least: number; most: number };
  ownName: number;
  helloName: number;
} = {
  note: KINDS.note.fields.text.most,
  checkInWords: KINDS.check_in.fields.words.most,
  minutes: KINDS.appointment.fields.minutes,
  ownName: KINDS.settings.fields.name.most,
  helloName: HELLO.fields.name.most,
};
