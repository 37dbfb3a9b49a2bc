// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './credentials.css';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { useAction } from '../controls/use-action.ts';
import { ChosenPassword } from './ChosenPassword.tsx';
import { GeneratedWords } from './GeneratedWords.tsx';
import { Notice } from '../page/Notice.tsx';

/** The password as far as it is chosen; `generated`: it is the six words made here. */
export interface PasswordChoice {
  generated: boolean;
  password: string;
}

interface NewPasswordProps {
  login: string;
  /** Six fresh words, joined by single spaces. */
  suggest: () => Promise<string>;
  onGoOn: (password: string) => void;
  busy: boolean;
  trouble: string | null;
}

/** A new password: six words made here, or one of one's own that is hard enough to guess. */
export function NewPassword(props: NewPasswordProps) {
  const [choice, choose] = useState<PasswordChoice>({ generated: true, password: '' });
  return <PasswordChoices {...props} choice={choice} onChoice={choose} />;
}

type PasswordChoicesProps = NewPasswordProps & {
  choice: PasswordChoice;
  onChoice: (choice: PasswordChoice) => void;
};

/** The same, for a page that keeps what was chosen. */
export function PasswordChoices({ login, suggest, onGoOn, busy, trouble, choice, onChoice }: PasswordChoicesProps) {
  const { generated, password } = choice;
  const suggesting = useAction();
  const set = (next: string) => {
    onChoice({ generated, password: next });
  };
  const isGenerated = useRef(generated);
  isGenerated.current = generated;
  const fresh = () => {
    suggesting.run(async () => {
      const words = await suggest();
      // Who has begun to type a password of her own meanwhile keeps it.
      if (isGenerated.current) set(words);
    });
  };
  useEffect(() => {
    if (generated && password === '') fresh();
  }, [generated]);
  const goOn = () => {
    onGoOn(password);
  };
  const said = trouble ?? suggesting.trouble;
  return (
    <>
      {generated ? (
        <GeneratedWords words={password} onOther={fresh} onGoOn={goOn} busy={busy} />
      ) : (
        <ChosenPassword value={password} login={login} onValue={set} onGoOn={goOn} busy={busy} />
      )}
      {said !== null && (
        <Notice kind="fault">
          <p>{said}</p>
        </Notice>
      )}
      <Button
        kind="quiet"
        onClick={() => {
          onChoice({ generated: !generated, password: '' });
        }}
      >
        {generated ? m.phrase_choose_my_own_instead() : m.phrase_use_six_words_instead()}
      </Button>
    </>
  );
}
