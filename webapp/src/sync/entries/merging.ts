// SPDX-License-Identifier: AGPL-3.0-or-later
import { kinds, type FieldDeclared, type MergeRule } from '../../domain/kinds.ts';
import type { Entry } from '../../domain/payloads.ts';

/** Both texts in one entry, or the two have to stay apart. */
export type Merged = { together: Entry } | 'apart';

type Payload = Record<string, unknown>;

const BETWEEN = '\n\n· · ·\n\n';

/**
 * One entry out of two that grew apart on two devices, each as it is sealed.
 *
 * The order of the two does not matter, so two phones that merge the same pair write the
 * same words. Each kind declares by which rule each of its fields is merged (interlude/payloads/).
 * Words are never dropped, and beat a deletion. What cannot live in one entry (two kinds, too
 * long together) stays `apart`, as two entries. Python merges alike: interlude/merging.py.
 */
export function merge(one: Entry, other: Entry): Merged {
  if (one.kind === 'deleted') return { together: overDeleted(other, one) };
  if (other.kind === 'deleted') return { together: overDeleted(one, other) };
  const [first, last] = inOrder(one, other);
  return first.kind === last.kind ? joined(first, last) : 'apart';
}

/** A deletion gives way to words; an invite's secret or a retired key is never brought back. */
function overDeleted(changed: Entry, deleted: Entry): Entry {
  return kinds[changed.kind].beatsDeletion ? changed : deleted;
}

function joined(first: Entry, last: Entry): Merged {
  const { fields, unknownFields } = kinds[last.kind];
  const before: Payload = { ...first };
  delete before.merged;
  const together: Payload = unknownFields === 'both' ? { ...before, ...last } : { ...last };
  for (const [name, field] of Object.entries(fields)) {
    if (field.rule === undefined) continue;
    const value = valueOf(field, field.rule, first[name], last[name]);
    if (value === APART) return 'apart';
    if (value !== undefined) together[name] = value;
    if (holdsWords.has(field.rule) && sizeOf(value) !== sizeOf(last[name])) together.merged = true;
  }
  return { together: together as unknown as Entry };
}

const APART = Symbol('the two have to stay two');
const holdsWords = new Set<MergeRule>(['join_text', 'union']);

/** One value by the rule of its field, or that there can be none, or none that fits. */
function valueOf(field: FieldDeclared, rule: MergeRule, before: unknown, after: unknown): unknown {
  if (rule === 'same' && before !== after) return APART;
  // Not answered, or written by a version without this field.
  if (before === null || before === undefined) return after === undefined ? before : after;
  if (after === null || after === undefined) return before;
  const value = rules[rule](before, after);
  return field.most !== undefined && sizeOf(value) > field.most ? APART : value;
}

/** Code points of a text, items of a list. */
function sizeOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? [...value].length : 0;
}

const rules: Readonly<Record<MergeRule, (before: unknown, after: unknown) => unknown>> = {
  earlier_time: (before, after) => ((before as string) < (after as string) ? before : after),
  join_text: (before, after) => bothTexts(before as string, after as string),
  union: (before, after) => [...new Set([...(after as unknown[]), ...(before as unknown[])])],
  union_by_id: (before, after) => byId([...(before as { id: string }[]), ...(after as { id: string }[])]),
  true_wins: (before, after) => before === true || after === true,
  first_set: (before) => before,
  same: (_before, after) => after,
};

function bothTexts(first: string, last: string): string {
  if (last.includes(first)) return last;
  if (first.includes(last)) return first;
  return `${first}${BETWEEN}${last}`;
}

const byId = (items: readonly { id: string }[]): unknown[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** Ordered by last edit, then by content: any order would do, as long as both phones find the same. */
function inOrder(one: Entry, other: Entry): [Entry, Entry] {
  return rank(one) <= rank(other) ? [one, other] : [other, one];
}

function rank(entry: Entry): string {
  const at = 'edited_at' in entry && typeof entry.edited_at === 'string' ? entry.edited_at : '';
  const written = 'written_at' in entry && typeof entry.written_at === 'string' ? entry.written_at : '';
  return `${at === '' ? written : at}\n${canonical(entry)}`;
}

/** The same content in the same letters, whatever order its fields came in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const named = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${named.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
