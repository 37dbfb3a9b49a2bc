// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { asLogin, loginFault } from '../../domain/login.ts';
import * as m from '../../messages/index.ts';
import { Button, HelpNow } from '../../ui/controls/Button.tsx';
import { UsernameField } from '../../ui/credentials/sign-in-fields.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { begun, go } from './registration.ts';

/** Step one: the name to sign in with. */
export function NameStep({ base }: { base: string }) {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState(begun.value.login);
  const [error, setError] = useState<string | null>(null);
  const on = (event: Event) => {
    event.preventDefault();
    const login = asLogin(typed);
    const fault = loginFault(login);
    setError(fault);
    if (fault !== null) return;
    if (login !== begun.value.login) go({ login, recoveryCode: '' });
    go({ nameFault: null });
    navigate(`${base}/password`);
  };
  return (
    <Page title={m.welcome_choose_a_name_to_sign()} back="/" focus="content" action={<HelpNow />}>
      {begun.value.nameFault !== null && (
        <Notice kind="fault">
          <p>{begun.value.nameFault}</p>
        </Notice>
      )}
      <form class="stack" onSubmit={on} noValidate>
        <UsernameField
          hint={m.welcome_any_name_youll_remember()}
          autoFocus
          value={typed}
          onValue={setTyped}
          error={error}
        />
        <Button type="submit" kind="act" wide>
          {m.phrase_continue()}
        </Button>
      </form>
    </Page>
  );
}
