// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { DraftKeeper, useDraftKeeper } from './draft-keeper.ts';

/** A phone that keeps what it is given, after a moment, unless it is told to be full. */
function phone() {
  const kept: string[] = [];
  const state = { full: false };
  const keep = async (words: string): Promise<void> => {
    await Promise.resolve();
    if (state.full) throw Object.assign(new Error('full'), { sentence: 'This phone is full.' });
    kept.push(words);
  };
  return { kept, state, keep };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a draft', () => {
  test('is kept at a pause, not at every letter', async () => {
    const { kept, keep } = phone();
    const keeper = new DraftKeeper(keep);
    for (const words of ['T', 'Th', 'The']) keeper.changed(words);
    await vi.advanceTimersByTimeAsync(249);
    expect(kept).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(kept).toEqual(['The']);
    expect(keeper.state.value).toBe('kept');
  });

  test('is kept every few seconds by somebody who never pauses', async () => {
    const { kept, keep } = phone();
    const keeper = new DraftKeeper(keep);
    for (let letter = 1; letter <= 40; letter += 1) {
      keeper.changed('a'.repeat(letter));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(kept[0]?.length).toBeGreaterThan(10);
  });

  test('never puts older words over newer ones', async () => {
    const kept: string[] = [];
    const delays = [500, 1];
    const slowFirst = async (words: string): Promise<void> => {
      await new Promise((resolve) => {
        setTimeout(resolve, delays.shift());
      });
      kept.push(words);
    };
    const keeper = new DraftKeeper(slowFirst);
    keeper.changed('old');
    void keeper.now();
    await vi.advanceTimersByTimeAsync(10);
    keeper.changed('old and new');
    const both = keeper.now();
    await vi.advanceTimersByTimeAsync(2000);
    await both;
    expect(kept).toEqual(['old', 'old and new']);
  });

  test('that the full phone can’t save stays in memory, says so, and is saved later', async () => {
    const { kept, state, keep } = phone();
    const keeper = new DraftKeeper(keep);
    state.full = true;
    keeper.changed('the blue door');
    await vi.advanceTimersByTimeAsync(600);
    expect(keeper.state.value).toBe('failed');
    expect(keeper.trouble.value).toBe('This phone is full.');
    state.full = false;
    await keeper.now();
    expect(kept).toEqual(['the blue door']);
    expect(keeper.trouble.value).toBeNull();
  });

  test('is not written again once it became an entry', async () => {
    const { kept, keep } = phone();
    const keeper = new DraftKeeper(keep);
    keeper.changed('done');
    await keeper.finish();
    keeper.changed('a last event of the field');
    await vi.advanceTimersByTimeAsync(5000);
    expect(kept).toEqual([]);
  });
});

describe('a page with a draft', () => {
  function open(keep: (words: string) => Promise<void>) {
    const ground = document.createElement('div');
    let lock: () => Promise<void> = async () => undefined;
    let keeper: DraftKeeper<string> | null = null;
    const beforeLock = (action: () => Promise<void>) => {
      lock = action;
      return () => undefined;
    };
    function Writing() {
      keeper = useDraftKeeper(keep, beforeLock);
      return null;
    }
    void act(() => {
      render(<Writing />, ground);
    });
    return {
      keeper: keeper!,
      lock: () => lock(),
      close: () => {
        void act(() => {
          render(null, ground);
        });
      },
    };
  }

  test('keeps it at once when the phone puts the page away', async () => {
    const { kept, keep } = phone();
    open(keep).keeper.changed('mid-wor');
    window.dispatchEvent(new Event('pagehide'));
    await vi.advanceTimersByTimeAsync(0);
    expect(kept).toEqual(['mid-wor']);
  });

  test('keeps it before the journal locks', async () => {
    const { kept, keep } = phone();
    const page = open(keep);
    page.keeper.changed('half a sentence');
    await page.lock();
    expect(kept).toEqual(['half a sentence']);
  });

  test('keeps it when the person goes back', async () => {
    const { kept, keep } = phone();
    const page = open(keep);
    page.keeper.changed('never mind');
    page.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(kept).toEqual(['never mind']);
  });
});
