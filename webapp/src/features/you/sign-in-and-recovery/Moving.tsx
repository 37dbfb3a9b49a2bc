// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
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
  none: m.you_your_new_key(),
  sealing: m.you_sealing_everything_again(),
  sending: m.you_sealing_everything_again(),
  sealed: m.you_everything_is_sealed_again(),
};

/** How far the move to a new key is, what is still to be done by hand, and the way to end it. */
export function Moving({ role, onAnother }: { role: 'patient' | 'therapist'; onAnother: () => void }) {
  const { step, people } = move.value;
  usePolling(exchangeNow, step === 'sending' ? 5 : null);
  return (
    <Page title={titles[step]} key="moving" back="/you" tab={m.you_new_key()} action={<HelpNow />}>
      <p>{role === 'patient' ? m.you_new_key_in_force_patient() : m.you_new_key_in_force_therapist()}</p>
      <Progress {...move.value} />
      <section class="stack-tight">
        <h2>{m.you_what_is_left_to_do()}</h2>
        {people.length > 0 && <PairAgain role={role} names={people.map(({ name }) => name)} />}
        <p>{m.you_open_interlude_once_on_each()}</p>
        <p>{m.you_add_your_passkeys_again_if()}</p>
        <div>
          <LinkButton href="/you/ways-in">{m.you_sign_in_and_recovery()}</LinkButton>
        </div>
      </section>
      {step === 'sealed' && <Ending />}
      <Button kind="quiet" onClick={onAnother}>
        {m.you_create_another_new_key()}
      </Button>
    </Page>
  );
}

function Progress({ step, done, of }: Move) {
  const id = useId();
  if (step === 'sealed') return <p role="status">{m.you_everything_is_sealed_under()}</p>;
  const all = step === 'sending';
  return (
    <div class="stack-tight">
      <label for={id}>{all ? m.you_sealed_again_the_last_part() : m.you_done_of_of_sealed_again({ done, of })}</label>
      <progress id={id} class="you-progress" value={done} max={Math.max(of, 1)} />
      <p class="quiet">{m.you_you_can_keep_writing()}</p>
    </div>
  );
}

function PairAgain({ role, names }: { role: 'patient' | 'therapist'; names: readonly string[] }) {
  const list = [...new Set(names)].join(', ');
  return role === 'patient' ? (
    <>
      <p>{m.you_pair_again_with_list({ list })}</p>
      <div>
        <LinkButton href="/pair" kind="act">
          {m.you_pair_again()}
        </LinkButton>
      </div>
    </>
  ) : (
    <>
      <p>{m.you_invite_list_again_the_eight({ list })}</p>
      <div>
        <LinkButton href="/invite" kind="act">
          {m.you_invite_again()}
        </LinkButton>
      </div>
    </>
  );
}

/** Offered once nothing on this device is left under the old key; warns of what a forgotten device would lose. */
function Ending() {
  const [asking, setAsking] = useState(false);
  const { busy, trouble, run } = useAction();
  const close = () => {
    setAsking(false);
  };
  return (
    <section class="stack-tight">
      <h2>{m.you_when_you_are_done_everywhere()}</h2>
      <p>{m.you_until_you_say_so()}</p>
      <div>
        <Button
          onClick={() => {
            setAsking(true);
          }}
        >
          {m.you_im_done_on_all_my()}
        </Button>
      </div>
      <Dialog
        title={m.you_destroy_the_old_key()}
        open={asking}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>{m.you_not_yet()}</Button>
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
              {m.you_destroy_it()}
            </Button>
          </>
        }
      >
        <p>{m.you_after_that_nothing_sealed_under()}</p>
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
      </Dialog>
    </section>
  );
}
