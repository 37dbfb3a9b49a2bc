// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState } from 'preact/hooks';

import { groupsOf, sameGroup } from '../../domain/recovery-code.ts';
import * as m from '../../messages/index.ts';
import { Button } from '../controls/Button.tsx';
import { Notice } from '../page/Notice.tsx';
import { RecoveryCodeField } from './sign-in-fields.tsx';

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
export function TypedBack({
  code,
  asked,
  onRight,
  busy,
  trouble,
  act,
  acting = m.phrase_one_moment(),
}: TypedBackProps) {
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
        <RecoveryCodeField
          key={group}
          label={m.secret_group({ group: group + 1 })}
          hint={field === 0 ? m.secret_four_letters_or_digits_small() : undefined}
          autoFocus={field === 0}
          value={typed[field] ?? ''}
          onValue={(value) => {
            setTyped(typed.map((old, at) => (at === field ? value : old)));
          }}
          error={wrong[field] === true ? m.secret_that_isnt_the_right_group() : null}
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
