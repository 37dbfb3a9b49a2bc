// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Phone } from './phone.ts';
import { PLANTED, type PhoneName } from './participants.ts';

/**
 * Somebody removed words she had seen. `alone`: those that no other phone had and no action under way could bring back.
 */
export interface Removal {
  readonly words: ReadonlySet<string>;
  alone: ReadonlySet<string>;
  readonly who: Phone;
  sure: boolean;
}

/** A text somebody began to store; `ended`: stored, not merely tried. */
interface Text {
  who: Phone;
  words: ReadonlySet<string>;
  ended: boolean;
}

/** One text of a share as it was sealed; `over`: the text it replaced, as far as the phone that sealed it knew. */
export interface Version {
  text: string;
  over: string | null;
  expiresAt: number | null;
}
export interface ShareFact {
  versions: Version[];
  withdrawn: 'no' | 'tried' | 'yes';
}

/**
 * What people did: which words they stored, and which were removed by somebody who had seen them.
 *
 * An action that was refused, or whose phone died before it finished, is `tried`: it may have happened or not.
 */
export class Memory {
  readonly shares = new Map<string, ShareFact>();
  /** Copies whose share id is not known, because the phone died before it got the response. */
  readonly tried: string[] = [];
  readonly drafts = new Map<string, { sure: string | null; maybe: Set<string> }>();
  readonly appointments = new Map<string, Set<string>>();
  ended: 'no' | 'tried' | 'yes' = 'no';
  /** The latest time any clock has shown: a share that ends before it may have ended for somebody. */
  latest = 0;
  readonly #kept = new Set<string>();
  readonly #removals = new Set<Removal>();
  readonly #texts: Text[] = [];
  #last = 0;

  /** A text nobody has written before. */
  newText(): string {
    return `${PLANTED} ${this.newWord()}`;
  }

  newWord(): string {
    return `k${String((this.#last += 1)).padStart(4, '0')}`;
  }

  /** Somebody begins to store a text. @returns what to call when it is stored */
  keeps(who: Phone, text: string): () => void {
    const words = new Set(wordsOf(text));
    const fact: Text = { who, words, ended: false };
    this.#texts.push(fact);
    for (const removal of this.#removals)
      if (removal.who !== who || !removal.sure) removal.alone = without(removal.alone, words);
    return () => {
      fact.ended = true;
      for (const word of words) this.#kept.add(word);
    };
  }

  /**
   * A phone merges its own text with another before it knows that the other was deleted: words beat a deletion, and the
   * merge keeps both texts.
   */
  merges(who: Phone, text: string): void {
    this.keeps(who, text);
  }

  /**
   * A phone holds a text it will send again after a restore: no deletion it does not know of can be known to be newer.
   */
  holds(who: Phone, text: string): void {
    this.keeps(who, text);
    const last = this.#texts.at(-1);
    if (last !== undefined) last.ended = true;
  }

  /** To be called before the action: even a refused one may have happened. */
  removes(who: Phone, before: string, after = ''): Removal {
    const left = new Set(wordsOf(after));
    const words = new Set(wordsOf(before).filter((word) => !left.has(word)));
    const hers = (word: string): boolean =>
      this.#texts.every((text) => !text.words.has(word) || (text.who === who && text.ended));
    const removal: Removal = { words, alone: new Set([...words].filter(hers)), who, sure: false };
    this.#removals.add(removal);
    return removal;
  }

  /**
   * Words that must be gone in the end: their only writer removed them, and nobody else has edited a text that held
   * them.
   */
  gone(): string[] {
    return [...this.#removals].flatMap(({ alone, sure }) => (sure ? [...alone] : []));
  }

  /**
   * Somebody begins to undo: her words are written again, so a removal elsewhere was not the last change to them.
   *
   * @returns what to call when all of them are back
   */
  setsOutToTakeBack(removal: Removal): () => void {
    removal.alone = new Set();
    const isKept = this.keeps(removal.who, [...removal.words].join(' '));
    return () => {
      this.#removals.delete(removal);
      isKept();
    };
  }

  /** Words that must be there in the end: stored by somebody, and removed by nobody who saw them. */
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

const without = (from: ReadonlySet<string>, these: ReadonlySet<string>): Set<string> =>
  new Set([...from].filter((word) => !these.has(word)));

export function wordsOf(text: string): string[] {
  return text.match(/\bk\d{4}\b/g) ?? [];
}

/** All words of a payload of any kind. */
export function wordsIn(payload: unknown): string[] {
  return wordsOf(JSON.stringify(payload ?? null));
}
