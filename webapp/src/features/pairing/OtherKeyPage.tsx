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
    <Page title={`${person.name} has another key than before`} tab="Words" class="pairing-other-key">
      <p>
        {person.role === 'therapist' ? 'This invite comes' : 'This answer to your invite comes'} from an account you
        know, under a key you do not know. That is so after a lost phone or a new key. It is also so when somebody else
        pretends.
      </p>
      <p>
        Ask {person.name}, in the room or on the telephone, to read aloud the eight words of this pairing. Nothing is
        shared and nothing has changed yet.
      </p>
      {words === null ? said === null && <Loading>Working out the words.</Loading> : <OldAndNew words={words} />}
      {said !== null && (
        <Notice kind="fault">
          <p>{said}</p>
        </Notice>
      )}
      <div class="pairing-decisions">
        <Button wide busy={action.busy} onClick={goOn}>
          The words on the other screen are the new ones: go on
        </Button>
        <Button wide busy={action.busy} onClick={stop}>
          Stop: end this one
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
        <p class="quiet">The pairing before ended on your side, so there are no words to set beside these.</p>
      ) : (
        <Column title="Until now" words={words.before} quiet />
      )}
      <Column title="New" words={words.now} />
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
    <Page title={`You and ${person.name} go on`} tab="Paired">
      <p>
        The pairing under the old key has ended, and with it all that was shared in it. From now on only the new key
        counts.
      </p>
      {again ? (
        <LinkButton href={`/share/again/${person.pairingId}`} kind="act" wide>
          Choose what to share again
        </LinkButton>
      ) : (
        person.role === 'patient' && (
          <p>What {person.name} shares with you under the new key appears on this person’s page.</p>
        )
      )}
      <LinkButton href={person.role === 'patient' ? `/people/${person.pairingId}` : '/'} wide>
        Go on
      </LinkButton>
    </Page>
  );
}

function Stopped({ person }: { person: Person }) {
  const [, go] = useLocation();
  const isLeft = people.value.some((one) => one.accountId === person.accountId && one.state !== 'ended');
  return (
    <Page title="This one has ended" tab="Paired">
      <p>Nothing was shared through it.{isLeft && ` The pairing you had with ${person.name} is as it was.`}</p>
      <p>Tell {person.name} about it, face to face or by a telephone number you know.</p>
      <Button
        kind="act"
        onClick={() => {
          go('/', { replace: true });
        }}
      >
        Go on
      </Button>
    </Page>
  );
}
