// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useEffect, useState } from 'preact/hooks';

import { enterCode, enterPasskey, leaveSecondFactor } from '../../sync/account.ts';
import { canUsePasskeys, passkeyProof } from '../../sync/passkeys/passkeys.ts';
import { secondFactorState } from '../../sync/unlocking/second-factor.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SixDigits } from '../../ui/credentials/SixDigits.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { FirstSecondKey } from './FirstSecondKey.tsx';

/** The second factor of a therapist's account: asked for after the password, set up the first time. */
export default function SecondFactorPage({ setup, login }: { setup: boolean; login: string }) {
  return setup ? <FirstSecondKey login={login} /> : <Ask />;
}

/** Which second factors the account has. If the server does not say, either may be given. */
interface Has {
  digits: boolean;
  passkey: boolean;
}

function Ask() {
  const [has, setHas] = useState<Has | null>(null);
  useEffect(() => {
    secondFactorState().then(
      ({ totp, passkeys }) => {
        setHas({ digits: totp, passkey: passkeys > 0 });
      },
      () => {
        setHas({ digits: true, passkey: true });
      },
    );
  }, []);
  if (has === null) return <Page title={m.unlock_one_more_step()}>{null}</Page>;
  return has.digits ? <AskDigits orPasskey={has.passkey && canUsePasskeys()} /> : <AskPasskey />;
}

function AskDigits({ orPasskey }: { orPasskey: boolean }) {
  const { busy, trouble, run } = useAction();
  return (
    <Page title={m.unlock_your_authenticator_code()} key="digits" focus="content" action={<HelpNow />}>
      <p>{m.unlock_patients_share_with_this_account_so()}</p>
      <SixDigits
        busy={busy}
        trouble={trouble}
        onDigits={(digits) => {
          run(() => enterCode(digits));
        }}
        act={m.phrase_continue()}
      />
      {orPasskey && (
        <Button
          wide
          busy={busy}
          onClick={() => {
            run(() => enterPasskey(() => passkeyProof('second_factor')));
          }}
        >
          <Icon name="passkey" />
          {m.unlock_use_a_passkey_instead()}
        </Button>
      )}
      <NotNow />
    </Page>
  );
}

function AskPasskey() {
  const { busy, trouble, run } = useAction();
  return (
    <Page title={m.unlock_your_passkey()} key="passkey" focus="content" action={<HelpNow />}>
      <p>{m.unlock_patients_share_with_this_account_so_it()}</p>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      {canUsePasskeys() ? (
        <Button
          kind="act"
          wide
          busy={busy}
          onClick={() => {
            run(() => enterPasskey(() => passkeyProof('second_factor')));
          }}
        >
          <Icon name="passkey" />
          {busy ? m.phrase_check_your_device() : m.unlock_use_the_passkey()}
        </Button>
      ) : (
        <p>{m.unlock_this_browser_cant_use_passkeys()}</p>
      )}
      <NotNow />
    </Page>
  );
}

function NotNow() {
  return (
    <Button kind="quiet" onClick={() => leaveSecondFactor()}>
      {m.phrase_not_now()}
    </Button>
  );
}
