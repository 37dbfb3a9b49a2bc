import { PLANTED, type PhoneName } from './village.ts';

/** Somebody took words away, having seen them. */
export interface Removal { words: ReadonlySet<string> }

/** One text of a share as it was sealed; `over`: the one that stood there for whoever sealed it. */
export interface Version { text: string; over: string | null; expiresAt: number | null }
export interface ShareFact { versions: Version[]; withdrawn: 'no' | 'tried' | 'yes' }

/**
 * What people did, as they would tell it: which words were kept, which were taken away by somebody who saw them.
 *
 * A deed that was refused, or that its phone did not live to finish, is `tried`: it may have happened or not.
 */
export class Memory {
  readonly shares = new Map<string, ShareFact>();
  /** Copies whose share has no id yet, because nobody lived to hear it. */
  readonly tried: string[] = [];
  readonly drafts = new Map<string, { sure: string | null; maybe: Set<string> }>();
  readonly appointments = new Map<string, Set<string>>();
  ended: 'no' | 'tried' | 'yes' = 'no';
  restored = false;
  /** The latest any clock has shown: what ends before it may be over for somebody. */
  latest = 0;
  readonly #kept = new Set<string>();
  readonly #removals = new Set<Removal>();
  #last = 0;

  /** A text nobody has written before. */
  newText(): string {
    return `${PLANTED} ${this.newWord()}`;
  }

  newWord(): string {
    return `k${String((this.#last += 1)).padStart(4, '0')}`;
  }

  kept(text: string): void {
    for (const word of wordsOf(text)) this.#kept.add(word);
  }

  /** To be told before the deed: even if it is refused it may have happened. */
  removes(before: string, after = ''): Removal {
    const left = new Set(wordsOf(after));
    const removal = { words: new Set(wordsOf(before).filter((word) => !left.has(word))) };
    this.#removals.add(removal);
    return removal;
  }

  takesBack(removal: Removal): void {
    this.#removals.delete(removal);
  }

  /** Words that have to be there in the end: kept by somebody, and taken away by nobody who saw them. */
  required(): string[] {
    const gone = new Set([...this.#removals].flatMap(({ words }) => [...words]));
    return [...this.#kept].filter((word) => !gone.has(word));
  }

  draftOf(who: PhoneName, key: string): { sure: string | null; maybe: Set<string> } {
    const name = `${who}/${key}`;
    const known = this.drafts.get(name) ?? { sure: null, maybe: new Set<string>() };
    this.drafts.set(name, known);
    return known;
  }

  share(id: string): ShareFact {
    const known = this.shares.get(id) ?? { versions: [], withdrawn: 'no' as const };
    this.shares.set(id, known);
    return known;
  }
}

export function wordsOf(text: string): string[] {
  return text.match(/\bk\d{4}\b/g) ?? [];
}

/** All words of a payload of any kind. */
export function wordsIn(payload: unknown): string[] {
  return wordsOf(JSON.stringify(payload ?? null));
}
