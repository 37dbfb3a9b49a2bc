// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

import { sentenceOf } from '../text/sentence.ts';

/** A pause this long in typing keeps the draft: what a dead battery can take is what was typed since. */
const PAUSE_MS = 250;
/** Typing on and on keeps it all the same, this often. */
const LONGEST_MS = 1500;

/**
 * Keeps what is being written, one write after the other, never an older value over a newer one.
 *
 * A value that could not be kept stays in hand and is tried again with the next change or `now()`.
 */
export class DraftKeeper<V> {
  readonly state = signal<'nothing' | 'waiting' | 'kept' | 'failed'>('nothing');
  readonly trouble = signal<string | null>(null);
  readonly #keep: (value: V) => Promise<void>;
  #inHand: { value: V; since: number } | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #line: Promise<void> = Promise.resolve();
  #finished = false;

  /** @param keep resolves when the phone has it. */
  constructor(keep: (value: V) => Promise<void>) {
    this.#keep = keep;
  }

  changed(value: V): void {
    if (this.#finished) return;
    const since = this.#inHand?.since ?? Date.now();
    this.#inHand = { value, since };
    this.state.value = 'waiting';
    clearTimeout(this.#pause);
    this.#pause = setTimeout(
      () => {
        void this.now();
      },
      Math.max(0, Math.min(PAUSE_MS, since + LONGEST_MS - Date.now())),
    );
  }

  /** Keeps what is in hand without waiting for a pause. Never rejects: what went wrong is in `trouble`. */
  now(): Promise<void> {
    clearTimeout(this.#pause);
    this.#line = this.#line.then(() => this.#write());
    return this.#line;
  }

  /** The words are kept elsewhere now: nothing more is written. Resolves when the last write is over. */
  finish(): Promise<void> {
    this.#finished = true;
    clearTimeout(this.#pause);
    this.#inHand = null;
    return this.#line;
  }

  /** The action after `finish()` failed after all: goes on keeping, beginning with this value. */
  resume(value: V): void {
    this.#finished = false;
    this.changed(value);
  }

  async #write(): Promise<void> {
    const taken = this.#inHand;
    if (taken === null) return;
    this.#inHand = null;
    try {
      await this.#keep(taken.value);
      this.trouble.value = null;
      if (this.#nothingNewer()) this.state.value = 'kept';
    } catch (error) {
      if (!this.#finished) this.#inHand ??= taken;
      this.trouble.value = sentenceOf(error, m.ui_this_couldnt_be_saved());
      this.state.value = 'failed';
    }
  }

  #nothingNewer(): boolean {
    return this.#inHand === null;
  }
}

let leaving: Promise<void> = Promise.resolve();

/** Resolves when the last page that was left has its draft kept: read drafts after this, or miss the last words. */
export function lastDraftKept(): Promise<void> {
  return leaving;
}

/**
 * A keeper for as long as the page is shown; it keeps at once when the page hides, blurs, closes or locks.
 *
 * @param whenLeft called when the page is left and its draft is kept.
 */
export function useDraftKeeper<V>(
  keep: (value: V) => Promise<void>,
  beforeLock: (keep: () => Promise<void>) => () => void,
  whenLeft: () => void = () => undefined,
): DraftKeeper<V> {
  const [keeper] = useState(() => new DraftKeeper(keep));
  useEffect(() => {
    const now = () => {
      void keeper.now();
    };
    const hidden = () => {
      if (document.visibilityState === 'hidden') now();
    };
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('pagehide', now);
    window.addEventListener('blur', now);
    const stopWaitingForLock = beforeLock(() => keeper.now());
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('pagehide', now);
      window.removeEventListener('blur', now);
      stopWaitingForLock();
      leaving = keeper.now();
      void leaving.then(whenLeft);
    };
  }, [keeper]);
  return keeper;
}
