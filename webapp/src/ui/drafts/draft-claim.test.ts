// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';

import { claimDraft } from './draft-claim.ts';

const name = (): string => `note:new:${crypto.randomUUID()}`;

describe('an unfinished draft', () => {
  test('is gone on with when nobody else has it open', async () => {
    const draft = name();
    const claim = await claimDraft([draft], name());
    expect(claim.key).toBe(draft);
    claim.release();
  });

  test('that another tab is writing in is left to it', async () => {
    const draft = name();
    const there = await claimDraft([draft], name());
    const fresh = name();
    const here = await claimDraft([draft], fresh);
    expect(here.key).toBe(fresh);
    there.release();
    here.release();
  });

  test('can be taken up again once the other tab let go', async () => {
    const draft = name();
    (await claimDraft([draft], name())).release();
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    const again = await claimDraft([draft], name());
    expect(again.key).toBe(draft);
    again.release();
  });
});
