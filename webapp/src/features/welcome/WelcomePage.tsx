// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './welcome.css';
import { Link } from 'wouter-preact';

import { practice } from '../../sync/exchange/connection.ts';
import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';

/** The first screen: what this is, and the two ways in. */
export default function WelcomePage() {
  const invited = pendingInvite.value !== null;
  return (
    <Page title={m.phrase_interlude()} action={<HelpNow />} class="welcome">
      <p class="welcome-words">{m.welcome_a_private_journal_between()}</p>
      {invited && (
        <Notice>
          <p>{m.welcome_the_invite_you_opened_will()}</p>
        </Notice>
      )}
      <div class="welcome-ways">
        <LinkButton href="/start" kind="act" wide>
          {m.welcome_start_your_journal()}
        </LinkButton>
        <LinkButton href="/sign-in" wide>
          {m.welcome_i_already_have_one()}
        </LinkButton>
      </div>
      {practice.value.name !== 'Interlude' && (
        <p class="quiet small">{m.welcome_your_sealed_pages_are_stored({ name: practice.value.name })}</p>
      )}
      <p class="small">
        <Link href="/promise">{m.phrase_what_only_you_can_read()}</Link>
      </p>
    </Page>
  );
}
