// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { isJournalHere } from '../../sync/exchange/connection.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { LinkButton } from '../../ui/controls/Button.tsx';

/** With whom one is paired; pairing, comparing and ending have their own page. */
export function People() {
  const standing = people.value.filter((person) => person.state !== 'ended');
  return (
    <section class="stack-tight" aria-labelledby="your-people">
      <h2 id="your-people">{m.you_people_you_can_share()}</h2>
      {standing.length === 0 && (
        <p class="quiet">{isJournalHere.value ? m.you_nobody_yet() : m.phrase_people_on_their_way()}</p>
      )}
      <ul class="plain-list">
        {standing.map((person) => (
          <li key={person.pairingId} class="you-person">
            <span>{person.name}</span>
            <span class="quiet small">{stateOf(person)}</span>
          </li>
        ))}
      </ul>
      <div>
        <LinkButton href="/pair">
          {standing.length === 0 ? m.you_pair_with_an_invite() : m.you_pair_or_end_a_pairing()}
        </LinkButton>
      </div>
    </section>
  );
}

function stateOf(person: Person): string {
  if (person.state === 'waiting') return m.you_hasnt_answered_yet();
  return person.wordsCompared ? m.phrase_paired() : m.you_paired_words_not_compared_yet();
}
