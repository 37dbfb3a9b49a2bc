import './check-in.css';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { feelings, moods, scales } from '../../domain/check-in.ts';
import { limits } from '../../domain/kinds.ts';
import { lengthOf } from '../../domain/text.ts';
import { beforeLock } from '../../sync/account.ts';
import { drafts, keepCheckIn } from '../../sync/entries/journal.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { Chips, Choices, Scale, type Option } from '../../ui/controls/Choices.tsx';
import { Disclosure } from '../../ui/controls/Disclosure.tsx';
import { useDraftKeeper } from '../../ui/drafts/draft-keeper.ts';
import { TextArea } from '../../ui/controls/Field.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { sentenceOf } from '../../ui/text/sentence.ts';
import { Loading } from '../../ui/page/Loading.tsx';
import { useCheckInOpening, type Answers, type CheckInDraft, type Opening } from './opening.ts';

/** How are you, right now: a new check-in, or one that is being changed. */
export default function CheckInPage({ id }: { id?: string | undefined }) {
  const opening = useCheckInOpening(id);
  if (opening === null) return <Loading />;
  if (opening === 'missing') return <Missing />;
  return <CheckInForm opening={opening} />;
}

function Missing() {
  return (
    <Page title="This check-in is not here" back="/journal" backLabel="Journal">
      <p>It was deleted, or it has not arrived on this phone yet.</p>
      <LinkButton href="/check-in">Check in now</LinkButton>
    </Page>
  );
}

function CheckInForm({ opening }: { opening: Opening }) {
  const [, navigate] = useLocation();
  const [answers, setAnswers] = useState(opening.answers);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const { key } = opening.claim;
  const leadsTo = opening.entryId === null ? '/' : `/journal/${opening.entryId}`;
  const keeper = useDraftKeeper<CheckInDraft>(
    (value) => drafts.keep({ key, entryId: opening.entryId, kind: 'check_in', value }),
    beforeLock,
  );
  const answer = (change: Partial<Answers>) => {
    const next = { ...answers, ...change };
    setAnswers(next);
    setError(null);
    keeper.changed({ answers: next, base: opening.base });
  };
  const keep = async () => {
    const fault = whyNot(answers);
    setError(fault);
    if (answers.mood === null) top.current?.querySelector('input')?.focus();
    if (fault !== null) return;
    setBusy(true);
    await keeper.finish();
    try {
      await keepAnswers(answers, opening);
      await drafts.drop(key);
      navigate(leadsTo, { replace: true });
    } catch (caught) {
      setError(sentenceOf(caught));
      setBusy(false);
      keeper.resume({ answers, base: opening.base });
    }
  };
  return (
    <Page title="How are you, right now?" back={leadsTo} action={<HelpNow />} tab="Check in" class="check-in">
      <div ref={top}>
        <Choices
          legend="Mood"
          legendHidden
          options={moods.map(({ value, word }): Option<number> => ({ value, label: word }))}
          value={answers.mood}
          onChange={(mood) => {
            answer({ mood });
          }}
        />
      </div>
      <div class="check-in-scales">
        {scales.map(({ name, label, low, high }) => (
          <Scale
            key={name}
            legend={label}
            low={low}
            high={high}
            value={answers[name]}
            onChange={(value) => {
              answer({ [name]: value });
            }}
          />
        ))}
      </div>
      <Disclosure summary="Feelings, if you like" open={opening.answers.feelings.length > 0}>
        <Chips
          legend={<span class="only-read-aloud">Feelings</span>}
          options={[...new Set([...feelings, ...opening.answers.feelings])]}
          values={answers.feelings}
          onChange={(chosen) => {
            answer({ feelings: chosen });
          }}
        />
      </Disclosure>
      <TextArea
        label="A few words, if you like"
        rows={2}
        value={answers.words}
        onValue={(words) => {
          answer({ words });
        }}
      />
      <p class="quiet small">Only you can read this. Nobody is watching this page right now.</p>
      <div class="check-in-foot">
        {error !== null && (
          <Notice kind="fault">
            <p>{error}</p>
          </Notice>
        )}
        <Button kind="act" wide busy={busy} onClick={keep}>
          Keep
        </Button>
      </div>
    </Page>
  );
}

/** One sentence when these answers cannot be kept yet. */
function whyNot(answers: Answers): string | null {
  if (answers.mood === null) return 'Please choose one of the five words at the top first.';
  if (lengthOf(answers.words) <= limits.checkInWords) return null;
  return 'A check-in holds 10,000 characters. Please put the long part into a note; here it stays as you typed it.';
}

async function keepAnswers(answers: Answers, opening: Opening): Promise<void> {
  if (answers.mood === null) return;
  await keepCheckIn({
    ...answers,
    mood: answers.mood,
    ...(opening.entryId === null ? {} : { id: opening.entryId }),
    ...(opening.base === null ? {} : { base: opening.base }),
  });
}
