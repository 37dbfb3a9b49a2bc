// SPDX-License-Identifier: AGPL-3.0-or-later
import { locks } from 'node:worker_threads';

import { render } from 'preact';
import { describe, expect, test } from 'vitest';

import { claimDraft, useOpening, type Claim } from './draft-claim.ts';
import { useDraftKeeper } from './draft-keeper.ts';

const name = (): string => `note:new:${crypto.randomUUID()}`;

// The page this runs in is made without them; these are real ones.
Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });

describe('a page that writes', () => {
  /** Opens on this draft once `goOn` is called; `left` is a page gone, by a lock or a step back. */
  function page(
    draft: string,
    {
      keep = async () => undefined,
      leavesAtOnce = false,
    }: { keep?: (words: string) => Promise<void>; leavesAtOnce?: boolean } = {},
  ) {
    const ground = document.createElement('div');
    const shown: { key: string | null; write: (words: string) => void } = { key: null, write: () => undefined };
    const left = () => {
      render(null, ground);
    };
    let goOn: () => void = () => undefined;
    const found = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    function Writing({ claim }: { claim: Claim }) {
      const keeper = useDraftKeeper(keep, () => () => undefined);
      shown.key = claim.key;
      // Before the browser has drawn it: no effect of the page has run yet.
      if (leavesAtOnce) queueMicrotask(left);
      shown.write = (words) => {
        keeper.changed(words);
      };
      return null;
    }
    function Opening() {
      const opening = useOpening(true, async () => {
        await found;
        return { claim: await claimDraft([draft], name()) };
      });
      return opening === null || opening === 'missing' ? null : <Writing claim={opening.claim} />;
    }
    render(<Opening />, ground);
    return { shown, goOn, left };
  }

  const isThere = (shown: { key: string | null }) => expect.poll(() => shown.key, { interval: 1 });

  /** A page opened after it. */
  async function comesBackTo(draft: string) {
    const next = page(draft);
    next.goOn();
    await isThere(next.shown).not.toBeNull();
    next.left();
    return next.shown.key;
  }

  test('and is gone the moment it is shown lets go of its draft', async () => {
    const draft = name();
    const { shown, goOn } = page(draft, { leavesAtOnce: true });
    goOn();
    await isThere(shown).toBe(draft);
    await drawn();
    expect(await comesBackTo(draft)).toBe(draft);
  });

  test('and is gone before its draft was found lets go of it too', async () => {
    const draft = name();
    const { goOn, left } = page(draft);
    await drawn();
    left();
    goOn();
    await drawn();
    expect(await comesBackTo(draft)).toBe(draft);
  });

  test('and goes with words in hand lets go when they are kept, not before', async () => {
    const draft = name();
    let keptNow: () => void = () => undefined;
    const kept = new Promise<void>((resolve) => {
      keptNow = resolve;
    });
    const { shown, goOn, left } = page(draft, { keep: () => kept });
    goOn();
    await isThere(shown).toBe(draft);
    await drawn();
    shown.write('half a sentence');
    left();
    await drawn();
    expect(await comesBackTo(draft)).not.toBe(draft);
    keptNow();
    await drawn();
    expect(await comesBackTo(draft)).toBe(draft);
  });
});

/** Long enough for a drawing, and for what runs after it. */
const drawn = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 150);
  });
