import './practice.css';
import { useEffect, useRef, useState } from 'preact/hooks';

import { formatDay } from '../../domain/dates.ts';
import { exchangeNow } from '../../sync/exchange/connection.ts';
import { otherKeys } from '../../sync/pairing/other-key.ts';
import {
  cancelInvite,
  inviteLink,
  invites,
  makeInvite,
  people,
  type OpenInvite,
  type Person,
} from '../../sync/pairing/pairings.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Field } from '../../ui/controls/Field.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { QrCode } from '../../ui/qr/QrCode.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { usePolling } from '../../ui/controls/use-polling.ts';
import { here } from '../../ui/text/when.ts';

/** Inviting a person: a code to scan in the room, a link to send, and what is still open. */
export default function InvitePage() {
  const [shown, setShown] = useState(() => onlyOne(invites.peek()));
  const { busy, trouble, run } = useAction();
  const open = invites.value;
  const arrived = useArrived();
  // Somebody may be scanning right now.
  usePolling(exchangeNow, open.length > 0 ? 5 : null);
  const make = () => {
    run(async () => {
      setShown((await makeInvite()).inviteId);
    });
  };
  return (
    <Page title="Invite somebody" tab="Invite">
      <p>One invite pairs one person with you. It is best scanned from this screen, in the room.</p>
      {arrived.map((person) => (
        <Arrived key={person.pairingId} person={person} />
      ))}
      <ul class="plain-list stack">
        {open.map((invite) => (
          <Invited key={invite.inviteId} invite={invite} shown={invite.inviteId === shown} onShow={setShown} />
        ))}
      </ul>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <Button kind={open.length === 0 ? 'act' : 'plain'} busy={busy} onClick={make}>
        {open.length === 0 ? 'Make an invite' : 'Make another invite'}
      </Button>
    </Page>
  );
}

/** An invite that is the only one is shown at once: that is what one came for. */
function onlyOne(open: readonly OpenInvite[]): string | null {
  return open.length === 1 ? (open[0]?.inviteId ?? null) : null;
}

/** Those who came while this page was open, and anybody whose words still wait. */
function useArrived(): readonly Person[] {
  const before = useRef(new Set(people.peek().map(({ pairingId }) => pairingId)));
  return people.value.filter(
    ({ pairingId, state, wordsCompared }) => state !== 'ended' && (!before.current.has(pairingId) || !wordsCompared),
  );
}

function Arrived({ person }: { person: Person }) {
  return (
    <Notice>
      <p role="status">
        {person.name} has accepted an invite of yours
        {otherKeys.value.has(person.pairingId) && ', with another key than before'}.
      </p>
      {person.wordsCompared ? (
        <LinkButton href={`/people/${person.pairingId}`}>Open the page of {person.name}</LinkButton>
      ) : (
        <LinkButton href={`/pair/${person.pairingId}/words`} kind="act">
          {otherKeys.value.has(person.pairingId) ? 'Look at the words' : 'Compare the words'}
        </LinkButton>
      )}
    </Notice>
  );
}

function Invited({
  invite,
  shown,
  onShow,
}: {
  invite: OpenInvite;
  shown: boolean;
  onShow: (inviteId: string | null) => void;
}) {
  const until = formatDay(new Date(invite.expiresAt), here());
  return (
    <li class="invite">
      <div class="row">
        <span class="invite-until">Waiting for one person, until {until}</span>
        <span class="practice-acts">
          <Button
            kind="quiet"
            aria-expanded={shown}
            onClick={() => {
              onShow(shown ? null : invite.inviteId);
            }}
          >
            {shown ? 'Hide' : 'Show'}
          </Button>
          <Cancelling inviteId={invite.inviteId} until={until} />
        </span>
      </div>
      {shown && <CodeAndLink inviteId={invite.inviteId} />}
    </li>
  );
}

function Cancelling({ inviteId, until }: { inviteId: string; until: string }) {
  const { busy, trouble, run } = useAction();
  return (
    <>
      <Button
        kind="quiet"
        busy={busy}
        onClick={() => {
          run(() => cancelInvite(inviteId));
        }}
      >
        Cancel<span class="only-read-aloud"> the invite until {until}</span>
      </Button>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </>
  );
}

function CodeAndLink({ inviteId }: { inviteId: string }) {
  const [link, setLink] = useState<string | null>(null);
  const { trouble, run } = useAction();
  useEffect(() => {
    run(async () => {
      setLink(await inviteLink(inviteId));
    });
  }, [inviteId]);
  if (trouble !== null)
    return (
      <Notice kind="fault">
        <p>{trouble}</p>
      </Notice>
    );
  if (link === null) return null;
  return (
    <div class="invite-code">
      <QrCode text={link} name="The invite as a code to scan" />
      <div class="stack">
        <p>Scan it with the app, or with the phone’s own camera. It works once.</p>
        <Field
          label="Or send this link"
          hint="By a way only this person reads. You then compare eight words."
          readOnly
          value={link}
          onFocus={selectAll}
        />
        <Copy link={link} />
      </div>
    </div>
  );
}

function selectAll(event: FocusEvent) {
  if (event.currentTarget instanceof HTMLInputElement) event.currentTarget.select();
}

function Copy({ link }: { link: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setSaid('Copied.');
    } catch {
      setSaid('This browser does not let the app copy. Select the link and copy it yourself.');
    }
  };
  return (
    <div class="row">
      <Button
        onClick={() => {
          void copy();
        }}
      >
        <Icon name="link" />
        Copy the link
      </Button>
      <span role="status">{said}</span>
    </div>
  );
}
