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
      setError(sentenceOf(fault, 'That is not a whole invite link. Please copy all of it.'));
    }
  };
  return (
    <Page title="Your therapist gives you a link" back="/" action={<HelpNow />}>
      <p>
        At this practice a journal starts with an invite. Ask your therapist for one: a link, or a square code to point
        your phone’s camera at. Open it on this device and you come back here.
      </p>
      <form class="stack" onSubmit={open}>
        <Field
          label="Or paste the link"
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          value={link}
          onValue={setLink}
          error={error}
        />
        <Button type="submit">Open the invite</Button>
      </form>
      <LinkButton href="/sign-in" kind="quiet">
        I have a journal already
      </LinkButton>
    </Page>
  );
}

/** A therapist's link that lost the part after the # on its way. */
export function HalfALink() {
  return (
    <Page title="Half of this link is missing" back="/">
      <p>
        The link to start as a therapist ends in a long code after a # sign, and it did not arrive, or this page was
        loaded again without it. Open the whole link once more; ask whoever runs Interlude for it if you do not have it.
      </p>
      <LinkButton href="/sign-in">I have an account already</LinkButton>
    </Page>
  );
}
