import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { pendingInvite } from '../../sync/pairings.ts';
import { Button, HelpNow } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { codeOf, sentenceOf } from '../../ui/sentence.ts';
import { begun, finish, go, groupsOf, sameGroup } from './registration.ts';

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'];

/** Step four: two groups of the code typed back from the paper, then the account is made. */
export function TypedBackStep({ base }: { base: string }) {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState(['', '']);
  const [wrong, setWrong] = useState([false, false]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { asked, recoveryCode } = begun.value;
  const groups = groupsOf(recoveryCode);

  const make = async () => {
    setBusy(true);
    setError(null);
    const onward = pendingInvite.peek() === null ? '/' : '/i';
    try {
      await finish();
      navigate(onward, { replace: true });
    } catch (fault) {
      const code = codeOf(fault);
      setBusy(false);
      if (code === 'login_taken') chooseAnotherName();
      else if (code === 'not_prepared') makeKeysAgain();
      else setError(sentenceOf(fault, 'That did not work. What you typed is still here; please try again.'));
    }
  };
  const chooseAnotherName = () => {
    go({ recoveryCode: '', nameFault: `Somebody has the name ${begun.value.login} already. Choose another; your recovery code will be a new one, so the one you wrote down no longer counts.` });
    navigate(base);
  };
  const makeKeysAgain = () => {
    go({ recoveryCode: '' });
    navigate(`${base}/password`);
  };
  const on = (event: Event) => {
    event.preventDefault();
    const faults = asked.map((group, field) => !sameGroup(typed[field] ?? '', groups[group] ?? ''));
    setWrong(faults);
    if (!faults.includes(true)) void make();
  };
  return (
    <Page title="Read it back from the paper" back={`${base}/code`} focus="content" action={<HelpNow />}>
      <form class="stack" onSubmit={on} noValidate>
        {asked.map((group, field) => (
          <Field
            key={group}
            label={`The ${ordinals[group] ?? ''} group`}
            hint={field === 0 ? 'Four letters or digits. Small letters are fine.' : undefined}
            class="code-field"
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellcheck={false}
            autoFocus={field === 0}
            value={typed[field] ?? ''}
            onValue={(value) => { setTyped(typed.map((old, at) => (at === field ? value : old))); }}
            error={wrong[field] === true ? 'This is not that group. Please look again.' : null}
          />
        ))}
        {error !== null && <Notice kind="fault"><p>{error}</p></Notice>}
        <Button type="submit" kind="act" wide busy={busy}>{busy ? 'One moment' : 'Done, open it'}</Button>
      </form>
    </Page>
  );
}
