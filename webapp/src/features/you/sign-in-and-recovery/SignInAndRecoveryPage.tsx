import '../you.css';
import { Link } from 'wouter-preact';

import { account } from '../../../sync/account.ts';
import { HelpNow } from '../../../ui/controls/Button.tsx';
import { Icon } from '../../../ui/page/Icon.tsx';
import { Page } from '../../../ui/page/Page.tsx';
import { NewCode } from './NewCode.tsx';
import { NewName } from './NewName.tsx';
import { NewPasswordSteps } from './NewPasswordSteps.tsx';
import { Passkeys } from './Passkeys.tsx';
import { SecondKey } from './SecondKey.tsx';

/** What opens this account, and the way to change each. `way` is the one being changed. */
export default function SignInAndRecoveryPage({ way }: { way?: string | undefined }) {
  const state = account.value;
  if (state.step !== 'open') return null;
  switch (way) {
    case 'password':
      return <NewPasswordSteps login={state.login} />;
    case 'code':
      return <NewCode login={state.login} role={state.role} />;
    case 'name':
      return <NewName login={state.login} />;
    case 'second-key':
      return <SecondKey login={state.login} />;
    default:
      return <Overview login={state.login} role={state.role} />;
  }
}

function Overview({ login, role }: { login: string; role: 'patient' | 'therapist' }) {
  return (
    <Page title="Ways in" back="/you" tab="Ways in" action={<HelpNow />}>
      <p>
        {role === 'patient' ? 'Your journal opens' : 'Your account opens'} with any of these, and with nothing else.
        Nobody can reset them: not the practice, not us.
      </p>
      <nav class="you-places" aria-label="Ways in">
        <Way href="/you/ways-in/password" name="Password">
          Change it when somebody may have seen it.
        </Way>
        <Way href="/you/ways-in/code" name="Recovery code">
          Get a new one when the paper is lost.
        </Way>
        <Way href="/you/ways-in/name" name="Name to sign in with">
          {login}
        </Way>
        {role === 'therapist' && (
          <Way href="/you/ways-in/second-key" name="Second key">
            Six digits after the password.
          </Way>
        )}
      </nav>
      <Passkeys />
    </Page>
  );
}

function Way({ href, name, children }: { href: string; name: string; children: string }) {
  return (
    <Link href={href} className="you-place">
      <span>
        {name}
        <span class="you-place-more quiet small">{children}</span>
      </span>
      <Icon name="on" />
    </Link>
  );
}
