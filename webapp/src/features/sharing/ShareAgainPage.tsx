// SPDX-License-Identifier: AGPL-3.0-or-later
import './sharing.css';
import { useMemo, useState } from 'preact/hooks';
import { useLocation, useParams } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { courseOf, occasionOf } from '../../domain/course.ts';
import { formatDay, formatTime, relativeDay } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { appointments } from '../../sync/sharing/appointments.ts';
import { people, type Person } from '../../sync/pairing/pairings.ts';
import { offeredTo, previewAgain, shareAgain, type FormerShare } from '../../sync/pairing/sharing-again.ts';
import { Button, LinkButton } from '../../ui/controls/Button.tsx';
import { Choices } from '../../ui/controls/Choices.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { SharedCopy } from '../../ui/text/SharedCopy.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { here } from '../../ui/text/when.ts';
import { usePreview } from './use-preview.ts';

type Until = '7' | '30' | 'open';
const DAY = 86_400_000;

/**
 * What was shared with somebody before, offered to be shared with another: chosen one by one, looked at, then shared or
 * not.
 */
export default function ShareAgainPage() {
  const { pairingId } = useParams<{ pairingId: string }>();
  const person = people.value.find((one) => one.pairingId === pairingId && one.state !== 'ended');
  const [choice, setChoice] = useState<Choice>({ chosen: new Set(), until: '7' });
  const { preview, show, leave } = usePreview<ReturnType<typeof previewAgain>>();
  if (person?.wordsCompared !== true) return <NotYet person={person} />;
  if (preview !== null) return <Preview person={person} previews={preview} onBack={leave} />;
  return <Picking person={person} choice={choice} onChoice={setChoice} onPreview={show} />;
}

function NotYet({ person }: { person: Person | undefined }) {
  return (
    <Page title={m.sharing_first_compare_eight_words()} back="/share" tab={m.phrase_share()}>
      <p>{m.sharing_before_you_share_anything_make()}</p>
      <LinkButton href={person === undefined ? '/pair' : `/pair/${person.pairingId}/words`} kind="act" wide>
        {m.phrase_continue()}
      </LinkButton>
    </Page>
  );
}

interface Choice {
  chosen: ReadonlySet<string>;
  until: Until;
}

function Picking({
  person,
  choice,
  onChoice,
  onPreview,
}: {
  person: Person;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  onPreview: (previews: ReturnType<typeof previewAgain>) => void;
}) {
  const offered = offeredTo(person.pairingId);
  const { chosen, until } = choice;
  const { trouble, run } = useAction();
  const picked = offered.filter(({ key }) => chosen.has(key));
  const flip = (key: string) => {
    const next = chosen.has(key) ? [...chosen].filter((one) => one !== key) : [...chosen, key];
    onChoice({ ...choice, chosen: new Set(next) });
  };
  const look = () => {
    run(async () => {
      onPreview(previewAgain(picked, closing(until)));
    });
  };
  if (offered.length === 0) return <NothingLeft person={person} />;
  return (
    <Page title={m.sharing_share_again_with_name({ name: person.name })} back="/share" tab={m.phrase_share()}>
      <p>{m.sharing_someone_else_could_read({ name: person.name })}</p>
      <fieldset class="passage">
        <legend class="only-read-aloud">{m.sharing_what_name_can_read({ name: person.name })}</legend>
        <div class="passage-pieces">
          {offered.map((one) => (
            <Offered key={one.key} one={one} checked={chosen.has(one.key)} onFlip={flip} />
          ))}
        </div>
      </fieldset>
      <UntilWhen
        value={until}
        onChange={(next) => {
          onChoice({ ...choice, until: next });
        }}
      />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      {picked.length === 0 && (
        <p class="quiet" role="status">
          {m.sharing_choose_at_least_one()}
        </p>
      )}
      <Button kind="act" wide disabled={picked.length === 0} onClick={look}>
        {m.sharing_see_what_name_will_see({ name: person.name })}
      </Button>
      <LinkButton href="/share" kind="quiet" wide>
        {m.sharing_dont_share_any()}
      </LinkButton>
    </Page>
  );
}

