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
      else setTrouble(sentenceOf(fault, 'That did not work. What you typed is still here; please try again.'));
    }
  };
  const chooseAnotherName = () => {
    go({
      recoveryCode: '',
      nameFault: `Somebody has the name ${begun.value.login} already. Choose another; your recovery code will be a new one, so the one you wrote down no longer counts.`,
    });
    navigate(base);
  };
  const makeKeysAgain = () => {
    go({ recoveryCode: '' });
    navigate(`${base}/password`);
  };
  const { asked, recoveryCode } = begun.value;
  return (
    <Page title="Read it back from the paper" back={`${base}/code`} focus="content" action={<HelpNow />}>
      <TypedBack
        code={recoveryCode}
        asked={asked}
        onRight={() => {
          void make();
        }}
        busy={busy}
        trouble={trouble}
        act="Done, open it"
      />
    </Page>
  );
}
