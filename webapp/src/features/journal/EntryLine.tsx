// SPDX-License-Identifier: AGPL-3.0-or-later
import { Link } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { formatTime } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { isReadWhole, type JournalItem } from '../../sync/entries/journal.ts';
import { here } from '../../ui/text/when.ts';
import { classes } from '../../ui/page/Page.tsx';
import { SavedState } from '../../ui/status/SavedState.tsx';

/** One entry in the list: when, its first words, and who can read it. */
export function EntryLine({ item }: { item: JournalItem }) {
  return (
    <Link href={`/journal/${item.id}`} className={classes('entry-line', isReadWhole(item) && 'clay-line')}>
      <span class="entry-line-time quiet">{formatTime(item.writtenAt, here())}</span>
      <span class="entry-line-words">{inShort(item)}</span>
      <SavedState item={item} />
    </Link>
  );
}

function inShort(item: JournalItem) {
  switch (item.kind) {
    case 'note':
      return firstWords(item.payload.text, 140) || m.journal_an_empty_note();
    case 'check_in':
      return <CheckInInShort item={item} />;
    case 'newer':
      return <span class="quiet">{m.journal_written_with_a_newer_version()}</span>;
    case 'unreadable':
      return <span class="quiet">{m.journal_this_cant_be_read()}</span>;
  }
}

function CheckInInShort({ item }: { item: JournalItem & { kind: 'check_in' } }) {
  const { mood, feelings, words } = item.payload;
  const more = [feelings.join(', '), firstWords(words, 90)].filter((part) => part !== '').join('. ');
  return (
    <>
      <span class="entry-line-mood">{m.phrase_mood_mood_2({ mood: moodWord(mood) })}</span>
      {more !== '' && <span> {m.journal_more({ more })}</span>}
    </>
  );
}
