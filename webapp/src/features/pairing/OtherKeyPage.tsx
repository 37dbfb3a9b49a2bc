// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './pairing.css';
import { useEffect, useState } from 'preact/hooks';
import { Redirect, useLocation, useParams } from 'wouter-preact';

import { bothWords, goOnWithOtherKey, otherKeys } from '../../sync/pairing/other-key.ts';
import { endPairing, people, type Person } from '../../sync/pairing/pairings.ts';
import { offeredTo } from '../../sync/pairing/sharing-again.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { sentenceOf, useAction, type Action } from '../../ui/controls/use-action.ts';

type Words = Awaited<ReturnType<typeof bothWords>>;

/**
 * Somebody known comes with another key (PROTOCOL §12): nothing is shared, and nothing changed, before the person has
 * chosen.
 */
export default function OtherKeyPage() {
  const { pairingId } = useParams<{ pairingId: string }>();
  const [decided, setDecided] = useState<'on' | 'stopped' | null>(null);
  const action = useAction();
  const person = people.value.find((one) => one.pairingId === pairingId);
  if (person === undefined) return <Redirect to="/" replace />;
  if (decided === 'on') return <WentOn person={person} />;
  if (decided === 'stopped') return <Stopped person={person} />;
  // While the choice is being kept there is nothing to decide any more, and this page is still the one to say what came
  // of it.
  if (!otherKeys.value.has(pairingId))
    return action.busy ? <Loading /> : <Redirect to={`/pair/${pairingId}/words`} replace />;
  return <Deciding person={person} action={action} onDecided={setDecided} />;
}

function Deciding({
  person,
  action,
  onDecided,
}: {
  person: Person;
  action: Action;
  onDecided: (how: 'on' | 'stopped') => void;
}) {
  const { words, trouble } = useBothWords(person.pairingId);
  const goOn = () => {
    action.run(async () => {
      await goOnWithOtherKey(person.pairingId);
      onDecided('on');
    });
  };
  const stop = () => {
    action.run(async () => {
      await endPairing(person.pairingId);
      onDecided('stopped');
    });
  };
  const said = trouble ?? action.trouble;
  return (
    <Page
      title={m.pairing_name_has_a_different_key({ name: person.name })}
      tab={m.pairing_words()}
      class="pairing-other-key"
    >
      <p>{person.role === 'therapist' ? m.pairing_other_key_of_invite() : m.pairing_other_key_of_answer()}</p>
      <p>{m.pairing_ask_name_in_person({ name: person.name })}</p>
      {words === null ? (
        said === null && <Loading>{m.pairing_working_out_the_words()}</Loading>
      ) : (
        <OldAndNew words={words} />
      )}
      {said !== null && (
        <Notice kind="fault">
          <p>{said}</p>
        </Notice>
      )}
      <div class="pairing-decisions">
        <Button wide busy={action.busy} onClick={goOn}>
          {m.pairing_the_words_on_the_other()}
        </Button>
        <Button wide busy={action.busy} onClick={stop}>
          {m.pairing_stop_and_end_this_pairing()}
        </Button>
      </div>
    </Page>
  );
}

function useBothWords(pairingId: string): { words: Words | null; trouble: string | null } {
  const [words, setWords] = useState<Words | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    bothWords(pairingId).then(
      (found) => {
        if (wanted) setWords(found);
      },
      (fault: unknown) => {
        if (wanted) setTrouble(sentenceOf(fault));
      },
    );
    return () => {
      wanted = false;
    };
  }, [pairingId]);
  return { words, trouble };
}

function OldAndNew({ words }: { words: Words }) {
  return (
    <div class="pairing-both">
      {words.before === null ? (
        <p class="quiet">{m.pairing_the_earlier_pairing_has_ended()}</p>
      ) : (
        <Column title={m.pairing_before()} words={words.before} quiet />
      )}
      <Column title={m.pairing_new()} words={words.now} />
    </div>
  );
}

function Column({ title, words, quiet = false }: { title: string; words: readonly string[]; quiet?: boolean }) {
  return (
    <section class={quiet ? 'quiet' : ''}>
      <h2>{title}</h2>
      <ol class="pairing-words pairing-words-beside">
        {words.map((word, place) => (
          <li key={place}>{word}</li>
        ))}
      </ol>
    </section>
  );
}

function WentOn({ person }: { person: Person }) {
  const again = person.role === 'therapist' && offeredTo(person.pairingId).length > 0;
  return (
    <Page title={m.pairing_you_and_name_are_paired({ name: person.name })} tab={m.phrase_paired()}>
      <p>{m.pairing_the_pairing_under_the_old()}</p>
      {again ? (
        <LinkButton href={`/share/again/${person.pairingId}`} kind="act" wide>
          {m.pairing_choose_what_to_share_again()}
        </LinkButton>
      ) : (
        person.role === 'patient' && <p>{m.pairing_what_name_shares({ name: person.name })}</p>
      )}
      <LinkButton href={person.role === 'patient' ? `/people/${person.pairingId}` : '/'} wide>
        {m.phrase_continue()}
      </LinkButton>
    </Page>
  );
}

function Stopped({ person }: { person: Person }) {
  const [, go] = useLocation();
  const isLeft = people.value.some((one) => one.accountId === person.accountId && one.state !== 'ended');
  return (
    <Page title={m.pairing_this_pairing_has_ended()} tab={m.phrase_paired()}>
      <p>
        {m.pairing_nothing_shared_through_it()}
        {isLeft && ` ${m.pairing_earlier_one_unchanged({ name: person.name })}`}
      </p>
      <p>{m.pairing_tell_name_about({ name: person.name })}</p>
      <Button
        kind="act"
        onClick={() => {
          go('/', { replace: true });
        }}
      >
        {m.phrase_continue()}
      </Button>
    </Page>
  );
}
