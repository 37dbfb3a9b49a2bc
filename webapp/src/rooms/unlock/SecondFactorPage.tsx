import { useState } from 'preact/hooks';

import { enterCode, enterPasskey, finishSetup, leaveSecondFactor, newTotpSecret } from '../../sync/account.ts';
import { canUsePasskeys, passkeyProof } from '../../sync/passkeys.ts';
import { Button, HelpNow } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { SixDigits } from '../../ui/SixDigits.tsx';
import { TotpSecret } from '../../ui/TotpSecret.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** The second factor of a therapist's account: asked for after the password, set up the first time. */
export default function SecondFactorPage({ setup, login }: { setup: boolean; login: string }) {
  return setup ? <SetUp login={login} /> : <Ask />;
}

function Ask() {
  const { busy, trouble, run } = useDeed();
  return (
    <Page title="Six more digits" focus="content" action={<HelpNow />}>
      <p>An account that others share with needs a second key besides the password.</p>
      <SixDigits busy={busy} trouble={trouble} onDigits={(digits) => { run(() => enterCode(digits)); }} act="Go on" />
      {canUsePasskeys() && (
        <Button wide busy={busy} onClick={() => { run(() => enterPasskey(() => passkeyProof('second_factor'))); }}>
          <Icon name="passkey" />Use a passkey instead
        </Button>
      )}
      <NotNow />
    </Page>
  );
}

function SetUp({ login }: { login: string }) {
  const [{ secret, uri }] = useState(() => newTotpSecret(login));
  const { busy, trouble, run } = useDeed();
  return (
    <Page title="A second key for your account" focus="content" action={<HelpNow />}>
      <p>
        What your patients share with you is opened with your password and a second key: an app on your phone that shows six
        new digits every half minute. Any authenticator app will do.
      </p>
      <TotpSecret secret={secret} uri={uri} />
      <SixDigits busy={busy} trouble={trouble} onDigits={(code) => { run(() => finishSetup({ secret, code })); }} act="Done" />
      <NotNow />
    </Page>
  );
}

function NotNow() {
  return <Button kind="quiet" onClick={() => leaveSecondFactor()}>Not now</Button>;
}
