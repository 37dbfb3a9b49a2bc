import './pairing.css';
import { useEffect, useState } from 'preact/hooks';
import { Redirect, useLocation, useParams, useSearch } from 'wouter-preact';

import { exchangeNow } from '../../sync/exchange/connection.ts';
import { otherKeys } from '../../sync/pairing/other-key.ts';
import { comparisonWords, confirmWords, endPairing, people, type Person } from '../../sync/pairing/pairings.ts';
import { offeredTo } from '../../sync/pairing/sharing-again.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Disclosure } from '../../ui/controls/Disclosure.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { Loading } from '../../ui/page/Loading.tsx';
import { sentenceOf, useAction } from '../../ui/controls/use-action.ts';
import { usePolling } from '../../ui/controls/use-polling.ts';

/** Comparing the eight words, the same page for both people of a pairing. */
export default function WordsPage() {
  const { pairingId } = useParams<{ pairingId: string }>();
  const person = people.value.find((one) => one.pairingId === pairingId);
  usePolling(exchangeNow, person?.state === 'waiting' ? 6 : null);
  if (!person || person.state === 'ended') return <Gone />;
  if (otherKeys.value.has(pairingId)) return <Redirect to={`/pair/${pairingId}/other-key`} replace />;
  return person.wordsCompared ? <Compared person={person} /> : <Comparing person={person} />;
}

function Comparing({ person }: { person: Person }) {
  const words = useWords(person.pairingId);
  const [differ, setDiffer] = useState(false);
  const { busy, trouble, run } = useAction();
  return (
    <Page title={`Is it really ${person.name}?`} back="/" backLabel="Later" tab="Words">
      <p>Ask to hear them read aloud. They must be the same on both screens, in the same order.</p>
      {words.trouble !== null && (
        <Notice kind="fault">
          <p>{words.trouble}</p>
        </Notice>
      )}
      {words.list === null ? <Loading>Working out the words.</Loading> : <EightWords words={words.list} />}
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="pairing-answers">
        <Button
          kind="plain"
          wide
          busy={busy}
          onClick={() => {
            run(() => confirmWords(person.pairingId));
          }}
        >
          They are the same
        </Button>
        <Button
          kind="plain"
          wide
          onClick={() => {
            setDiffer(true);
          }}
        >
          They are not the same
        </Button>
      </div>
      {person.state === 'waiting' && (
        <p class="quiet">
          {person.name} sees them as soon as Interlude is open on the other screen and has a connection.
        </p>
      )}
      <Differing
        person={person}
        open={differ}
        onClose={() => {
          setDiffer(false);
        }}
      />
    </Page>
  );
}

function EightWords({ words }: { words: readonly string[] }) {
  return (
    <ol class="pairing-words">
      {words.map((word, place) => (
        <li key={place}>{word}</li>
      ))}
    </ol>
  );
}

function useWords(pairingId: string) {
  const [list, setList] = useState<readonly string[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    comparisonWords(pairingId).then(
      (found) => {
        if (wanted) setList(found);
      },
      (fault: unknown) => {
        if (wanted) setTrouble(sentenceOf(fault));
      },
    );
    return () => {
      wanted = false;
    };
  }, [pairingId]);
  return { list, trouble };
}

function Differing({ person, open, onClose }: { person: Person; open: boolean; onClose: () => void }) {
  const [, go] = useLocation();
  const { busy, trouble, run } = useAction();
  const end = () => {
    run(async () => {
      await endPairing(person.pairingId);
      go('/');
    });
  };
  return (
    <Dialog
      title="Then this pairing should end"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Compare once more</Button>
          <Button kind="care" busy={busy} onClick={end}>
            End this pairing
          </Button>
        </>
      }
    >
      <p>
        Different words mean that somebody may stand between you and {person.name}, or that the link was meant for
        somebody else. Nothing was shared, so nothing was read.
      </p>
      <p>End it here and pair again, best in the same room, with a new code.</p>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </Dialog>
  );
}

function Compared({ person }: { person: Person }) {
  const onward = useOnward();
  const isTherapist = person.role === 'therapist';
  return (
    <Page title={`You and ${person.name} are paired`} tab="Paired">
      {isTherapist ? (
        <p>
          Nothing is shared until you choose it, piece by piece. You see beforehand exactly what {person.name} will see.
        </p>
      ) : (
        <p>What {person.name} chooses to share appears on this person’s page, and nothing else.</p>
      )}
      {isTherapist && person.state === 'waiting' && (
        <p class="quiet">{person.name} still has to open Interlude once. You can share already.</p>
      )}
      <div class="stack">
        {isTherapist && offeredTo(person.pairingId).length > 0 && (
          <LinkButton href={`/share/again/${person.pairingId}`} wide>
            Share again what somebody could read before
          </LinkButton>
        )}
        {isTherapist ? (
          <LinkButton href={onward} kind="act" wide>
            {onward === '/share' ? 'Choose what to share' : 'Go on'}
          </LinkButton>
        ) : (
          <LinkButton href={`/people/${person.pairingId}/appointments`} kind="act" wide>
            Plan the appointments
          </LinkButton>
        )}
        <LinkButton href="/" wide>
          {isTherapist ? 'To today' : 'To the people'}
        </LinkButton>
      </div>
      <Disclosure summary="The eight words, if you are asked for them">
        <WordsAgain pairingId={person.pairingId} />
      </Disclosure>
    </Page>
  );
}

/** Scanning the code counts as compared on one phone only: the other person may still ask to hear them. */
function WordsAgain({ pairingId }: { pairingId: string }) {
  const words = useWords(pairingId);
  if (words.trouble !== null) return <p>{words.trouble}</p>;
  return words.list === null ? null : <EightWords words={words.list} />;
}

/** Where the comparison was asked for: only a page of sharing is believed. */
function useOnward(): string {
  const next = new URLSearchParams(useSearch()).get('next');
  return next?.startsWith('/share/') === true ? next : '/share';
}

function Gone() {
  return (
    <Page title="This pairing has ended" tab="Words">
      <p>Nothing can be shared through it. To pair again, a new code is needed.</p>
      <LinkButton href="/" kind="act">
        Go on
      </LinkButton>
    </Page>
  );
}
