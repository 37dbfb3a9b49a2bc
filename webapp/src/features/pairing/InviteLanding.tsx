// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './pairing.css';
import { useLocation } from 'wouter-preact';

import { account } from '../../sync/account.ts';
import { pendingInvite } from '../../sync/pairing/pairings.ts';
import { HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { Naming } from './Naming.tsx';
import { useInvite } from './use-invite.ts';

/** Where an invite link leads. app/routes.tsx has taken its secret out of the history before this is shown. */
export default function InviteLanding() {
  const invite = useInvite(pendingInvite.value);
  const state = account.value;
  if (state.step === 'open' && state.role === 'therapist') return <ForAPatient />;
  if (invite.step === 'reading') return <Loading>{m.pairing_reading_the_invite()}</Loading>;
  if (invite.step === 'unusable') return <Unusable sentence={invite.sentence} />;
  if (state.step === 'open') return <Naming invite={invite.read} inRoom={false} />;
  return <Arrival host={invite.read.host} />;
}

/** A new person sees whose server this is before she makes anything there. */
function Arrival({ host }: { host: string }) {
  return (
    <Page title={m.pairing_youre_invited()} action={<HelpNow />} tab={m.phrase_invite()}>
      <p>{m.pairing_your_therapist_has_invited()}</p>
      <div class="pairing-host">
        <p class="quiet">{m.pairing_kept_at()}</p>
        <p class="pairing-host-name">{host}</p>
        <p class="quiet">{m.pairing_continue_if()}</p>
      </div>
      <div class="stack">
        <LinkButton href="/start" kind="act" wide>
          {m.pairing_start_a_journal()}
        </LinkButton>
        <LinkButton href="/sign-in" wide>
          {m.pairing_i_already_have_one()}
        </LinkButton>
      </div>
    </Page>
  );
}

/** A therapist opened an invite, most often her own to see what it does. */
function ForAPatient() {
  return (
    <Page title={m.pairing_this_invite()} back="/" tab={m.phrase_invite()}>
      <p>{m.pairing_it_pairs_a_patients_journal()}</p>
      <LinkButton href="/invite" kind="act">
        {m.pairing_to_your_invites()}
      </LinkButton>
    </Page>
  );
}

function Unusable({ sentence }: { sentence: string }) {
  const [, go] = useLocation();
  const isOpen = account.value.step === 'open';
  return (
    <Page title={m.pairing_this_invite_cant_be_used()} back="/" tab={m.phrase_invite()}>
      <Notice kind="fault">
        <p>{sentence}</p>
      </Notice>
      {isOpen ? (
        <LinkButton href="/pair" kind="act">
          {m.pairing_scan_or_paste_it_instead()}
        </LinkButton>
      ) : (
        <p>{m.pairing_you_can_also_point()}</p>
      )}
      {isOpen && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            go('/');
          }}
        >
          {m.phrase_not_now()}
        </button>
      )}
    </Page>
  );
}
