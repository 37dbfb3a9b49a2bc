import './pairing.css';
import { useState } from 'preact/hooks';

import {
  endPairing,
  pendingInvite,
  people,
  readInvite,
  type Person,
  type ReadInvite,
} from '../../sync/pairing/pairings.ts';
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
    <Page title="Pair with your therapist" back="/you" tab="Pair">
      <p>Your therapist has a code on her or his screen, or sent you a link.</p>
      {pendingInvite.value !== null && (
        <LinkButton href="/i" kind="act" wide>
          Go on with the link you opened
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
      <p class="quiet">You can also point your phone’s own camera at the code. It opens Interlude by itself.</p>
      <PairedAlready />
      <EndedOnes />
    </Page>
  );
}

function StartScanning({ onStart }: { onStart: () => void }) {
  return (
    <Button kind={pendingInvite.value === null ? 'act' : 'plain'} wide onClick={onStart}>
      <Icon name="scan" />
      Scan the code
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
        label="Or paste the link"
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        inputMode="url"
        value={link}
        onValue={setLink}
        error={action.trouble}
      />
      <Button type="submit" busy={action.busy}>
        Use this link
      </Button>
    </form>
  );
}

function PairedAlready() {
  const paired = people.value.filter(({ state }) => state !== 'ended');
  if (paired.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>Paired with you</h2>
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
        {person.state === 'waiting' && <span class="quiet small"> has not answered yet</span>}
      </span>
      {!person.wordsCompared && <LinkButton href={`/pair/${person.pairingId}/words`}>Compare the words</LinkButton>}
      <Button
        kind="quiet"
        onClick={() => {
          setEnding(true);
        }}
      >
        End<span class="only-read-aloud">{` the pairing with ${person.name}`}</span>
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
  if (shared === 0) return 'Nothing is shared in it.';
  if (opened === 0)
    return shared === 1
      ? `${name} has not opened the one thing you share.`
      : `${name} has opened none of the ${shared} things you share.`;
  if (opened === shared)
    return `${name} opened ${shared === 1 ? 'the one thing' : `all ${shared} things`} you share; what was read was read.`;
  return `${name} opened ${opened} of the ${shared} things you share; what was read was read.`;
}

function EndedOnes() {
  const ended = people.value.filter(({ state }) => state === 'ended');
  if (ended.length === 0) return null;
  return (
    <section class="stack-tight">
      <h2>Ended</h2>
      <ul class="plain-list">
        {ended.map((person) => (
          <li key={person.pairingId} class="pairing-ended">
            {person.name}
            <span class="quiet small pairing-ended-words">{endedWords(openedOf(person.pairingId))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function endedWords({ shared, opened }: { shared: number; opened: number }): string {
  if (shared === 0) return 'Sees nothing of yours.';
  return `Sees nothing of yours any more. ${opened === 0 ? `None of the ${shared} was opened.` : `Opened ${opened} of ${shared}; what was read was read.`}`;
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
      title={`End the pairing with ${person.name}?`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Stay paired</Button>
          <Button kind="care" busy={busy} onClick={end}>
            End it
          </Button>
        </>
      }
    >
      <p>{openedWords(person.name, openedOf(person.pairingId))}</p>
      <p>From now on {person.name} sees nothing of yours any more. Your journal stays as it is.</p>
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
    </Dialog>
  );
}
