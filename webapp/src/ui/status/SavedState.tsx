import './saved-state.css';
import { relativeDay } from '../../domain/dates.ts';
import { here } from '../text/when.ts';

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
  if (item.state === 'phone') return alone ? 'On this phone, only you can read it' : 'On this phone';
  return alone ? 'Stored, only you can read it' : 'Stored';
}

function shared(share: SharedTo): string {
  const what = share.excerpt ? 'Passage shared with' : 'Shared with';
  return share.until === null ? `${what} ${share.name}` : `${what} ${share.name} until ${day(share.until)}`;
}

function sharedAtLength(share: SharedTo): string {
  const opened = share.openedAt === null ? 'Not opened yet' : `Opened ${day(share.openedAt)}`;
  return `${shared(share)}. ${opened}.`;
}

/** "tomorrow", "Friday", "Friday, 10 October". */
function day(time: string): string {
  return relativeDay(new Date(time), here());
}
