import { useId, useState } from 'preact/hooks';

import { exchangeNow } from '../../../sync/exchange/connection.ts';
import { endMove, move, type Move } from '../../../sync/credentials/rotation.ts';
import { Button, HelpNow, LinkButton } from '../../../ui/controls/Button.tsx';
import { Dialog } from '../../../ui/controls/Dialog.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { useAction } from '../../../ui/controls/use-action.ts';
import { usePolling } from '../../../ui/controls/use-polling.ts';

const titles: Record<Move['step'], string> = {
  none: 'Your new key',
  sealing: 'Sealing everything again',
  sending: 'Sealing everything again',
  sealed: 'Everything is sealed again',
};

/** How far the move to a new key is, what is still to be done by hand, and the way to end it. */
export function Moving({ role, onAnother }: { role: 'patient' | 'therapist'; onAnother: () => void }) {
  const { step, people } = move.value;
  usePolling(exchangeNow, step === 'sending' ? 5 : null);
  return (
    <Page title={titles[step]} key="moving" back="/you" tab="New key" action={<HelpNow />}>
      <p>
        Your new password and your new code are in force. Nothing else opens{' '}
        {role === 'patient' ? 'your journal' : 'your account'} any more.
      </p>
      <Progress {...move.value} />
      <section class="stack-tight">
        <h2>What is left to do</h2>
        {people.length > 0 && <PairAgain role={role} names={people.map(({ name }) => name)} />}
        <p>
          Open Interlude once on each of your other devices, with the new password. What was not sent there comes along.
        </p>
        <p>Add your passkeys again, if you had any.</p>
        <div>
          <LinkButton href="/you/ways-in">Ways in</LinkButton>
        </div>
      </section>
      {step === 'sealed' && <Ending />}
      <Button kind="quiet" onClick={onAnother}>
        Make yet another key
      </Button>
    </Page>
  );
}

function Progress({ step, done, of }: Move) {
  const id = useId();
  if (step === 'sealed') return <p role="status">All of it is sealed under the new key and stored.</p>;
  const all = step === 'sending';
  return (
    <div class="stack-tight">
      <label for={id}>
        {all ? 'Sealed again. The last of it is on its way to the server.' : `${done} of ${of} are sealed again.`}
      </label>
      <progress id={id} class="you-progress" value={done} max={Math.max(of, 1)} />
      <p class="quiet">You can go on writing, and close Interlude: it goes on by itself the next time.</p>
    </div>
  );
}

function PairAgain({ role, names }: { role: 'patient' | 'therapist'; names: readonly string[] }) {
  const list = [...new Set(names)].join(', ');
  return role === 'patient' ? (
    <>
      <p>Pair again: {list}. A new invite is needed, and the eight words will be new ones.</p>
      <div>
        <LinkButton href="/pair" kind="act">
          Pair again
        </LinkButton>
      </div>
    </>
  ) : (
    <>
      <p>Invite again: {list}. The eight words will be new ones.</p>
      <div>
        <LinkButton href="/invite" kind="act">
          Invite again
        </LinkButton>
      </div>
    </>
  );
}

/** Offered once nothing is left under the old key here; said plainly what a forgotten device loses. */
function Ending() {
  const [asking, setAsking] = useState(false);
  const { busy, trouble, run } = useAction();
  const close = () => {
    setAsking(false);
  };
  return (
    <section class="stack-tight">
      <h2>When you are done everywhere</h2>
      <p>
        Until you say so, the old key is kept sealed under the new one, so that your other devices can bring along what
        they hold.
      </p>
      <div>
        <Button
          onClick={() => {
            setAsking(true);
          }}
        >
          I am done on all my devices
        </Button>
      </div>
      <Dialog
        title="Destroy the old key?"
        open={asking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>Not yet</Button>
            <Button
              kind="care"
              busy={busy}
              onClick={() => {
                run(async () => {
                  await endMove();
                  close();
                });
              }}
            >
              Destroy it
            </Button>
          </>
        }
      >
        <p>
          Then nothing sealed under it counts any more. A device you have not opened with the new password by now cannot
          bring along what it had not sent.
        </p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </Dialog>
    </section>
  );
}
