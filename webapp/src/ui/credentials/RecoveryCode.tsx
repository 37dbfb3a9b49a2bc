// SPDX-License-Identifier: AGPL-3.0-or-later
import './credentials.css';

import { groupsOf } from '../../domain/recovery-code.ts';
import * as m from '../../messages/index.ts';
import { Button } from '../controls/Button.tsx';
import { Icon } from '../page/Icon.tsx';
import { lazyPage } from '../controls/lazy-page.tsx';
import { Notice } from '../page/Notice.tsx';

const QrCode = lazyPage(async () => ({ default: (await import('../qr/QrCode.tsx')).QrCode }));

/** The code in its seven groups, a QR of it for paper, and the plain truth about losing it. */
export function RecoveryCode({
  code,
  login,
  role = 'patient',
}: {
  code: string;
  login: string;
  role?: 'patient' | 'therapist' | undefined;
}) {
  return (
    <div class="stack recovery">
      <p class="not-printed">{role === 'patient' ? m.secret_code_opens_patient() : m.secret_code_opens_therapist()}</p>
      <ol class="code-groups" aria-label={m.secret_recovery_code_seven_groups()}>
        {groupsOf(code).map((group, place) => (
          <li key={place}>{group}</li>
        ))}
      </ol>
      <div class="row not-printed">
        <Button
          onClick={() => {
            window.print();
          }}
        >
          <Icon name="print" />
          {m.phrase_print()}
        </Button>
      </div>
      <div class="only-printed">
        <p>{m.secret_sign_in_name_login({ login })}</p>
        <p>{m.secret_this_opens_everything_keep()}</p>
        <QrCode text={code} name={m.phrase_recovery_code()} />
      </div>
      <Notice kind="care">
        <p>{role === 'patient' ? m.secret_without_your_password() : m.secret_without_your_password_and_this_code()}</p>
      </Notice>
    </div>
  );
}
