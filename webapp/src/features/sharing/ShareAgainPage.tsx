import './sharing.css';
import { useMemo, useState } from 'preact/hooks';
import { useLocation, useParams } from 'wouter-preact';

import { moodWord } from '../../domain/check-in.ts';
import { courseOf, occasionOf } from '../../domain/course.ts';
import { formatDay, formatTime, relativeDay } from '../../domain/dates.ts';
import { firstWords } from '../../domain/text.ts';
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

type Until = '7' | '30' | 'open';
const DAY = 86_400_000;

/**
 * What was shared with somebody before, offered to be shared with another: chosen one by one, looked at, then shared or
 * not.
 */
export default function ShareAgainPage() {
  const { pairingId } = useParams<{ pairingId: string }>();
  const person = people.value.find((one) => one.pairingId === pairingId && one.state !== 'ended');
  const [previews, setPreviews] = useState<ReturnType<typeof previewAgain> | null>(null);
  if (person?.wordsCompared !== true) return <NotYet person={person} />;
  if (previews !== null)
    return (
      <Preview
        person={person}
        previews={previews}
        onBack={() => {
          setPreviews(null);
        }}
      />
    );
  return <Picking person={person} onPreview={setPreviews} />;
}

function NotYet({ person }: { person: Person | undefined }) {
  return (
    <Page title="First, eight words" back="/share" tab="Share">
      <p>Before anything is shared, make sure that it is really the person you mean: compare the eight words.</p>
      <LinkButton href={person === undefined ? '/pair' : `/pair/${person.pairingId}/words`} kind="act" wide>
        Go on
      </LinkButton>
    </Page>
  );
}

function Picking({
  person,
  onPreview,
}: {
  person: Person;
  onPreview: (previews: ReturnType<typeof previewAgain>) => void;
}) {
  const offered = offeredTo(person.pairingId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [until, setUntil] = useState<Until>('7');
  const { trouble, run } = useAction();
  const picked = offered.filter(({ key }) => chosen.has(key));
  const flip = (key: string) => {
    setChosen(new Set(chosen.has(key) ? [...chosen].filter((one) => one !== key) : [...chosen, key]));
  };
  const look = () => {
    run(async () => {
      onPreview(previewAgain(picked, closing(until)));
    });
  };
  if (offered.length === 0) return <NothingLeft person={person} />;
  return (
    <Page title={`Share again with ${person.name}?`} back="/share" tab="Share">
      <p>This is what somebody else could read before. {person.name} sees nothing of it unless you choose it here.</p>
      <fieldset class="passage">
        <legend class="only-read-aloud">What {person.name} may read</legend>
        <div class="passage-pieces">
          {offered.map((one) => (
            <Offered key={one.key} one={one} checked={chosen.has(one.key)} onFlip={flip} />
          ))}
        </div>
      </fieldset>
      <UntilWhen value={until} onChange={setUntil} />
      {trouble !== null && (
        <Notice kind="fault">
          <p>{trouble}</p>
        </Notice>
      )}
      {picked.length === 0 && (
        <p class="quiet" role="status">
          Choose at least one.
        </p>
      )}
      <Button kind="act" wide disabled={picked.length === 0} onClick={look}>
        See what {person.name} will see
      </Button>
      <LinkButton href="/share" kind="quiet" wide>
        Share none of it
      </LinkButton>
    </Page>
  );
}

function Offered({ one, checked, onFlip }: { one: FormerShare; checked: boolean; onFlip: (key: string) => void }) {
  const { copy } = one;
  const before = people.value.find(({ pairingId }) => pairingId === one.pairingId)?.name ?? 'Somebody';
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
          {relativeDay(when, here())}, {formatTime(when, here())}
        </span>
        <span class="sharing-item-words">{lineOf(copy)}</span>
        <span class="quiet small">
          {copy.excerpt ? 'A passage. ' : ''}
          {one.openedAt === null
            ? `${before} had not opened it.`
            : `${before} opened it ${relativeDay(new Date(one.openedAt), here())}.`}
        </span>
      </span>
    </label>
  );
}

function lineOf(copy: FormerShare['copy']): string {
  if (copy.kind === 'note') return firstWords(copy.text, 120);
  const words = copy.words.trim();
  return words === '' ? `Mood: ${moodWord(copy.mood)}` : `Mood: ${moodWord(copy.mood)}. ${firstWords(words)}`;
}

const closing = (until: Until): string | null =>
  until === 'open' ? null : new Date(Date.now() + Number(until) * DAY).toISOString();

function UntilWhen({ value, onChange }: { value: Until; onChange: (value: Until) => void }) {
  const day = (until: '7' | '30') => formatDay(new Date(Date.now() + Number(until) * DAY), here());
  const options = [
    { value: '7' as const, label: 'It closes by itself in 7 days', hint: day('7') },
    { value: '30' as const, label: 'It closes by itself in 30 days', hint: day('30') },
    { value: 'open' as const, label: 'Until I take it back' },
  ];
  return <Choices legend="Until when" options={options} value={value} onChange={onChange} />;
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
      go('/share');
    });
  };
  return (
    <Page title={`${person.name} will see exactly this`} key="preview" tab="Share" class="sharing-preview">
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
          {previews.length === 1 ? 'Share' : `Share these ${previews.length}`}
        </Button>
        <Button wide onClick={onBack}>
          Not now
        </Button>
      </div>
    </Page>
  );
}

function NothingLeft({ person }: { person: Person }) {
  return (
    <Page title="Nothing left to share again" back="/share" tab="Share">
      <p>
        All that somebody else could read before is shared with {person.name} already, or is not in your journal any
        more.
      </p>
      <LinkButton href="/share" kind="act">
        To what you share
      </LinkButton>
    </Page>
  );
}
