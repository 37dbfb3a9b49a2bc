// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { suggestPassword } from '../../sync/account.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { ChosenPassword } from '../../ui/credentials/ChosenPassword.tsx';
import { GeneratedWords } from '../../ui/credentials/GeneratedWords.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { begun, go, makeKeys } from './registration.ts';

/** Step two: six words made here, or a password of one's own that is hard enough to guess. */
export function PasswordStep({ base, enrolment }: { base: string; enrolment: string | undefined }) {
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { generated, password } = begun.value;
  const change = (next: string) => {
    go({ password: next, recoveryCode: '' });
  };
  const suggest = async () => {
    try {
      change(await suggestPassword());
    } catch (fault) {
      setError(sentenceOf(fault));
    }
  };
  useEffect(() => {
    if (generated && password === '') void suggest();
  }, [generated]);
  const on = async () => {
    setBusy(true);
    setError(null);
    try {
      if (begun.value.recoveryCode === '') await makeKeys(enrolment);
      navigate(`${base}/code`);
    } catch (fault) {
      setError(sentenceOf(fault));
    }
    setBusy(false);
  };
  const other = () => {
    go({ generated: !generated, password: '', recoveryCode: '' });
  };
  return (
    <Page
      title={generated ? m.welcome_your_password_six_words() : m.welcome_your_own_password()}
      back={base}
      action={<HelpNow />}
    >
      {generated ? (
        <GeneratedWords words={password} onOther={suggest} onGoOn={on} busy={busy} />
      ) : (
        <ChosenPassword value={password} login={begun.value.login} onValue={change} onGoOn={on} busy={busy} />
      )}
      {error !== null && (
        <Notice kind="fault">
          <p>{error}</p>
        </Notice>
      )}
      <Button kind="quiet" onClick={other}>
        {generated ? m.phrase_choose_my_own_instead() : m.phrase_use_six_words_instead()}
      </Button>
    </Page>
  );
}
