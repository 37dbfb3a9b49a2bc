// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './credentials.css';
import { useEffect, useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { ChosenPassword } from './ChosenPassword.tsx';
import { GeneratedWords } from './GeneratedWords.tsx';
import { Notice } from '../page/Notice.tsx';
import { sentenceOf } from '../text/sentence.ts';

interface NewPasswordProps {
  login: string;
  /** Six fresh words, joined by single spaces. */
  suggest: () => Promise<string>;
  onGoOn: (password: string) => void;
  busy: boolean;
  trouble: string | null;
}

/** A new password: six words made here, or one of one's own that is hard enough to guess. */
export function NewPassword({ login, suggest, onGoOn, busy, trouble }: NewPasswordProps) {
  const [generated, setGenerated] = useState(true);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const fresh = async () => {
    try {
      setPassword(await suggest());
    } catch (fault) {
      setError(sentenceOf(fault));
    }
  };
  useEffect(() => {
    if (generated) void fresh();
  }, [generated]);
  const goOn = async () => {
    onGoOn(password);
  };
  const other = () => {
    setPassword('');
    setGenerated(!generated);
  };
  const said = trouble ?? error;
  return (
    <>
      {generated ? (
        <GeneratedWords words={password} onOther={fresh} onGoOn={goOn} busy={busy} />
      ) : (
        <ChosenPassword value={password} login={login} onValue={setPassword} onGoOn={goOn} busy={busy} />
      )}
      {said !== null && (
        <Notice kind="fault">
          <p>{said}</p>
        </Notice>
      )}
      <Button kind="quiet" onClick={other}>
        {generated ? m.phrase_choose_my_own_instead() : m.phrase_use_six_words_instead()}
      </Button>
    </>
  );
}
