import './leaving.css';
import { useEffect, useState } from 'preact/hooks';

import { askWhatIsLeft, decideLater, keepOnThisPhone, removeFromThisPhone } from '../../sync/leaving/leaving.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

type Left = Awaited<ReturnType<typeof askWhatIsLeft>> | 'asking';

const SAID: Record<Left, string> = {
  asking: 'Asking the server what became of it.',
  there: 'The server still has your account: nothing was deleted there.',
  gone: 'The server says that it does not know this phone any more, as after a deletion. Only you can say whether that is so.',
  unknown: 'The server does not answer, so nobody can say yet whether the account is deleted.',
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
    <Page title="You were leaving Interlude" action={<HelpNow />}>
      <div class="stack-tight">
        <p role="status">{SAID[left]}</p>
        <p>Your journal is still on this phone, sealed. It stays until you remove it.</p>
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
          {left === 'there' ? 'Stay, and keep everything' : 'Keep it on this phone'}
        </Button>
        {left === 'unknown' && (
          <Button
            wide
            onClick={() => {
              void ask();
            }}
          >
            Ask the server again
          </Button>
        )}
        <Button wide onClick={decideLater}>
          Decide later
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
            Remove it from this phone
          </Button>
        )}
      </div>
      {left === 'there' && (
        <p class="quiet">To delete the account after all, open your journal and choose Leave Interlude under You.</p>
      )}
    </Page>
  );
}
