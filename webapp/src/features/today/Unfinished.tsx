// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { drafts, type Draft } from '../../sync/entries/journal.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { offerUndo } from '../../ui/controls/Undo.tsx';
import { withDraft } from '../../ui/drafts/draft-claim.ts';
import { lastDraftKept } from '../../ui/drafts/draft-keeper.ts';
import { momentAfterVerb } from '../../ui/text/when.ts';
import { Icon } from '../../ui/page/Icon.tsx';

/** What was begun and not finished: nothing is missing after a page was closed mid-word. */
export function Unfinished() {
  const [begun, setBegun] = useState<Draft[]>([]);
  const look = () =>
    lastDraftKept()
      .then(() => drafts.list())
      .then(setBegun, () => undefined);
  useEffect(() => {
    void look();
  }, []);
  const discard = async (draft: Draft) => {
    const { undo } = await drafts.discard(draft);
    setBegun(begun.filter(({ key }) => key !== draft.key));
    offerUndo(
      () => m.ui_draft_discarded(),
      async () => {
        await undo();
        await look();
      },
    );
  };
  return (
    <>
      {begun.map((draft) => (
        <div key={draft.key} class="today-unfinished">
          <Link href={placeOf(draft)} className="today-ready">
            <span>
              <span class="today-ready-what">{m.today_continue_where_you_stopped()}</span>
              <span class="today-begun">{wordsOf(draft)}</span>
              <span class="quiet small">{m.ui_you_began_this({ when: momentAfterVerb(begunAt(draft)) })}</span>
            </span>
            <Icon name="on" />
          </Link>
          <Button
            kind="quiet"
            onClick={() => {
              void discard(draft).catch(() => undefined);
            }}
          >
            {m.ui_discard()}
            <span class="only-read-aloud">: {wordsOf(draft)}</span>
          </Button>
        </div>
      ))}
    </>
  );
}

/** When it was begun, where the draft says; an earlier release said it of notes only. */
function begunAt({ value, changedAt }: Draft): Date {
  const { writtenAt, begunAt: at } = (value ?? {}) as { writtenAt?: unknown; begunAt?: unknown };
  const said = new Date(String(writtenAt ?? at));
  return Number.isNaN(said.getTime()) ? changedAt : said;
}

function placeOf(draft: Draft): string {
  const place = draft.kind === 'note' ? '/write' : '/check-in';
  return withDraft(draft.entryId === null ? place : `${place}/${draft.entryId}`, draft.key);
}

/** The draft's first words, whichever of the two editors kept it. */
function wordsOf(draft: Draft): string {
  const value = draft.value as { text?: unknown; answers?: { words?: unknown } } | null;
  const text = draft.kind === 'note' ? value?.text : value?.answers?.words;
  const words = typeof text === 'string' ? firstWords(text, 80) : '';
  return words === '' ? m.today_a_check() : words;
}