function Offered({ one, checked, onFlip }: { one: FormerShare; checked: boolean; onFlip: (key: string) => void }) {
  const { copy } = one;
  const before = people.value.find(({ pairingId }) => pairingId === one.pairingId)?.name ?? m.sharing_someone();
  const when = new Date(copy.written_at);
  return (
    <label class="passage-piece sharing-offered">
      <input
        type="checkbox"
        checked={checked}
        onChange={() => {
          onFlip(one.key);
        }}
      />
      <span>
        <span class="sharing-item-when">
          {m.phrase_day_time({ day: relativeDay(when, here()), time: formatTime(when, here()) })}
        </span>
        <span class="sharing-item-words">{lineOf(copy)}</span>
        <span class="quiet small">
          {copy.excerpt ? `${m.sharing_a_passage()} ` : ''}
          {openedBefore(one, before)}
        </span>
      </span>
    </label>
  );
}

function openedBefore({ openedAt, earlierOpenedAt }: FormerShare, before: string): string {
  const day = (at: string) => relativeDay(new Date(at), here());
  if (openedAt !== null) return m.sharing_before_opened_it_day({ before, day: day(openedAt) });
  if (earlierOpenedAt !== null) return m.sharing_before_opened_earlier({ before, day: day(earlierOpenedAt) });
  return m.sharing_before_hadnt_opened({ before });
}

function lineOf(copy: FormerShare['copy']): string {
  if (copy.kind === 'note') return firstWords(copy.text, 120);
  const words = copy.words.trim();
  return words === ''
    ? m.phrase_mood_mood({ mood: moodWord(copy.mood) })
    : m.sharing_mood_and_words({ mood: moodWord(copy.mood), words: firstWords(words) });
}

const closing = (until: Until): string | null =>
  until === 'open' ? null : new Date(Date.now() + Number(until) * DAY).toISOString();

function UntilWhen({ value, onChange }: { value: Until; onChange: (value: Until) => void }) {
  const day = (until: '7' | '30') => formatDay(new Date(Date.now() + Number(until) * DAY), here());
  const options = [
    { value: '7' as const, label: m.sharing_for_7_days(), hint: day('7') },
    { value: '30' as const, label: m.sharing_for_30_days(), hint: day('30') },
    { value: 'open' as const, label: m.sharing_until_i_stop_sharing() },
  ];
  return <Choices legend={m.sharing_how_long()} options={options} value={value} onChange={onChange} />;
}

/** The clay page: all of it, as it will be read, and nothing else. */
function Preview({
  person,
  previews,
  onBack,
}: {
  person: Person;
  previews: ReturnType<typeof previewAgain>;
  onBack: () => void;
}) {
  const [, go] = useLocation();
  const { busy, trouble, run } = useAction();
  const course = useMemo(() => courseOf(appointments.value, person.pairingId), [person.pairingId]);
  const handOver = () => {
    run(async () => {
      await shareAgain(person.pairingId, previews);
      go('/share', { replace: true });
    });
  };
  return (
    <Page
      title={m.sharing_name_will_see_exactly({ name: person.name })}
      key="preview"
      tab={m.phrase_share()}
      class="sharing-preview"
    >
      {previews.map((copy, place) => (
        <SharedCopy
          key={place}
          copy={copy}
          occasion={occasionOf(course, new Date(copy.written_at), copy.zone)}
          now={new Date()}
        />
      ))}
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      <div class="sharing-answers">
        <Button kind="clay" wide busy={busy} onClick={handOver}>
          {m.sharing_share({ count: previews.length })}
        </Button>
        <Button wide onClick={onBack}>
          {m.phrase_not_now()}
        </Button>
      </div>
    </Page>
  );
}

function NothingLeft({ person }: { person: Person }) {
  return (
    <Page title={m.sharing_nothing_left_to_share_again()} back="/share" tab={m.phrase_share()}>
      <p>{m.sharing_everything_someone_else_could_read({ name: person.name })}</p>
      <LinkButton href="/share" kind="act">
        {m.sharing_to_what_you_share()}
      </LinkButton>
    </Page>
  );
}
