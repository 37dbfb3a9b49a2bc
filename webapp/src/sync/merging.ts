import type { CheckIn, Contact, Entry, Note, RetiredKey } from '../domain/payloads.ts';

/** Both texts in one entry, or the two have to stay apart. */
export type Merged = { together: Entry } | 'apart';

const BETWEEN = '\n\n· · ·\n\n';
const LONGEST_NOTE = 200_000;
const LONGEST_WORDS = 10_000;
const MOST_FEELINGS = 24;
const MOST_ATTACHMENTS = 20;

/**
 * One entry out of two that grew apart on two devices.
 *
 * The order of the two does not matter, so two phones that merge the same pair write the
 * same words. Words are never dropped: a text that contains the other stands for both,
 * otherwise they stand one under the other. Words beat a deletion. What cannot live in
 * one entry (two kinds, too long together) stays `apart`, as two entries.
 */
export function merge(one: Entry, other: Entry): Merged {
  if (one.kind === 'deleted') return { together: overDeleted(other, one) };
  if (other.kind === 'deleted') return { together: overDeleted(one, other) };
  const [first, last] = inOrder(one, other);
  if (first.kind === 'note' && last.kind === 'note') return notes(first, last);
  if (first.kind === 'check_in' && last.kind === 'check_in') return checkIns(first, last);
  if (first.kind === 'contact' && last.kind === 'contact') return contacts(first, last);
  if (first.kind === 'retired_key' && last.kind === 'retired_key') return retiredKeys(first, last);
  return first.kind === last.kind && ownLastWord.has(last.kind) ? { together: last } : 'apart';
}

/** Kinds that hold no words of a journal: what was said last stands. */
const ownLastWord = new Set<Entry['kind']>(['settings', 'appointment', 'invite']);

/** A deletion gives way to words; an invite's secret or a retired key is never brought back. */
function overDeleted(words: Entry, deleted: Entry): Entry {
  return words.kind === 'invite' || words.kind === 'retired_key' ? deleted : words;
}

function notes(first: Note, last: Note): Merged {
  const text = bothTexts(first.text, last.text);
  const both = written(first, last);
  if ([...text].length > LONGEST_NOTE || both.attachments.length > MOST_ATTACHMENTS) return 'apart';
  return { together: { ...both, text, ...unless(text === last.text, { merged: true }) } };
}

function checkIns(first: CheckIn, last: CheckIn): Merged {
  const words = bothTexts(first.words, last.words);
  const feelings = [...new Set([...last.feelings, ...first.feelings])];
  const both = written(first, last);
  const tooMuch = feelings.length > MOST_FEELINGS || both.attachments.length > MOST_ATTACHMENTS;
  if (tooMuch || [...words].length > LONGEST_WORDS) return 'apart';
  const same = words === last.words && feelings.length === last.feelings.length;
  return { together: { ...both, words, feelings, ...unless(same, { merged: true }) } };
}

/** What is not words: the later answers stand, but no attachment and no field of a later version is dropped. */
function written<E extends Note | CheckIn>(first: E, last: E): E {
  const before: E & { merged?: unknown } = { ...first };
  delete before.merged;
  const files = new Map([...first.attachments, ...last.attachments].map((file) => [file.id, file]));
  return { ...before, ...last, attachments: [...files.values()], written_at: earlier(first, last) };
}

/** Compared stays compared, ended stays ended; two contacts of different people never become one. */
function contacts(first: Contact, last: Contact): Merged {
  const alike =
    first.pairing_id === last.pairing_id &&
    first.account_id === last.account_id &&
    first.public_key === last.public_key;
  if (!alike) return 'apart';
  return {
    together: {
      ...last,
      words_compared: first.words_compared || last.words_compared,
      ended_at: first.ended_at ?? last.ended_at,
    },
  };
}

/** One key sealed again on two devices is one; of two keys neither may go, each may be the only one for some entry. */
function retiredKeys(first: RetiredKey, last: RetiredKey): Merged {
  return first.key === last.key ? { together: last } : 'apart';
}

function bothTexts(first: string, last: string): string {
  if (last.includes(first)) return last;
  if (first.includes(last)) return first;
  return `${first}${BETWEEN}${last}`;
}

function unless(same: boolean, addition: { merged: true }): { merged?: true } {
  return same ? {} : addition;
}

function earlier(first: Note | CheckIn, last: Note | CheckIn): string {
  return first.written_at < last.written_at ? first.written_at : last.written_at;
}

/** By when they were last edited, then by their content: any order would do, if only both phones find the same. */
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
