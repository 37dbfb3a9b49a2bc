// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { useState } from 'preact/hooks';

import { readInvite } from '../../sync/pairing/pairings.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { Field } from '../../ui/controls/Field.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';

/** Where journals start by invitation: how to get one, and a place to put it. */
export function ByInvitation() {
  const [link, setLink] = useState('');
  const [error, setError] = useState<string | null>(null);
  const open = async (event: Event) => {
    event.preventDefault();
    try {
      const { fragment } = await readInvite(link);
      location.assign(`/i#${fragment}`);
      if (location.pathname === '/i') location.reload();
    } catch (fault) {
      setError(sentenceOf(fault, m.welcome_that_isnt_a_complete_invite()));
    }
  };
  return (
    <Page title={m.welcome_ask_your_therapist()} back="/" action={<HelpNow />}>
      <p>{m.welcome_at_this_practice_a_journal()}</p>
      <form class="stack" onSubmit={open}>
        <Field
          label={m.phrase_or_paste_the_link()}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={link}
          onValue={setLink}
          error={error}
        />
        <Button type="submit">{m.welcome_open_the_invite()}</Button>
      </form>
      <LinkButton href="/sign-in" kind="quiet">
        {m.welcome_i_already_have_a_journal()}
      </LinkButton>
    </Page>
  );
}

/** A therapist's link that lost the part after the # on its way. */
export function HalfALink() {
  return (
    <Page title={m.welcome_half_of_this_link()} back="/">
      <p>{m.welcome_the_link_for_therapists_ends()}</p>
      <LinkButton href="/sign-in">{m.welcome_i_already_have_an_account()}</LinkButton>
    </Page>
  );
}
