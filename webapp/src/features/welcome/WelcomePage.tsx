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
    <Page title="Interlude" action={<HelpNow />} class="welcome">
      <p class="welcome-words">
        A private journal between your therapy sessions. Only you can read it; your therapist reads exactly what you
        choose to share, and nothing else.
      </p>
      {invited && (
        <Notice>
          <p>The invite you opened is kept until you are in.</p>
        </Notice>
      )}
      <div class="welcome-ways">
        <LinkButton href="/start" kind="act" wide>
          Start your journal
        </LinkButton>
        <LinkButton href="/sign-in" wide>
          I have one already
        </LinkButton>
      </div>
      {practice.value.name !== 'Interlude' && (
        <p class="quiet small">The sealed pages are kept by {practice.value.name}.</p>
      )}
      <p class="small">
        <Link href="/promise">What nobody but you can read</Link>
      </p>
    </Page>
  );
}
