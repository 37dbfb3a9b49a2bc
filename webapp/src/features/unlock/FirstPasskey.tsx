// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { firstPasskey } from '../../sync/account.ts';
import { LONGEST_PASSKEY_NAME, thisDevice, type NewPasskey } from '../../sync/passkeys/passkeys.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Field } from '../../ui/controls/Field.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

interface StepProps {
  busy: boolean;
  trouble: string | null;
  onOther: () => void;
}

/**
 * A passkey as the first second factor. One that opens the journal is kept at once; for others, the limits are shown.
 */
export function FirstPasskey({ onOther }: { onOther: () => void }) {
  const [made, setMade] = useState<NewPasskey | null>(null);
  const { busy, trouble, run } = useAction();
  const go = async (one: NewPasskey): Promise<void> => {
    setMade(one);
    if (one.unlocks === true) await one.keep();
  };
  const shown = { busy, trouble, onOther };
  if (made === null)
    return (
      <Make
        {...shown}
        onName={(name) => {
          run(async () => {
            await go(await firstPasskey(name));
          });
        }}
      />
    );
  const keep = (): void => {
    run(() => made.keep());
  };
  if (made.unlocks === null)
    return (
      <Untried
        {...shown}
        onKeep={keep}
        onTouch={() => {
          run(async () => {
            await go(await made.tryAgain());
          });
        }}
      />
    );
  return <Keep {...shown} unlocks={made.unlocks} onKeep={keep} />;
}

function Make({ busy, trouble, onOther, onName }: StepProps & { onName: (name: string) => void }) {
  const [name, setName] = useState(thisDevice);
  const on = (event: Event): void => {
    event.preventDefault();
    if (!busy) onName(name);
  };
  return (
    <Page title={m.unlock_add_a_passkey()} key="make" focus="content" action={<HelpNow />}>
      <p>{m.unlock_your_device_asks()}</p>
      <form class="stack" onSubmit={on} noValidate>
        <Field
          label={m.phrase_a_name_for_this_passkey()}
          hint={m.phrase_the_device_its()}
          autoComplete="off"
          maxLength={LONGEST_PASSKEY_NAME}
          value={name}
          onValue={setName}
          error={trouble}
        />
        <Button type="submit" kind="act" wide busy={busy}>
          <Icon name="passkey" />
          {busy ? m.phrase_check_your_device() : m.phrase_create_passkey()}
        </Button>
      </form>
      <Button kind="quiet" onClick={onOther}>
        {m.unlock_choose_another_way()}
      </Button>
    </Page>
  );
}

function Untried({ busy, trouble, onOther, onKeep, onTouch }: StepProps & { onKeep: () => void; onTouch: () => void }) {
  return (
    <Page title={m.phrase_one_more_step()} key="touch" action={<HelpNow />}>
      <p>{m.unlock_the_passkey_is_ready_use()}</p>
      <Trouble said={trouble} />
      <Button kind="act" wide busy={busy} onClick={onTouch}>
        {m.phrase_use_it_once_more()}
      </Button>
      <Button wide busy={busy} onClick={onKeep}>
        {m.phrase_use_it_only_to_sign()}
      </Button>
      <Button kind="quiet" onClick={onOther}>
        {m.unlock_choose_another_way()}
      </Button>
    </Page>
  );
}

/**
 * Either it opens everything and the server does not have it yet, or it only signs in, which is said before it is kept.
 */
function Keep({ unlocks, busy, trouble, onOther, onKeep }: StepProps & { unlocks: boolean; onKeep: () => void }) {
  return (
    <Page title={unlocks ? m.phrase_almost_done() : m.unlock_it_can_sign()} key="keep" action={<HelpNow />}>
      <p>{unlocks ? m.unlock_the_passkey_is_ready() : m.unlock_this_passkey_is_your_second()}</p>
      <Trouble said={trouble} />
      <Button kind="act" wide busy={busy} onClick={onKeep}>
        {busy ? m.phrase_saving() : m.phrase_save()}
      </Button>
      <Button kind="quiet" onClick={onOther}>
        {m.unlock_choose_another_way()}
      </Button>
    </Page>
  );
}

function Trouble({ said }: { said: string | null }) {
  return said === null ? null : (
    <Notice kind="fault">
      <p>{said}</p>
    </Notice>
  );
}
