// SPDX-License-Identifier: AGPL-3.0-or-later
import './initial-sync-line.css';
import * as m from '../../messages/index.ts';

/** What of the journal has come to a new phone, newest first; the rest comes while one reads and writes. */
export function InitialSyncLine({ here, part }: { here: number; part: number }) {
  return (
    <div class="initial-sync-line quiet small">
      <p>{here === 0 ? m.ui_your_journal_is_on_its() : m.ui_entries_here_older_ones({ entries: counted(here) })}</p>
      <progress max={1} value={part} aria-label={m.ui_how_much_of_your_journal()} />
    </div>
  );
}

function counted(here: number): string {
  return m.ui_newest_entries({ count: here.toLocaleString('en'), here });
}
