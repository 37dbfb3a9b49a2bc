// SPDX-License-Identifier: AGPL-3.0-or-later
import './credentials.css';
import * as m from '../../messages/index.ts';
import { Field, type FieldProps } from '../controls/Field.tsx';

/** Nothing that is typed here is corrected or underlined. */
const AS_TYPED = { autoCorrect: 'off', spellcheck: false } as const;

type Props = Partial<FieldProps>;

/** The name to sign in with, as password managers know it. */
export function UsernameField(props: Props) {
  return (
    <Field
      label={m.phrase_name()}
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      {...AS_TYPED}
      {...props}
    />
  );
}

/** Tells a password manager whose password is typed where the name is known. */
export function HiddenUsername({ login }: { login: string }) {
  return <input type="hidden" name="username" autoComplete="username" value={login} />;
}

/** The recovery code, or a part of it, from its paper. */
export function RecoveryCodeField(props: Props) {
  return (
    <Field
      label={m.phrase_recovery_code()}
      hint={m.phrase_seven_groups_of_four_small()}
      class="code-field"
      autoComplete="off"
      autoCapitalize="characters"
      {...AS_TYPED}
      {...props}
    />
  );
}
