import { useState } from 'preact/hooks';

import { finishSetup, leaveSecondFactor, newTotpSecret } from '../../sync/account.ts';
import { canUsePasskeys } from '../../sync/passkeys/passkeys.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SixDigits } from '../../ui/credentials/SixDigits.tsx';
import { TotpSecret } from '../../ui/credentials/TotpSecret.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { FirstPasskey } from './FirstPasskey.tsx';

type Way = 'passkey' | 'digits';

/** A therapist's first second factor, of her own choice: a passkey, or the six digits of an app. */
export function FirstSecondKey({ login }: { login: string }) {
  const [way, setWay] = useState<Way | null>(null);
  const other = (): void => {
    setWay(null);
  };
  if (!canUsePasskeys()) return <AnApp login={login} />;
  switch (way) {
    case null:
      return <Choose onWay={setWay} />;
    case 'passkey':
      return <FirstPasskey onOther={other} />;
    case 'digits':
      return <AnApp login={login} onOther={other} />;
  }
}

function Choose({ onWay }: { onWay: (way: Way) => void }) {
  return (
    <Page title="A second key for your account" key="choose" action={<HelpNow />}>
      <p>
        What your patients share with you is kept behind a second key besides your password. Choose one; the other can
        be added later.
      </p>
      <div class="stack-tight">
        <Button
          kind="act"
          wide
          onClick={() => {
            onWay('passkey');
          }}
        >
          <Icon name="passkey" />
          Use a passkey
        </Button>
        <p class="quiet">Your fingerprint, your face or the PIN of this device, or a security key.</p>
      </div>
      <div class="stack-tight">
        <Button
          wide
          onClick={() => {
            onWay('digits');
          }}
        >
          Use an authenticator app
        </Button>
        <p class="quiet">An app on your phone that shows six new digits every half minute.</p>
      </div>
      <Button kind="quiet" onClick={() => leaveSecondFactor()}>
        Not now
      </Button>
    </Page>
  );
}

function AnApp({ login, onOther }: { login: string; onOther?: () => void }) {
  const [{ secret, uri }] = useState(() => newTotpSecret(login));
  const { busy, trouble, run } = useAction();
  return (
    <Page title="An authenticator app" key="app" focus="content" action={<HelpNow />}>
      <p>
        Your second key is then an app on your phone that shows six new digits every half minute. Any authenticator app
        will do.
      </p>
      <TotpSecret secret={secret} uri={uri} />
      <SixDigits
        busy={busy}
        trouble={trouble}
        onDigits={(code) => {
          run(() => finishSetup({ secret, code }));
        }}
        act="Done"
      />
      {onOther !== undefined && (
        <Button kind="quiet" onClick={onOther}>
          Choose another way
        </Button>
      )}
      <Button kind="quiet" onClick={() => leaveSecondFactor()}>
        Not now
      </Button>
    </Page>
  );
}
