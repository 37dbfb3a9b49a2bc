// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { drafts, type Draft } from '../../sync/entries/journal.ts';
import { lastDraftKept } from '../../ui/drafts/draft-keeper.ts';
import { Icon } from '../../ui/page/Icon.tsx';

/** What was begun and not finished: nothing is missing after a page was closed mid-word. */
export function Unfinished() {
  const [begun, setBegun] = useState<Draft[]>([]);
  useEffect(() => {
    void lastDraftKept()
      .then(() => drafts.list())
      .then(setBegun, () => undefined);
  }, []);
  return (
    <>
      {begun.map((draft) => (
        <Link key={draft.key} href={placeOf(draft)} className="today-ready">
          <span>
            <span class="today-ready-what">{m.today_continue_where_you_stopped()}</span>
            <span class="today-begun">{wordsOf(draft)}</span>
          </span>
          <Icon name="on" />
        </Link>
      ))}
    </>
  );
}

function placeOf(draft: Draft): string {
  const place = draft.kind === 'note' ? '/write' : '/check-in';
  return `${draft.entryId === null ? place : `${place}/${draft.entryId}`}?draft=${encodeURIComponent(draft.key)}`;
}

/** The draft's first words, whichever of the two editors kept it. */
function wordsOf(draft: Draft): string {
  const value = draft.value as { text?: unknown; answers?: { words?: unknown } } | null;
  const text = draft.kind === 'note' ? value?.text : value?.answers?.words;
  const words = typeof text === 'string' ? firstWords(text, 80) : '';
  return words === '' ? m.today_a_check() : words;
}
