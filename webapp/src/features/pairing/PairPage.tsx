// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './pairing.css';
import { useState } from 'preact/hooks';

import {
  endPairing,
  pendingInvite,
  endsOnTheirWay,
  people,
  readInvite,
  type Person,
  type ReadInvite,
} from '../../sync/pairing/pairings.ts';
import { asOf } from '../../sync/exchange/connection.ts';
import { openedOf } from '../../sync/pairing/sharing-again.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/controls/Dialog.tsx';
import { Field } from '../../ui/controls/Field.tsx';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { QrScanner } from '../../ui/qr/QrScanner.tsx';
import { withdrawUndo } from '../../ui/controls/Undo.tsx';
import { useAction, type Action } from '../../ui/controls/use-action.ts';
import { Naming } from './Naming.tsx';

interface Found {
  invite: ReadInvite;
  inRoom: boolean;
}

/** Pairing from within the app: an invite to scan or to paste, and the people one is paired with. */
export default function PairPage() {
  const [found, setFound] = useState<Found | null>(null);
  return found ? <Naming {...found} /> : <Finding onFound={setFound} />;
}

function Finding({ onFound }: { onFound: (found: Found) => void }) {
  const [scanning, setScanning] = useState(false);
  const [link, setLink] = useState('');
  const scan = useAction();
  const paste = useAction();
  const take = (action: Action, text: string, inRoom: boolean) => {
    action.run(async () => {
      onFound({ invite: await readInvite(text.trim()), inRoom });
    });
  };
  return (
    <Page title={m.phrase_pair_with_your_therapist()} back="/you" tab={m.pairing_pair()}>
      <p>{m.pairing_your_therapist_has_a_code()}</p>
      {pendingInvite.value !== null && (
        <LinkButton href="/i" kind="act" wide>
          {m.pairing_continue_with_the_link()}
        </LinkButton>
      )}
      {scanning ? (
        <QrScanner
          onText={(text) => {
            take(scan, text, true);
          }}
        />
      ) : (
        <StartScanning
          onStart={() => {
            setScanning(true);
          }}
        />
      )}
      {scan.trouble !== null && (
        <Notice kind="fault">
          <p>{scan.trouble}</p>
        </Notice>
      )}
      <Paste
        link={link}
        setLink={setLink}
        action={paste}
        onTake={() => {
          take(paste, link, false);
        }}
      />
      <p class="quiet">{m.pairing_you_can_also_point_your_phones()}</p>
      <PairedAlready />
      <EndedOnes />
    </Page>
  );
}

function StartScanning({ onStart }: { onStart: () => void }) {
  return (
    <Button kind={pendingInvite.value === null ? 'act' : 'plain'} wide onClick={onStart}>
      <Icon name="scan" />
      {m.pairing_scan_the_code()}
    </Button>
  );
}

function Paste({
  link,
  setLink,
  action,
  onTake,
}: {
  link: string;
  setLink: (link: string) => void;
  action: Action;
  onTake: () => void;
}) {
  const submit = (event: Event) => {
    event.preventDefault();
    onTake();
  };
  return (
    <form class="stack-tight" onSubmit={submit}>
      <Field
        label={m.phrase_or_paste_the_link()}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        inputMode="url"
        value={link}
        onValue={setLink}
        error={action.trouble}
      />
      <Button type="submit" busy={action.busy}>
        {m.pairing_use_this_link()}
      </Button>
    </form>
  );
}

function PairedAlready() {
  const paired = people.value.filter(({ state }) => state !== 'ended');
  if (paired.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{m.pairing_paired_with()}</h2>
      <ul class="plain-list">
        {paired.map((person) => (
          <Paired key={person.pairingId} person={person} />
        ))}
      </ul>
    </section>
  );
}

function Paired({ person }: { person: Person }) {
  const [ending, setEnding] = useState(false);
  return (
    <li class="row pairing-person">
      <span class="pairing-person-name">
        {person.name}
        {person.state === 'waiting' && <span class="quiet small"> {m.pairing_hasnt_answered_yet()}</span>}
      </span>
      {!person.wordsCompared && (
        <LinkButton href={`/pair/${person.pairingId}/words`}>{m.phrase_compare_the_words()}</LinkButton>
      )}
      <Button
        kind="quiet"
        onClick={() => {
          setEnding(true);
        }}
      >
        {m.pairing_end()}
        <span class="only-read-aloud"> {m.pairing_end_with({ name: person.name })}</span>
      </Button>
      <Ending
        person={person}
        open={ending}
        onClose={() => {
          setEnding(false);
        }}
      />
    </li>
  );
}

/** The truth about what was opened, as far as the server says. */
export function openedWords(name: string, { shared, opened }: { shared: number; opened: number }): string {
  if (shared === 0) return m.pairing_youre_sharing_nothing_here();
  if (opened === 0) return m.pairing_none_opened({ name, shared });
  if (opened === shared) return m.pairing_all_opened({ name, shared });
  return m.pairing_some_opened({ name, opened, shared });
}

function EndedOnes() {
  const ended = people.value.filter(({ state }) => state === 'ended');
  if (ended.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>{m.phrase_ended()}</h2>
      <ul class="plain-list">
        {ended.map((person) => (
          <li key={person.pairingId} class="pairing-ended">
            {person.name}
            <span class="quiet small pairing-ended-words">
              {endsOnTheirWay.value.has(person.pairingId)
                ? m.phrase_pairing_ends_once_online({ name: person.name })
                : endedWords(openedOf(person.pairingId))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function endedWords({ shared, opened }: { shared: number; opened: number }): string {
  if (shared === 0) return m.pairing_sees_nothing_of_yours();
  return opened === 0 ? m.pairing_ended_none_opened({ shared }) : m.pairing_ended_some_opened({ opened, shared });
}

function Ending({ person, open, onClose }: { person: Person; open: boolean; onClose: () => void }) {
  const { busy, trouble, run } = useAction();
  const end = () => {
    run(async () => {
      await endPairing(person.pairingId);
      withdrawUndo();
      onClose();
    });
  };
  return (
    <Dialog
      title={m.phrase_end_the_pairing_with_name({ name: person.name })}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{m.phrase_stay_paired()}</Button>
          <Button kind="care" busy={busy} onClick={end}>
            {m.phrase_end_the_pairing()}
          </Button>
        </>
      }
    >
      {asOf.value.at !== null && <p>{openedWords(person.name, openedOf(person.pairingId))}</p>}
      {asOf.value.isLive ? (
        <p>{m.pairing_from_now_on_name_can({ name: person.name })}</p>
      ) : (
        <p>{m.pairing_as_far_as_known({ name: person.name })}</p>
      )}
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </Dialog>
  );
}
