// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import type { Here } from '../../domain/dates.ts';
import { asOf, connection, type Connection } from '../../sync/exchange/connection.ts';
import { here, momentWords } from '../../ui/text/when.ts';

/** As of when the page is true. When not live, it is announced as a status. */
export function AsOf({ name = null }: { name?: string | null }) {
  const known = asOf.value;
  return (
    <p class="as-of quiet small" role={known.isLive ? undefined : 'status'}>
      {asOfWords(known, connection.value.state, name, here())}
    </p>
  );
}

/** @param name of the one person the page is about; null: it is about all of them. */
export function asOfWords(
  { at, isLive }: { at: Date | null; isLive: boolean },
  state: Connection['state'],
  name: string | null,
  place: Here,
): string {
  if (at === null) return state === 'idle' || state === 'sending' ? m.practice_fetching() : m.practice_not_fetched();
  const when = momentWords(at, place);
  if (!isLive) return m.practice_silent_since({ when });
  return name === null ? m.practice_as_of({ when }) : m.practice_as_of_name({ when, name });
}
