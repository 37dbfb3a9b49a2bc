// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Phone } from './phone.ts';
import { PLANTED, type PhoneName } from './participants.ts';

/**
 * Somebody took words away, having seen them. `alone`: those that no other phone had and no action under way could bring
 * back.
 */
export interface Removal {
  readonly words: ReadonlySet<string>;
  alone: ReadonlySet<string>;
  readonly who: Phone;
  sure: boolean;
}

/** A text somebody set out to keep; `ended`: kept, not merely tried. */
interface Text {
  who: Phone;
  words: ReadonlySet<string>;
  ended: boolean;
}

/** One text of a share as it was sealed; `over`: the one that stood there for whoever sealed it. */
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
 * What people did, as they would tell it: which words were kept, which were taken away by somebody who saw them.
 *
 * An action that was refused, or that its phone did not live to finish, is `tried`: it may have happened or not.
 */
export class Memory {
  readonly shares = new Map<string, ShareFact>();
  /** Copies whose share has no id yet, because nobody lived to hear it. */
  readonly tried: string[] = [];
  readonly drafts = new Map<string, { sure: string | null; maybe: Set<string> }>();
  readonly appointments = new Map<string, Set<string>>();
  ended: 'no' | 'tried' | 'yes' = 'no';
  /** The latest any clock has shown: what ends before it may be over for somebody. */
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

  /** Somebody sets out to keep a text. @returns what to call when it is kept */
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
   * A phone makes one text of its own and another's, before it has heard that the other was taken away: words beat a
   * deletion,
   * and they bring along what they stand beside.
   */
  merges(who: Phone, text: string): void {
    this.keeps(who, text);
  }

  /**
   * A phone holds a text it will give back after a restore: no deletion it has not heard of can be known to be newer.
   */
  holds(who: Phone, text: string): void {
    this.keeps(who, text);
    const last = this.#texts.at(-1);
    if (last !== undefined) last.ended = true;
  }

  /** To be told before the action: even if it is refused it may have happened. */
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
   * Words that must not be there in the end: their only writer took them away, and nobody else has ever written on from
   * them.
   */
  gone(): string[] {
    return [...this.#removals].flatMap(({ alone, sure }) => (sure ? [...alone] : []));
  }

  /**
   * Somebody sets out to undo: her words are written again, so who took them away elsewhere was not the last to write
   * them.
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

const without = (from: ReadonlySet<string>, these: ReadonlySet<string>): Set<string> =>
  new Set([...from].filter((word) => !these.has(word)));

export function wordsOf(text: string): string[] {
  return text.match(/\bk\d{4}\b/g) ?? [];
}

/** All words of a payload of any kind. */
export function wordsIn(payload: unknown): string[] {
  return wordsOf(JSON.stringify(payload ?? null));
}
