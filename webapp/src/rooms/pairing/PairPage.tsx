import './pairing.css';
import { useState } from 'preact/hooks';

import { endPairing, pendingInvite, people, readInvite, type Person, type ReadInvite } from '../../sync/pairings.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { QrScanner } from '../../ui/QrScanner.tsx';
import { useDeed, type Deed } from '../../ui/use-deed.ts';
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
  const scan = useDeed();
  const paste = useDeed();
  const take = (deed: Deed, text: string, inRoom: boolean) => {
    deed.run(async () => { onFound({ invite: await readInvite(text.trim()), inRoom }); });
  };
  return (
    <Page title="Pair with your therapist" back="/you" tab="Pair">
      <p>Your therapist has a code on her or his screen, or sent you a link.</p>
      {pendingInvite.value !== null && <LinkButton href="/i" kind="act" wide>Go on with the link you opened</LinkButton>}
      {scanning ? <QrScanner onText={(text) => { take(scan, text, true); }} /> : <StartScanning onStart={() => { setScanning(true); }} />}
      {scan.trouble !== null && <Notice kind="fault"><p>{scan.trouble}</p></Notice>}
      <Paste link={link} setLink={setLink} deed={paste} onTake={() => { take(paste, link, false); }} />
      <p class="quiet">You can also point your phone’s own camera at the code. It opens Interlude by itself.</p>
      <PairedAlready />
    </Page>
  );
}

function StartScanning({ onStart }: { onStart: () => void }) {
  return (
    <Button kind={pendingInvite.value === null ? 'act' : 'plain'} wide onClick={onStart}>
      <Icon name="scan" />Scan the code
    </Button>
  );
}

function Paste({ link, setLink, deed, onTake }: {
  link: string;
  setLink: (link: string) => void;
  deed: Deed;
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
        error={deed.trouble}
      />
      <Button type="submit" busy={deed.busy}>Use this link</Button>
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
        {paired.map((person) => <Paired key={person.pairingId} person={person} />)}
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
      <Button kind="quiet" onClick={() => { setEnding(true); }}>End<span class="only-read-aloud">{` the pairing with ${person.name}`}</span></Button>
      <Ending person={person} open={ending} onClose={() => { setEnding(false); }} />
    </li>
  );
}

function Ending({ person, open, onClose }: { person: Person; open: boolean; onClose: () => void }) {
  const { busy, trouble, run } = useDeed();
  const end = () => { run(async () => { await endPairing(person.pairingId); onClose(); }); };
  return (
    <Dialog
      title={`End the pairing with ${person.name}?`}
      open={open}
      onClose={onClose}
      actions={<><Button onClick={onClose}>Stay paired</Button><Button kind="care" busy={busy} onClick={end}>End it</Button></>}
    >
      <p>{person.name} will not see anything you shared any more. What was read was read. Your journal stays as it is.</p>
      {trouble !== null && <Notice kind="fault"><p>{trouble}</p></Notice>}
    </Dialog>
  );
}
