// SPDX-License-Identifier: AGPL-3.0-or-later
import { Link } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { dayHeading, formatTime } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { isReadWhole, type JournalItem } from '../../sync/entries/journal.ts';
import { here } from '../../ui/text/when.ts';
import { SavedState } from '../../ui/status/SavedState.tsx';
import { Words } from '../../ui/text/Words.tsx';

/** The last thing written, so that it can be gone on with. */
export function LastEntry({ item }: { item: JournalItem | undefined }) {
  if (item === undefined) return null;
  return (
    <section class="stack-tight" aria-label={m.today_last_entry()}>
      <h2 class="today-when">
        {m.phrase_day_time({ day: dayHeading(item.writtenAt, here()), time: formatTime(item.writtenAt, here()) })}
      </h2>
      <Link href={`/journal/${item.id}`} className="today-last">
        <Words shared={isReadWhole(item)}>{inShort(item)}</Words>
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
      return [m.phrase_mood_mood_2({ mood: moodWord(item.payload.mood) }), firstWords(item.payload.words, 120)]
        .filter((part) => part !== '')
        .join('. ');
    case 'newer':
      return m.today_written_with_a_newer_version();
    case 'unreadable':
      return m.today_this_entry_cant_be_read();
  }
}
