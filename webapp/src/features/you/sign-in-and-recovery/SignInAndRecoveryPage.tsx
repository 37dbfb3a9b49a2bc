// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../../messages/index.ts';
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
    <Page title={m.you_sign_in_and_recovery()} back="/you" tab={m.you_sign_in_and_recovery()} action={<HelpNow />}>
      <p>{role === 'patient' ? m.you_opens_with_any_patient() : m.you_opens_with_any_therapist()}</p>
      <nav class="you-places" aria-label={m.you_sign_in_and_recovery()}>
        <Way href="/you/ways-in/password" name={m.you_way_password()}>
          {m.you_change_it_if_someone_may()}
        </Way>
        <Way href="/you/ways-in/code" name={m.you_way_code()}>
          {m.you_get_a_new_one_if()}
        </Way>
        <Way href="/you/ways-in/name" name={m.you_way_name()}>
          {login}
        </Way>
        {role === 'therapist' && (
          <Way href="/you/ways-in/second-key" name={m.you_way_second()}>
            {m.you_a_code_from_an_app()}
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
