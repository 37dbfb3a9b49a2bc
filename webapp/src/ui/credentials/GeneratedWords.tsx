// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './credentials.css';
import { useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { Icon } from '../page/Icon.tsx';

interface GeneratedWordsProps {
  words: string;
  onOther: () => void;
  onGoOn: () => void;
  busy: boolean;
}

/** Six words, big enough to copy onto paper. */
export function GeneratedWords({ words, onOther, onGoOn, busy }: GeneratedWordsProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  const other = () => {
    setCopied(false);
    onOther();
  };
  return (
    <>
      <p>{m.secret_this_is_your_password_write()}</p>
      <ol class="six-words" aria-label={m.secret_your_six_words()}>
        {words.split(' ').map((word, place) => (
          <li key={place}>{word}</li>
        ))}
      </ol>
      <div class="row">
        <Button kind="quiet" onClick={copy}>
          <Icon name="copy" />
          {m.secret_copy()}
        </Button>
        <Button kind="quiet" onClick={other}>
          <Icon name="again" />
          {m.secret_different_words()}
        </Button>
        <span role="status" class="quiet small">
          {copied ? m.secret_copied_clear_it_from() : ''}
        </span>
      </div>
      <Button kind="act" wide busy={busy || words === ''} onClick={onGoOn}>
        {busy ? m.secret_creating_your_keys() : m.secret_ive_saved_them()}
      </Button>
    </>
  );
}
