// SPDX-License-Identifier: AGPL-3.0-or-later
import './check-in.css';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';

import { feelings, moods, moodWord, scales } from '../../domain/check-in.ts';
import { limits } from '../../domain/kinds.ts';
import { firstWords, lengthOf } from '../../domain/text.ts';
import * as m from '../../messages/index.ts';
import { beforeLock } from '../../sync/account.ts';
import { drafts, keepCheckIn, readersOf, type Draft } from '../../sync/entries/journal.ts';
import { Button, HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { Chips, Choices, Scale, type Option } from '../../ui/controls/Choices.tsx';
import { Disclosure } from '../../ui/controls/Disclosure.tsx';
import { useAction } from '../../ui/controls/use-action.ts';
import { BegunDraft } from '../../ui/controls/BegunDraft.tsx';
import { stayWithDraft } from '../../ui/drafts/draft-claim.ts';
import { useDraftTurn, type OpenDraft } from '../../ui/drafts/draft-turn.ts';
import { useDraftKeeper } from '../../ui/drafts/draft-keeper.ts';
import { TextArea } from '../../ui/controls/Field.tsx';
import { offerUndo } from '../../ui/controls/Undo.tsx';
import { momentAfterVerb } from '../../ui/text/when.ts';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { aroundWords } from '../../ui/controls/around.ts';
import { Loading } from '../../ui/page/Loading.tsx';
import { useCheckInOpening, type Answers, type CheckInDraft, type Opening } from './opening.ts';

/** How are you, right now: a new check-in, or one that is being changed. */
export default function CheckInPage({ id }: { id?: string | undefined }) {
  const { number, draft, open } = useDraftTurn();
  return <Turn key={number} id={id} draft={draft} onOpen={open} />;
}

interface TurnProps {
  id: string | undefined;
  draft: string | null;
  onOpen: OpenDraft;
}

function Turn({ id, draft, onOpen }: TurnProps) {
  const opening = useCheckInOpening(id, draft);
  if (opening === null) return <Loading />;
  if (opening === 'missing') return <Missing />;
  return <CheckInForm opening={opening} onOpen={onOpen} />;
}

function Missing() {
  return (
    <Page title={m.check_in_this_check_in_isnt_here()} back="/journal" backLabel={m.phrase_journal()}>
      <p>{m.phrase_it_was_deleted()}</p>
      <LinkButton href="/check-in">{m.check_in_check_in_now()}</LinkButton>
    </Page>
  );
}

function CheckInForm({ opening, onOpen }: { opening: Opening; onOpen: OpenDraft }) {
  const [, navigate] = useLocation();
  const [answers, setAnswers] = useState(opening.answers);
  const { busy, trouble, run, say } = useAction();
  const top = useRef<HTMLDivElement>(null);
  const { key } = opening.claim;
  const leadsTo = opening.entryId === null ? '/' : `/journal/${opening.entryId}`;
  const [path] = useState(location.pathname);
  const [begun, setBegun] = useState(opening.begun);
  const [begunAt] = useState(() => (opening.begunAt ?? new Date()).toISOString());
  const keeper = useDraftKeeper<CheckInDraft>(async (value) => {
    await drafts.keep({ key, entryId: opening.entryId, kind: 'check_in', value });
    if (opening.entryId === null) stayWithDraft(path, key);
  }, beforeLock);
  const answer = (change: Partial<Answers>) => {
    const next = { ...answers, ...change };
    setAnswers(next);
    say(null);
    setBegun([]);
    keeper.changed({ answers: next, base: opening.base, begunAt });
  };
  const keep = async () => {
    await keeper.finish();
    try {
      await keepAnswers(answers, opening);
      await drafts.drop(key);
      navigate(leadsTo, { replace: true });
    } catch (fault) {
      keeper.resume({ answers, base: opening.base, begunAt });
      throw fault;
    }
  };
  const discard = async () => {
    await keeper.finish();
    try {
      const kept = await drafts.get(key);
      if (kept !== null) await discarded(kept);
    } catch (fault) {
      keeper.resume({ answers, base: opening.base, begunAt });
      throw fault;
    }
    if (opening.entryId === null) navigate('/', { replace: true });
    else onOpen(null);
  };
  const save = () => {
    const fault = whyNot(answers);
    if (answers.mood === null) top.current?.querySelector('input')?.focus();
    if (fault === null) run(keep);
    else say(fault);
  };
  return (
    <Page title={titleWords(opening)} back={leadsTo} action={<HelpNow />} tab={m.phrase_check_in()} class="check-in">
      {opening.begunAt !== null && opening.entryId === null && (
        <p class="quiet">{m.check_in_goes_on({ when: momentAfterVerb(opening.begunAt) })}</p>
      )}
      {begun.slice(0, 1).map((one) => (
        <BegunDraft
          key={one.draft.key}
          sentence={m.check_in_you_began_one({ when: momentAfterVerb(one.begunAt) })}
          words={wordsOf(one.answers)}
          onContinue={() => {
            onOpen(one.draft.key);
          }}
          onDiscard={async () => {
            await discarded(one.draft);
            setBegun(begun.slice(1));
          }}
        />
      ))}
      <div ref={top}>
        <Choices
          legend={m.phrase_mood()}
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
      <Disclosure summary={m.check_in_feelings_if_you_like()} open={opening.answers.feelings.length > 0}>
        <Chips
          legend={<span class="only-read-aloud">{m.phrase_feelings()}</span>}
          options={[...new Set([...feelings, ...opening.answers.feelings])]}
          values={answers.feelings}
          onChange={(chosen) => {
            answer({ feelings: chosen });
          }}
        />
      </Disclosure>
      <TextArea
        label={m.check_in_a_few_words_if()}
        rows={2}
        value={answers.words}
        onValue={(words) => {
          answer({ words });
        }}
      />
      <p class="quiet small">
        {opening.entryId === null ? m.check_in_only_you_can_read() : aroundWords(readersOf(opening.entryId))}
      </p>
      <div class="check-in-foot">
        {trouble !== null && (
          <Notice kind="fault">
            <p>{trouble}</p>
          </Notice>
        )}
        <Button kind="act" wide busy={busy} onClick={save}>
          {m.check_in_save()}
        </Button>
        {opening.begunAt !== null && (
          <Button
            kind="quiet"
            wide
            busy={busy}
            onClick={() => {
              run(discard);
            }}
          >
            {m.check_in_discard()}
          </Button>
        )}
      </div>
    </Page>
  );
}

/** Discards a draft, and offers to undo that. */
async function discarded(draft: Draft): Promise<void> {
  const { undo } = await drafts.discard(draft);
  offerUndo(() => m.ui_draft_discarded(), undo);
}

const HOUR = 3_600_000;

/** The title of a draft begun hours ago asks about that time. */
function titleWords({ begunAt, entryId }: Opening): string {
  const isOld = begunAt !== null && entryId === null && Date.now() - begunAt.getTime() > HOUR;
  return isOld ? m.check_in_how_were_you({ when: momentAfterVerb(begunAt) }) : m.check_in_how_are_you_right_now();
}

function wordsOf({ mood, words }: Answers): string {
  const said = firstWords(words, 80);
  if (mood === null) return said;
  return [m.phrase_mood_mood({ mood: moodWord(mood) }), said].filter((part) => part !== '').join('. ');
}

/** One sentence when these answers cannot be kept yet. */
function whyNot(answers: Answers): string | null {
  if (answers.mood === null) return m.check_in_please_choose_one();
  if (lengthOf(answers.words) <= limits.checkInWords) return null;
  return m.check_in_a_check_in_holds_up();
}

async function keepAnswers(answers: Answers, opening: Opening): Promise<void> {
  if (answers.mood === null) return;
  await keepCheckIn({
    ...answers,
    mood: answers.mood,
    ...(opening.entryId === null ? {} : { id: opening.entryId }),
    ...(opening.base === null ? {} : { base: opening.base }),
    // Answers begun earlier are dated when they were begun, however late they are finished.
    ...(opening.begunAt === null || opening.entryId !== null ? {} : { writtenAt: opening.begunAt }),
  });
}
