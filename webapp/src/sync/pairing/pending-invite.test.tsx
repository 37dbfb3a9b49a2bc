// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';

import { pendingInvite, watchFragment } from './pending-invite.ts';

const soon = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 100);
  });

test('a second link opened in the same tab loads nothing anew: its secret leaves the address all the same', async () => {
  history.replaceState(null, '', '/i#first');
  const told: string[] = [];
  watchFragment((fragment) => told.push(fragment));
  expect([told, location.hash, pendingInvite.value]).toEqual([['first'], '', 'first']);
  location.hash = 'second';
  await soon();
  expect([told, location.hash, pendingInvite.value]).toEqual([['first', 'second'], '', 'second']);
});
