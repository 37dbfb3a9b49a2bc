// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useLocation } from 'wouter-preact';

import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { HelpNow } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { codeOf } from '../../ui/text/sentence.ts';
import { useAction } from '../../ui/controls/use-action.ts';
import { TypedBack } from '../../ui/credentials/TypedBack.tsx';
import { begun, finish, go } from './registration.ts';

/** Step four: two groups of the code typed back from the paper, then the account is made. */
export function TypedBackStep({ base }: { base: string }) {
  const [, navigate] = useLocation();
  const { busy, trouble, run } = useAction(m.welcome_that_didnt_work_what());
  const make = async () => {
    const onward = pendingInvite.peek() === null ? '/' : '/i';
    try {
      await finish();
      navigate(onward, { replace: true });
    } catch (fault) {
      const code = codeOf(fault);
      if (code === 'login_taken') chooseAnotherName();
      else if (code === 'not_prepared') makeKeysAgain();
      else throw fault;
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
          run(make);
        }}
        busy={busy}
        trouble={trouble}
        act={m.welcome_finish_and_unlock()}
      />
    </Page>
  );
}
