import './pairing.css';
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { limits } from '../../domain/kinds.ts';
import { settings } from '../../sync/account.ts';
import { acceptInvite, type ReadInvite } from '../../sync/pairing/pairings.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Field } from '../../ui/controls/Field.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useAction } from '../../ui/controls/use-action.ts';

/**
 * The two names of a pairing: typed by its people, never taken from the server.
 *
 * @param inRoom the code was scanned by this app from the therapist's screen, which counts as compared.
 */
export function Naming({ invite, inRoom }: { invite: ReadInvite; inRoom: boolean }) {
  const [theirName, setTheirName] = useState('');
  const [myName, setMyName] = useState(settings.value.name);
  const [asked, setAsked] = useState(false);
  const [, go] = useLocation();
  const { busy, trouble, run } = useAction();
  const accept = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    if (theirName.trim() === '' || myName.trim() === '') return;
    run(async () => {
      const names = { myName: myName.trim(), theirName: theirName.trim() };
      const pairingId = await acceptInvite({ fragment: invite.fragment, ...names, scannedInRoom: inRoom });
      go(`/pair/${pairingId}/words`, { replace: true });
    });
  };
  return (
    <Page title="You and your therapist" tab="Invite">
      <p>This pairs your journal with one therapist. Nothing of it is shared by that.</p>
      <form class="stack" onSubmit={accept} noValidate>
        <Field
          label="What do you call her or him?"
          hint="Only you see this name. “Dr. Lin”, for example."
          autoComplete="off"
          maxLength={limits.helloName}
          value={theirName}
          onValue={setTheirName}
          error={asked && theirName.trim() === '' ? 'Please write a name, so that you know whom you share with.' : null}
        />
        <Field
          label="How should she or he see you?"
          hint="Sealed for your therapist. A first name is enough."
          autoComplete="off"
          maxLength={limits.helloName}
          value={myName}
          onValue={setMyName}
          error={
            asked && myName.trim() === '' ? 'Please write a name, so that your therapist knows who you are.' : null
          }
        />
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button kind="act" type="submit" wide busy={busy}>
          {busy ? 'Pairing' : 'Go on'}
        </Button>
        <LinkButton href="/" kind="quiet" wide>
          Not now
        </LinkButton>
      </form>
    </Page>
  );
}
