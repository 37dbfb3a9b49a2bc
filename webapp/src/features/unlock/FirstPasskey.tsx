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
 * A passkey as the first second key. One that opens everything is kept at once; of any other it is said what it can do.
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
    <Page title="A passkey" key="make" focus="content" action={<HelpNow />}>
      <p>
        Your device asks to make the passkey, and where it can, once more: to see whether it opens what you keep here as
        well.
      </p>
      <form class="stack" onSubmit={on} noValidate>
        <Field
          label="A name to tell it by"
          hint="Such as the device it is on. Whoever runs the server can see it."
          autoComplete="off"
          maxLength={LONGEST_PASSKEY_NAME}
          value={name}
          onValue={setName}
          error={trouble}
        />
        <Button type="submit" kind="act" wide busy={busy}>
          <Icon name="passkey" />
          {busy ? 'Look at your device' : 'Make it'}
        </Button>
      </form>
      <Button kind="quiet" onClick={onOther}>
        Choose another way
      </Button>
    </Page>
  );
}

function Untried({ busy, trouble, onOther, onKeep, onTouch }: StepProps & { onKeep: () => void; onTouch: () => void }) {
  return (
    <Page title="One more touch" key="touch" action={<HelpNow />}>
      <p>The passkey is made. A second touch shows whether it can open what you keep here.</p>
      <Trouble said={trouble} />
      <Button kind="act" wide busy={busy} onClick={onTouch}>
        Touch it once more
      </Button>
      <Button wide busy={busy} onClick={onKeep}>
        Keep it for signing in only
      </Button>
      <Button kind="quiet" onClick={onOther}>
        Choose another way
      </Button>
    </Page>
  );
}

/**
 * It opens everything and the server has still to hear of it; or it signs in, and that is to be known before it is
 * kept.
 */
function Keep({ unlocks, busy, trouble, onOther, onKeep }: StepProps & { unlocks: boolean; onKeep: () => void }) {
  return (
    <Page title={unlocks ? 'Almost done' : 'It can sign you in'} key="keep" action={<HelpNow />}>
      <p>
        {unlocks
          ? 'The passkey is made and opens what you keep here. The server has still to hear of it.'
          : 'This passkey is your second key when you sign in. It does not open what you keep here: for that there are your password and your recovery code.'}
      </p>
      <Trouble said={trouble} />
      <Button kind="act" wide busy={busy} onClick={onKeep}>
        {busy ? 'Keeping it' : 'Keep it'}
      </Button>
      <Button kind="quiet" onClick={onOther}>
        Choose another way
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
