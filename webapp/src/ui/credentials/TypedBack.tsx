import './credentials.css';
import { useState } from 'preact/hooks';

import { groupsOf, ORDINALS, sameGroup } from '../../domain/recovery-code.ts';
import { Button } from '../controls/Button.tsx';
import { Field } from '../controls/Field.tsx';
import { Notice } from '../page/Notice.tsx';

interface TypedBackProps {
  code: string;
  /** Which two groups, counted from 0. */
  asked: readonly [number, number];
  /** Both are right. */
  onRight: () => void;
  busy: boolean;
  trouble: string | null;
  /** What the button says, and while its action is under way. */
  act: string;
  acting?: string | undefined;
}

/** Two groups of the code typed back from the paper: only what is on paper counts. */
export function TypedBack({ code, asked, onRight, busy, trouble, act, acting = 'One moment' }: TypedBackProps) {
  const [typed, setTyped] = useState(['', '']);
  const [wrong, setWrong] = useState([false, false]);
  const groups = groupsOf(code);
  const on = (event: Event) => {
    event.preventDefault();
    const faults = asked.map((group, field) => !sameGroup(typed[field] ?? '', groups[group] ?? ''));
    setWrong(faults);
    if (!faults.includes(true) && !busy) onRight();
  };
  return (
    <form class="stack" onSubmit={on} noValidate>
      {asked.map((group, field) => (
        <Field
          key={group}
          label={`The ${ORDINALS[group] ?? ''} group`}
          hint={field === 0 ? 'Four letters or digits. Small letters are fine.' : undefined}
          class="code-field"
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellcheck={false}
          autoFocus={field === 0}
          value={typed[field] ?? ''}
          onValue={(value) => {
            setTyped(typed.map((old, at) => (at === field ? value : old)));
          }}
          error={wrong[field] === true ? 'This is not that group. Please look again.' : null}
        />
      ))}
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <Button type="submit" kind="act" wide busy={busy}>
        {busy ? acting : act}
      </Button>
    </form>
  );
}
