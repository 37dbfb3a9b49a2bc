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
  if (invite.step === 'reading') return <Loading>Reading the invite.</Loading>;
  if (invite.step === 'unusable') return <Unusable sentence={invite.sentence} />;
  if (state.step === 'open') return <Naming invite={invite.read} inRoom={false} />;
  return <Arrival host={invite.read.host} />;
}

/** A new person sees whose server this is before she makes anything there. */
function Arrival({ host }: { host: string }) {
  return (
    <Page title="You are invited" action={<HelpNow />} tab="Invite">
      <p>
        Your therapist invites you to Interlude, a journal for the time between your appointments. Only you can read it.
        Your therapist sees what you choose to share, and nothing else.
      </p>
      <div class="pairing-host">
        <p class="quiet">It is kept, sealed, at</p>
        <p class="pairing-host-name">{host}</p>
        <p class="quiet">Go on if this is the address you were told.</p>
      </div>
      <div class="stack">
        <LinkButton href="/start" kind="act" wide>
          Begin a journal
        </LinkButton>
        <LinkButton href="/sign-in" wide>
          I already have one
        </LinkButton>
      </div>
    </Page>
  );
}

/** A therapist opened an invite, most often her own to see what it does. */
function ForAPatient() {
  return (
    <Page title="This invite is for a patient" back="/" tab="Invite">
      <p>
        It pairs a patient’s journal with a therapist, and you are signed in as a therapist here. It is not used up:
        send it on, or show its code.
      </p>
      <LinkButton href="/invite" kind="act">
        To your invites
      </LinkButton>
    </Page>
  );
}

function Unusable({ sentence }: { sentence: string }) {
  const [, go] = useLocation();
  const isOpen = account.value.step === 'open';
  return (
    <Page title="This invite cannot be used" back="/" tab="Invite">
      <Notice kind="fault">
        <p>{sentence}</p>
      </Notice>
      {isOpen ? (
        <LinkButton href="/pair" kind="act">
          Scan or paste it instead
        </LinkButton>
      ) : (
        <p>You can also open the camera of your phone and point it at the code on your therapist’s screen once more.</p>
      )}
      {isOpen && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            go('/');
          }}
        >
          Not now
        </button>
      )}
    </Page>
  );
}
