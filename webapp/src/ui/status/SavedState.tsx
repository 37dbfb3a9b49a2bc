// SPDX-License-Identifier: AGPL-3.0-or-later
import './saved-state.css';
import { relativeDay } from '../../domain/dates.ts';
import { here } from '../text/when.ts';
import * as m from '../../messages/index.ts';

export interface SharedTo {
  shareId: string;
  name: string;
  until: string | null;
  openedAt: string | null;
  excerpt: boolean;
}

export interface Saved {
  state: 'phone' | 'stored';
  shares: readonly SharedTo[];
}

/** Where an entry is and who can read it, in words; what is shared also carries the clay line. */
export function SavedState({ item, long = false }: { item: Saved; long?: boolean | undefined }) {
  return (
    <div class="saved-state">
      <span class="saved-where">{where(item)}</span>
      {item.shares.map((share) => (
        <span class="saved-shared" key={share.shareId}>
          {long ? sharedAtLength(share) : shared(share)}
        </span>
      ))}
    </div>
  );
}

function where(item: Saved): string {
  const alone = item.shares.length === 0;
  if (item.state === 'phone') return alone ? m.entry_here_alone() : m.entry_here();
  return alone ? m.entry_stored_alone() : m.entry_stored();
}

function shared({ name, until, excerpt }: SharedTo): string {
  if (until === null) return excerpt ? m.entry_passage_with({ name }) : m.entry_shared_with({ name });
  return excerpt ? m.entry_passage_until({ name, day: day(until) }) : m.entry_shared_until({ name, day: day(until) });
}

function sharedAtLength(share: SharedTo): string {
  return share.openedAt === null
    ? m.entry_at_length({ shared: shared(share) })
    : m.entry_at_length_opened({ shared: shared(share), day: day(share.openedAt) });
}

/** "tomorrow", "Friday", "Friday, 10 October". */
function day(time: string): string {
  return relativeDay(new Date(time), here());
}
