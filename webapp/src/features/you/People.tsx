import { people, type Person } from '../../sync/pairing/pairings.ts';
import { LinkButton } from '../../ui/controls/Button.tsx';

/** With whom one is paired; pairing, comparing and ending have their own page. */
export function People() {
  const standing = people.value.filter((person) => person.state !== 'ended');
  return (
    <section class="stack-tight" aria-labelledby="your-people">
      <h2 id="your-people">Whom you can share with</h2>
      {standing.length === 0 && <p class="quiet">Nobody yet.</p>}
      <ul class="plain-list">
        {standing.map((person) => (
          <li key={person.pairingId} class="you-person">
            <span>{person.name}</span>
            <span class="quiet small">{stateOf(person)}</span>
          </li>
        ))}
      </ul>
      <div>
        <LinkButton href="/pair">{standing.length === 0 ? 'Pair with an invite' : 'Pair or end a pairing'}</LinkButton>
      </div>
    </section>
  );
}

function stateOf(person: Person): string {
  if (person.state === 'waiting') return 'Has not answered yet';
  return person.wordsCompared ? 'Paired' : 'Paired, words not compared yet';
}
