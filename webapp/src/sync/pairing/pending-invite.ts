// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';

import { runtime } from '../runtime/runtime.ts';

/** The tab keeps the fragment through registration and a reload; it goes with the tab, or when it was accepted. */
const KEY = 'interlude-invite';
const kept = (): Storage | null => (typeof sessionStorage === 'undefined' ? null : sessionStorage);

/** The fragment of the invite this person came by, until it is accepted. */
export const pendingInvite = signal<string | null>(kept()?.getItem(KEY) ?? null);

export function keepPending(fragment: string | null): void {
  pendingInvite.value = fragment;
  if (fragment === null) kept()?.removeItem(KEY);
  else kept()?.setItem(KEY, fragment);
}

/**
 * What stands behind the # of the address, taken out of the address and of history before anything else.
 *
 * On /i it is an invite, and stays in `pendingInvite`; on /enrol it is a therapist's token, given back only.
 */
function takeFragment(): string | null {
  const fragment = location.hash.slice(1);
  if (fragment === '') return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  if (location.pathname === '/i') keepPending(fragment);
  return fragment;
}

/**
 * Take the fragment of this address, and of every later one: a link opened in a tab that shows
 * the same page already only changes what stands behind the #.
 */
export function watchFragment(hear: (fragment: string) => void): void {
  const take = (): void => {
    const fragment = takeFragment();
    if (fragment !== null) hear(fragment);
  };
  window.addEventListener('hashchange', take);
  take();
}

/** The id of an invite: what a patient registers with. Undefined without one, or for half a link. */
export async function inviteOf(fragment: string | null): Promise<string | undefined> {
  if (fragment === null) return undefined;
  return runtime
    .vault()
    .readInvite(fragment)
    .then(
      ({ inviteId }) => inviteId,
      () => undefined,
    );
}
