import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';

import { endPairing, people, type Person } from '../../sync/pairings.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { sentenceOf } from '../../ui/sentence.ts';

/** With whom one is paired, and the way to end it. */
export function People() {
  const [ending, setEnding] = useState<Person | null>(null);
  const standing = people.value.filter((person) => person.state !== 'ended');
  return (
    <section class="stack-tight" aria-labelledby="your-people">
      <h2 id="your-people">Whom you can share with</h2>
      {standing.length === 0 && <p class="quiet">Nobody yet.</p>}
      <ul class="plain-list">
        {standing.map((person) => (
          <li key={person.pairingId} class="you-person">
            <div>
              <p>{person.name}</p>
              <p class="quiet small">{stateOf(person)}</p>
              {!person.wordsCompared && <Link href={`/pair/${person.pairingId}/words`}>Compare the words</Link>}
            </div>
            <Button kind="quiet" onClick={() => { setEnding(person); }}>End<span class="only-read-aloud"> with {person.name}</span></Button>
          </li>
        ))}
      </ul>
      <div><LinkButton href="/pair">Pair with an invite</LinkButton></div>
      {ending !== null && <Ending person={ending} onClose={() => { setEnding(null); }} />}
    </section>
  );
}

function stateOf(person: Person): string {
  if (person.state === 'waiting') return 'Waiting for a confirmation';
  return person.wordsCompared ? 'Paired, words compared' : 'Paired, words not compared yet';
}

function Ending({ person, onClose }: { person: Person; onClose: () => void }) {
  const [error, setError] = useState<string | null>(null);
  const end = async () => {
    try {
      await endPairing(person.pairingId);
      onClose();
    } catch (fault) {
      setError(sentenceOf(fault));
    }
  };
  return (
    <Dialog
      title={`End sharing with ${person.name}?`}
      open
      onClose={onClose}
      actions={<><Button onClick={onClose}>Leave it</Button><Button kind="clay" onClick={end}>End it</Button></>}
    >
      <p>{person.name} no longer sees anything you shared. What was read was read. Your journal stays as it is.</p>
      {error !== null && <p role="alert">{error}</p>}
    </Dialog>
  );
}
