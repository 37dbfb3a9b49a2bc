// SPDX-License-Identifier: AGPL-3.0-or-later
import './saved-state.css';
import { relativeDay } from '../../domain/dates.ts';
import { here, momentWords, onDay } from '../text/when.ts';
import * as m from '../../messages/index.ts';

export interface SharedTo {
  shareId: string;
  name: string;
  until: string | null;
  openedAt: string | null;
  earlierOpenedAt: string | null;
  excerpt: boolean;
  /** `phone`: nobody has it yet; `replacing`: an earlier copy is there; `refused`: not certain. */
  state: 'phone' | 'replacing' | 'refused' | 'stored';
}

export interface Saved {
  state: 'phone' | 'stored';
  shares: readonly SharedTo[];
  /** Whether these are all the copies there are. */
  sharesKnown: boolean;
}

export interface SavedStateProps {
  item: Saved;
  long?: boolean | undefined;
  /** When the server last told of openings; null: just now. */
  asOf?: Date | null;
}

/** Where an entry is and who can read it, in words; what is shared also carries the clay line. */
export function SavedState({ item, long = false, asOf = null }: SavedStateProps) {
  return (
    <div class="saved-state">
      <span class="saved-where">{where(item)}</span>
      {item.shares.map((share) => (
        <span class="saved-shared" key={share.shareId}>
          {long && share.state === 'stored' ? sharedAtLength(share, asOf) : shared(share)}
        </span>
      ))}
    </div>
  );
}

function where(item: Saved): string {
  const alone = item.sharesKnown && item.shares.every(({ state }) => state === 'phone');
  if (item.state === 'phone') return alone ? m.entry_here_alone() : m.entry_here();
  return alone ? m.entry_stored_alone() : m.entry_stored();
}

function shared(share: SharedTo): string {
  const { name, excerpt } = share;
  switch (share.state) {
    case 'phone':
      return excerpt ? m.entry_passage_goes_to({ name }) : m.entry_goes_to({ name });
    case 'replacing':
      return m.entry_earlier_copy({ name });
    case 'refused':
      return m.entry_refused({ name });
    case 'stored':
      return arrived(share);
  }
}

function arrived({ name, until, excerpt }: SharedTo): string {
  if (until === null) return excerpt ? m.entry_passage_with({ name }) : m.entry_shared_with({ name });
  return excerpt ? m.entry_passage_until({ name, day: day(until) }) : m.entry_shared_until({ name, day: day(until) });
}

function sharedAtLength(share: SharedTo, asOf: Date | null): string {
  const words = { shared: arrived(share) };
  if (share.openedAt !== null) return m.entry_at_length_opened({ ...words, day: day(share.openedAt) });
  if (share.earlierOpenedAt !== null)
    return m.entry_at_length_earlier({ ...words, day: onDay(new Date(share.earlierOpenedAt), here()) });
  return asOf === null ? m.entry_at_length(words) : m.entry_at_length_as_of({ ...words, when: momentWords(asOf) });
}

/** "tomorrow", "Friday", "Friday, 10 October". */
function day(time: string): string {
  return relativeDay(new Date(time), here());
}
