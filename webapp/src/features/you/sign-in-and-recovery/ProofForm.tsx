// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { Proof } from '../../../sync/passkeys/passkeys.ts';
import { Button, type ButtonKind } from '../../../ui/controls/Button.tsx';
import { PasswordField } from '../../../ui/controls/Field.tsx';
import { Notice } from '../../../ui/page/Notice.tsx';

export interface ProofFormProps {
  /** What the button says, and while it is under way. */
  act: string;
  acting: string;
  kind?: ButtonKind | undefined;
  /** Whether a passkey of hers may be touched instead of typing the password. */
  canTouch: boolean;
  busy: boolean;
  trouble: string | null;
  onProof: (proof: Proof) => void;
  onClose: () => void;
  /** What the password is called here. */
  label?: string | undefined;
  /** Fields that come before the password. */
  children?: ComponentChildren;
}

/** Asks who is asking: the password once more, or a touch. What was typed stays when it does not fit. */
export function ProofForm({
  act,
  acting,
  kind = 'act',
  canTouch,
  busy,
  trouble,
  onProof,
  onClose,
  label = m.you_your_password(),
  children,
}: ProofFormProps) {
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const on = (event: Event) => {
    event.preventDefault();
    setMissing(password === '');
    if (password !== '') onProof({ password });
  };
  return (
    <form class="stack" onSubmit={on} noValidate>
      {children}
      <PasswordField
        label={label}
        hint={m.you_we_ask_again_because()}
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
        error={missing ? m.you_please_enter_your_password() : null}
      />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="stack-tight">
        <Button type="submit" kind={kind} wide busy={busy}>
          {busy ? acting : act}
        </Button>
        {canTouch && (
          <Button
            wide
            busy={busy}
            onClick={() => {
              onProof({ passkey: true });
            }}
          >
            {m.you_use_a_passkey_instead()}
          </Button>
        )}
        <Button kind="quiet" wide onClick={onClose}>
          {m.phrase_not_now()}
        </Button>
      </div>
    </form>
  );
}
