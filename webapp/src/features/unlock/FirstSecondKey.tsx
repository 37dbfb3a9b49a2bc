// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
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
    <Page title={m.unlock_add_a_second_step()} key="choose" action={<HelpNow />}>
      <p>{m.unlock_patients_share_with_this_account()}</p>
      <div class="stack-tight">
        <Button
          kind="act"
          wide
          onClick={() => {
            onWay('passkey');
          }}
        >
          <Icon name="passkey" />
          {m.phrase_use_a_passkey()}
        </Button>
        <p class="quiet">{m.unlock_your_fingerprint_your_face()}</p>
      </div>
      <div class="stack-tight">
        <Button
          wide
          onClick={() => {
            onWay('digits');
          }}
        >
          {m.unlock_use_an_authenticator_app()}
        </Button>
        <p class="quiet">{m.unlock_an_app_that_shows()}</p>
      </div>
      <Button kind="quiet" onClick={() => leaveSecondFactor()}>
        {m.phrase_not_now()}
      </Button>
    </Page>
  );
}

function AnApp({ login, onOther }: { login: string; onOther?: () => void }) {
  const [{ secret, uri }] = useState(() => newTotpSecret(login));
  const { busy, trouble, run } = useAction();
  return (
    <Page title={m.unlock_an_authenticator_app()} key="app" focus="content" action={<HelpNow />}>
      <p>{m.unlock_your_second_step_is_then()}</p>
      <TotpSecret secret={secret} uri={uri} />
      <SixDigits
        busy={busy}
        trouble={trouble}
        onDigits={(code) => {
          run(() => finishSetup({ secret, code }));
        }}
        act={m.phrase_done()}
      />
      {onOther !== undefined && (
        <Button kind="quiet" onClick={onOther}>
          {m.unlock_choose_another_way()}
        </Button>
      )}
      <Button kind="quiet" onClick={() => leaveSecondFactor()}>
        {m.phrase_not_now()}
      </Button>
    </Page>
  );
}
