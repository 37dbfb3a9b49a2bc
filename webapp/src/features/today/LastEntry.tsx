import { Link } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { dayHeading, formatTime } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import type { JournalItem } from '../../sync/entries/journal.ts';
import { here } from '../../ui/text/when.ts';
import { SavedState } from '../../ui/status/SavedState.tsx';
import { Words } from '../../ui/text/Words.tsx';

/** The last thing written, so that it can be gone on with. */
export function LastEntry({ item }: { item: JournalItem | undefined }) {
  if (item === undefined) return null;
  return (
    <section class="stack-tight" aria-label="Last entry">
      <h2 class="today-when">
        {dayHeading(item.writtenAt, here())}, {formatTime(item.writtenAt, here())}
      </h2>
      <Link href={`/journal/${item.id}`} className="today-last">
        <Words shared={item.shares.length > 0}>{inShort(item)}</Words>
      </Link>
      <SavedState item={item} />
    </section>
  );
}

function inShort(item: JournalItem): string {
  switch (item.kind) {
    case 'note':
      return firstWords(item.payload.text, 160);
    case 'check_in':
      return [`Mood ${moodWord(item.payload.mood)}`, firstWords(item.payload.words, 120)]
        .filter((part) => part !== '')
        .join('. ');
    case 'newer':
      return 'Written with a newer version of the app.';
    case 'unreadable':
      return 'This entry cannot be read on this phone.';
  }
}
