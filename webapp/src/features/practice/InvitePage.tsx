// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';
import { useEffect, useRef, useState } from 'preact/hooks';

import { formatDay } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
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
    <Page title={m.practice_invite_someone()} tab={m.phrase_invite()}>
      <p>{m.practice_one_invite_pairs_one_person()}</p>
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
        {open.length === 0 ? m.practice_create_an_invite() : m.practice_create_another_invite()}
      </Button>
    </Page>
  );
}

/** A single invite is shown at once: that is what one came for. */
function onlyOne(open: readonly OpenInvite[]): string | null {
  return open.length === 1 ? (open[0]?.inviteId ?? null) : null;
}

/** People who accepted while this page was open, and anybody whose words are not compared yet. */
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
        {otherKeys.value.has(person.pairingId)
          ? m.practice_accepted_other_key({ name: person.name })
          : m.practice_accepted({ name: person.name })}
      </p>
      {person.wordsCompared ? (
        <LinkButton href={`/people/${person.pairingId}`}>
          {m.practice_open_name_s_page({ name: person.name })}
        </LinkButton>
      ) : (
        <LinkButton href={`/pair/${person.pairingId}/words`} kind="act">
          {otherKeys.value.has(person.pairingId) ? m.practice_see_the_words() : m.phrase_compare_the_words()}
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
        <span class="invite-until">{m.practice_waiting_for_one_person_until({ until })}</span>
        <span class="practice-acts">
          <Button
            kind="quiet"
            aria-expanded={shown}
            onClick={() => {
              onShow(shown ? null : invite.inviteId);
            }}
          >
            {shown ? m.phrase_hide() : m.phrase_show()}
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
        {m.practice_cancel()}
        <span class="only-read-aloud"> {m.practice_cancel_invite_until({ until })}</span>
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
      <QrCode text={link} name={m.practice_invite_code()} />
      <div class="stack">
        <p>{m.practice_scan_it_with_the_app()}</p>
        <Field
          label={m.practice_or_send_this_link()}
          hint={m.practice_send_it_in_a_way()}
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
      setSaid(m.practice_copied());
    } catch {
      setSaid(m.practice_this_browser_wont_let());
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
        {m.practice_copy_the_link()}
      </Button>
      <span role="status">{said}</span>
    </div>
  );
}
