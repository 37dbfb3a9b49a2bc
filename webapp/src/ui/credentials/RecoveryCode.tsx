import './credentials.css';

import { groupsOf } from '../../domain/recovery-code.ts';
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
  const what = role === 'patient' ? 'your journal' : 'your account';
  return (
    <div class="stack recovery">
      <p class="not-printed">
        It opens {what} when the password is lost. It is shown only now: print it or write it down.
      </p>
      <ol class="code-groups" aria-label="Recovery code, seven groups">
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
          Print
        </Button>
      </div>
      <div class="only-printed">
        <p>Name to sign in with: {login}</p>
        <p>This opens everything. Keep it like a key, apart from the phone.</p>
        <QrCode text={code} name="Recovery code" />
      </div>
      <Notice kind="care">
        <p>
          {role === 'patient'
            ? 'Without your password and without this code the journal is lost, to you and to everybody. Nobody can reset it: not your therapist, not the practice, not us.'
            : 'Without your password and without this code what was shared with you can never be opened again, by you or by anybody. Nobody can reset it; you would pair anew with each of your patients.'}
        </p>
      </Notice>
    </div>
  );
}
