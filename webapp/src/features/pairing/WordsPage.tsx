// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
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
    <Page
      title={m.pairing_is_it_really_name({ name: person.name })}
      back="/"
      backLabel={m.pairing_later()}
      tab={m.pairing_words()}
    >
      <p>{m.pairing_ask_the_other_person()}</p>
      {words.trouble !== null && (
        <Notice kind="fault">
          <p>{words.trouble}</p>
        </Notice>
      )}
      {words.list === null ? <Loading>{m.pairing_working_out_the_words()}</Loading> : <EightWords words={words.list} />}
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
          {m.pairing_theyre_the_same()}
        </Button>
        <Button
          kind="plain"
          wide
          onClick={() => {
            setDiffer(true);
          }}
        >
          {m.pairing_theyre_different()}
        </Button>
      </div>
      {person.state === 'waiting' && <p class="quiet">{m.pairing_name_can_see_the_words({ name: person.name })}</p>}
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
      title={m.pairing_then_end_this_pairing()}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{m.pairing_compare_again()}</Button>
          <Button kind="care" busy={busy} onClick={end}>
            {m.pairing_end_this_pairing()}
          </Button>
        </>
      }
    >
      <p>{m.pairing_different_words_mean_someone_may({ name: person.name })}</p>
      <p>{m.pairing_end_it_here_and_pair()}</p>
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
    <Page title={m.pairing_you_and_name_are_paired_2({ name: person.name })} tab={m.phrase_paired()}>
      {isTherapist ? (
        <p>{m.pairing_nothing_is_shared_until({ name: person.name })}</p>
      ) : (
        <p>{m.pairing_what_name_chooses_to_share({ name: person.name })}</p>
      )}
      <div class="stack">
        {isTherapist && offeredTo(person.pairingId).length > 0 && (
          <LinkButton href={`/share/again/${person.pairingId}`} wide>
            {m.pairing_share_again_what_someone_else()}
          </LinkButton>
        )}
        {isTherapist ? (
          <LinkButton href={onward} kind="act" wide>
            {onward === '/share' ? m.phrase_choose_what_to_share() : m.phrase_continue()}
          </LinkButton>
        ) : (
          <LinkButton href={`/people/${person.pairingId}/appointments`} kind="act" wide>
            {m.pairing_plan_the_appointments()}
          </LinkButton>
        )}
        <LinkButton href="/" wide>
          {isTherapist ? m.pairing_to_today() : m.pairing_to_your_people()}
        </LinkButton>
      </div>
      <Disclosure summary={m.pairing_the_eight_words_in_case()}>
        <WordsAgain pairingId={person.pairingId} />
      </Disclosure>
      {/* Last, because it goes away by itself: above a button, it would pull that from under a finger. */}
      {isTherapist && person.state === 'waiting' && (
        <p class="quiet">{m.pairing_name_still_needs_to_open({ name: person.name })}</p>
      )}
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
    <Page title={m.pairing_this_pairing_has_ended_2()} tab={m.pairing_words()}>
      <p>{m.pairing_nothing_can_be_shared_through()}</p>
      <LinkButton href="/" kind="act">
        {m.phrase_continue()}
      </LinkButton>
    </Page>
  );
}
