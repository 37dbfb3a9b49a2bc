// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './leaving.css';
import { useEffect, useState } from 'preact/hooks';

import { askWhatIsLeft, decideLater, keepOnThisPhone, removeFromThisPhone } from '../../sync/leaving/leaving.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

type Left = Awaited<ReturnType<typeof askWhatIsLeft>> | 'asking';

const SAID: Record<Left, string> = {
  asking: m.leaving_asking_the_server_what_happened(),
  there: m.leaving_the_server_still_has(),
  gone: m.leaving_the_server_says_it_doesnt(),
  unknown: m.leaving_the_server_isnt_answering_so(),
};

/**
 * Leaving was cut off between the server and this phone. What is here stays until the person herself says otherwise.
 */
export default function UnfinishedPage() {
  const [left, setLeft] = useState<Left>('asking');
  const { busy, trouble, run } = useAction();
  const ask = async () => {
    setLeft('asking');
    setLeft(await askWhatIsLeft());
  };
  useEffect(() => {
    void ask();
  }, []);
  return (
    <Page title={m.leaving_you_were_leaving_interlude()} action={<HelpNow />}>
      <div class="stack-tight">
        <p role="status">{SAID[left]}</p>
        <p>{m.leaving_your_journal_is_still()}</p>
      </div>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="leaving-actions">
        <Button
          wide
          onClick={() => {
            run(keepOnThisPhone);
          }}
          busy={busy}
        >
          {left === 'there' ? m.leaving_stay_and_keep_everything() : m.leaving_keep_it_on_this_phone()}
        </Button>
        {left === 'unknown' && (
          <Button
            wide
            onClick={() => {
              void ask();
            }}
          >
            {m.leaving_ask_the_server_again()}
          </Button>
        )}
        <Button wide onClick={decideLater}>
          {m.leaving_decide_later()}
        </Button>
        {left !== 'asking' && (
          <Button
            wide
            kind="care"
            busy={busy}
            onClick={() => {
              run(removeFromThisPhone);
            }}
          >
            {m.leaving_remove_it_from_this_phone()}
          </Button>
        )}
      </div>
      {left === 'there' && <p class="quiet">{m.leaving_if_you_still_want()}</p>}
    </Page>
  );
}
