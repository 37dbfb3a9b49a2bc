// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useLocation } from 'wouter-preact';

import { suggestPassword } from '../../sync/account.ts';
import { HelpNow } from '../../ui/controls/Button.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { Page } from '../../ui/page/Page.tsx';
import { PasswordChoices } from '../../ui/credentials/NewPassword.tsx';
import { begun, go, makeKeys } from './registration.ts';

/** Step two: six words made here, or a password of one's own that is hard enough to guess. */
export function PasswordStep({ base, enrolment }: { base: string; enrolment: string | undefined }) {
  const [, navigate] = useLocation();
  const { busy, trouble, run } = useAction();
  const { generated, login } = begun.value;
  const goOn = async () => {
    if (begun.value.recoveryCode === '') await makeKeys(enrolment);
    navigate(`${base}/code`);
  };
  return (
    <Page
      title={generated ? m.welcome_your_password_six_words() : m.welcome_your_own_password()}
      back={base}
      action={<HelpNow />}
    >
      <PasswordChoices
        login={login}
        suggest={suggestPassword}
        choice={begun.value}
        onChoice={({ generated, password }) => {
          go({ generated, password, recoveryCode: '' });
        }}
        onGoOn={() => {
          run(goOn);
        }}
        busy={busy}
        trouble={trouble}
      />
    </Page>
  );
}
