import './credentials.css';
import { useState } from 'preact/hooks';

import { Button } from '../controls/Button.tsx';
import { Icon } from '../page/Icon.tsx';

interface GeneratedWordsProps {
  words: string;
  onOther: () => Promise<void>;
  onGoOn: () => Promise<void>;
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
    void onOther();
  };
  return (
    <>
      <p>This is your password. Write it down, or keep it where you keep passwords. It never leaves this device.</p>
      <ol class="six-words" aria-label="Your six words">
        {words.split(' ').map((word, place) => (
          <li key={place}>{word}</li>
        ))}
      </ol>
      <div class="row">
        <Button kind="quiet" onClick={copy}>
          <Icon name="copy" />
          Copy
        </Button>
        <Button kind="quiet" onClick={other}>
          <Icon name="again" />
          Other words
        </Button>
        <span role="status" class="quiet small">
          {copied ? 'Copied. Clear it from the clipboard when it is kept.' : ''}
        </span>
      </div>
      <Button kind="act" wide busy={busy || words === ''} onClick={onGoOn}>
        {busy ? 'Making your keys' : 'I have kept them'}
      </Button>
    </>
  );
}
