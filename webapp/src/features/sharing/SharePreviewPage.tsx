// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useState } from 'preact/hooks';
import { useLocation, useParams } from 'wouter-preact';

import { courseOf, occasionOf } from '../../domain/course.ts';
import { isWriting } from '../../domain/kinds.ts';
import type { SharedCheckIn, SharedNote } from '../../domain/payloads.ts';
import * as m from '../../messages/index.ts';
import { appointments } from '../../sync/sharing/appointments.ts';
import { timeline, timelineReady, type JournalItem } from '../../sync/entries/journal.ts';
import { isJournalHere } from '../../sync/exchange/connection.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { sent, share, unshare } from '../../sync/sharing/sharing.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Choices } from '../../ui/controls/Choices.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SharedCopy } from '../../ui/text/SharedCopy.tsx';
import { offerUndo } from '../../ui/controls/Undo.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { Choosing, usualChoice } from './Choosing.tsx';
import { usePreview } from './use-preview.ts';

/** Sharing one thing: choose how much and until when, look at exactly that, then share it or not. */
export default function SharePreviewPage() {
  const { entryId } = useParams<{ entryId: string }>();
  const item = timeline.value.find(({ id }) => id === entryId);
  const paired = people.value.filter(({ state }) => state !== 'ended');
  const [chosen, setChosen] = useState<string | null>(null);
  if (!item && !timelineReady.value) return <Loading>{m.phrase_opening_your_journal()}</Loading>;
  if (!item || !isWriting(item)) return <CannotShare />;
  const person = paired.find(({ pairingId }) => pairingId === chosen) ?? (paired.length === 1 ? paired[0] : undefined);
  if (!person) return <WithWhom paired={paired} onChoose={setChosen} />;
  return person.wordsCompared ? <Sharing item={item} person={person} /> : <WordsFirst item={item} person={person} />;
}

function Sharing({ item, person }: { item: JournalItem; person: Person }) {
  const [choice, setChoice] = useState(usualChoice);
  const { preview, show } = usePreview<SharedNote | SharedCheckIn>();
  if (preview) return <Preview copy={preview} person={person} />;
  return <Choosing {...{ item, person, choice }} onChoice={setChoice} onPreview={show} />;
}

/** The clay page: exactly what will be sealed, and nothing else. */
function Preview({ copy, person }: { copy: SharedNote | SharedCheckIn; person: Person }) {
  const [, go] = useLocation();
  const { busy, trouble, run } = useAction();
  const { pairingId, name } = person;
  const handOver = async () => {
    const shareId = await share({ pairingId, preview: copy });
    offerUndo(
      () => sharedWords(shareId, name),
      async () => {
        await unshare({ pairingId, shareId });
      },
      m.sharing_stop_sharing(),
    );
    go('/share', { replace: true });
  };
  const occasion = occasionOf(courseOf(appointments.value, pairingId), new Date(copy.written_at), copy.zone);
  return (
    <Page title={m.sharing_name_will_see_exactly({ name })} tab={m.phrase_share()} class="sharing-preview">
      <SharedCopy copy={copy} occasion={occasion} now={new Date()} />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="sharing-answers">
        <Button
          kind="clay"
          wide
          busy={busy}
          onClick={() => {
            run(handOver);
          }}
        >
          {m.phrase_share()}
        </Button>
        <Button
          wide
          onClick={() => {
            go('/share', { replace: true });
          }}
        >
          {m.phrase_not_now()}
        </Button>
      </div>
    </Page>
  );
}

/** Says "shared" only once the server has it; until then it is on its way. */
function sharedWords(shareId: string, name: string): string {
  const state = sent.value.find((share) => share.shareId === shareId)?.state;
  return state === 'stored' ? m.sharing_shared_with_name({ name }) : m.sharing_goes_to_name({ name });
}

function WithWhom({ paired, onChoose }: { paired: readonly Person[]; onChoose: (pairingId: string) => void }) {
  if (paired.length === 0) return <PairFirst />;
  const options = paired.map(({ pairingId, name }) => ({ value: pairingId, label: name }));
  return (
    <Page title={m.sharing_who_do_you_want()} back="/share" tab={m.phrase_share()}>
      <Choices legend={m.sharing_who_do_you_want()} legendHidden options={options} value={null} onChange={onChoose} />
    </Page>
  );
}

function PairFirst() {
  if (!isJournalHere.value) return <StillFetching />;
  return (
    <Page title={m.sharing_nobody_to_share_with_yet()} back="/share" tab={m.phrase_share()}>
      <p>{m.sharing_only_you_can_read_this_to_share()}</p>
      <LinkButton href="/pair" kind="act">
        {m.phrase_pair_with_your_therapist()}
      </LinkButton>
    </Page>
  );
}

function StillFetching() {
  return (
    <Page title={m.phrase_one_moment()} back="/share" tab={m.phrase_share()}>
      <p role="status">{m.phrase_people_on_their_way()}</p>
    </Page>
  );
}

function WordsFirst({ item, person }: { item: JournalItem; person: Person }) {
  return (
    <Page title={m.sharing_first_compare_eight_words()} back="/share" tab={m.phrase_share()}>
      <p>{m.sharing_before_you_share({ name: person.name })}</p>
      <LinkButton href={`/pair/${person.pairingId}/words?next=/share/${item.id}`} kind="act" wide>
        {m.phrase_compare_the_words()}
      </LinkButton>
    </Page>
  );
}

function CannotShare() {
  return (
    <Page title={m.sharing_this_cant_be_shared()} back="/share" tab={m.phrase_share()}>
      <p>{m.sharing_its_no_longer()}</p>
    </Page>
  );
}
