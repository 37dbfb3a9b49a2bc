// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { HelpNow } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { codeOf, sentenceOf } from '../../ui/text/sentence.ts';
import { TypedBack } from '../../ui/credentials/TypedBack.tsx';
import { begun, finish, go } from './registration.ts';

/** Step four: two groups of the code typed back from the paper, then the account is made. */
export function TypedBackStep({ base }: { base: string }) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const make = async () => {
    setBusy(true);
    setTrouble(null);
    const onward = pendingInvite.peek() === null ? '/' : '/i';
    try {
      await finish();
      navigate(onward, { replace: true });
    } catch (fault) {
      const code = codeOf(fault);
      setBusy(false);
      if (code === 'login_taken') chooseAnotherName();
      else if (code === 'not_prepared') makeKeysAgain();
      else setTrouble(sentenceOf(fault, m.welcome_that_didnt_work_what()));
    }
  };
  const chooseAnotherName = () => {
    go({
      recoveryCode: '',
      nameFault: m.welcome_someone_already_uses_the_name({ login: begun.value.login }),
    });
    navigate(base);
  };
  const makeKeysAgain = () => {
    go({ recoveryCode: '' });
    navigate(`${base}/password`);
  };
  const { asked, recoveryCode } = begun.value;
  return (
    <Page title={m.phrase_check_what_you_wrote_down()} back={`${base}/code`} focus="content" action={<HelpNow />}>
      <TypedBack
        code={recoveryCode}
        asked={asked}
        onRight={() => {
          void make();
        }}
        busy={busy}
        trouble={trouble}
        act={m.welcome_finish_and_unlock()}
      />
    </Page>
  );
}
