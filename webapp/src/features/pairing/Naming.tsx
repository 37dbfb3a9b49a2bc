// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
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
    <Page title={m.pairing_you_and_your_therapist()} tab={m.phrase_invite()}>
      <p>{m.pairing_this_pairs_your_journal()}</p>
      <form class="stack" onSubmit={accept} noValidate>
        <Field
          label={m.pairing_what_do_you_call()}
          hint={m.pairing_only_you_see_this_name()}
          autoComplete="off"
          maxLength={limits.helloName}
          value={theirName}
          onValue={setTheirName}
          error={asked && theirName.trim() === '' ? m.pairing_please_enter_a_name_so() : null}
        />
        <Field
          label={m.pairing_what_should_your_therapist_call()}
          hint={m.pairing_sealed_for_your_therapist()}
          autoComplete="off"
          maxLength={limits.helloName}
          value={myName}
          onValue={setMyName}
          error={asked && myName.trim() === '' ? m.pairing_please_enter_a_name_so_your_therapist() : null}
        />
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button kind="act" type="submit" wide busy={busy}>
          {busy ? m.pairing_pairing() : m.phrase_continue()}
        </Button>
        <LinkButton href="/" kind="quiet" wide>
          {m.phrase_not_now()}
        </LinkButton>
      </form>
    </Page>
  );
}
