// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './you.css';
import { useId } from 'preact/hooks';

import { keepSettings, settings } from '../../sync/account.ts';
import { hiddenGrace, keepGrace, type Grace } from '../../sync/unlocking/locking.ts';
import { Choices, type Option } from '../../ui/controls/Choices.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { useChoice } from '../../ui/controls/use-choice.ts';
import { Pin } from './Pin.tsx';

/** When this phone locks, what opens it quickly, and what can be seen of it meanwhile. */
export default function LockingPage() {
  return (
    <Page title={m.you_lock()} back="/you" tab={m.you_lock()}>
      <LockAfter />
      <LockWhenHidden />
      <Pin />
      <section class="stack-tight">
        <h2>{m.you_what_others_can_see()}</h2>
        <p>{m.you_as_soon_as_interlude()}</p>
        <p class="quiet">{m.you_some_phones_take_their_picture()}</p>
      </section>
    </Page>
  );
}

const graces: readonly (Option<number> & { grace: Grace })[] = [
  { value: 0, grace: 0, label: m.you_right_away(), hint: m.you_even_when_you_take() },
  { value: 30, grace: 30, label: m.you_after_30_seconds() },
  { value: 120, grace: 120, label: m.you_after_2_minutes() },
  { value: 300, grace: 300, label: m.you_after_5_minutes() },
  { value: -1, grace: null, label: m.you_only_after_the_time_above() },
];

/** How long it stays open while something else is in front, or the screen is off. */
function LockWhenHidden() {
  const { value, trouble, choose } = useChoice(hiddenGrace.value, keepGrace);
  const chosen = graces.find(({ grace }) => grace === value)?.value ?? null;
  const take = (picked: number) => {
    const grace = graces.find((one) => one.value === picked)?.grace;
    if (grace !== undefined) choose(grace);
  };
  return (
    <div class="stack-tight">
      <Choices legend={m.you_lock_this_device_when_interlude()} options={graces} value={chosen} onChange={take} />
      {trouble !== null && (
        <p class="field-error" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

const pauses: readonly { minutes: number; words: string }[] = [
  { minutes: 1, words: m.you_1_minute() },
  { minutes: 5, words: m.you_5_minutes() },
  { minutes: 15, words: m.you_15_minutes() },
  { minutes: 60, words: m.you_1_hour() },
  { minutes: 240, words: m.you_4_hours() },
];

/** How long the app stays open untouched; sealed with the journal, so it goes along to every device. */
function LockAfter() {
  const id = useId();
  const keep = (chosen: number) => keepSettings({ ...settings.peek(), lockAfterMinutes: chosen });
  const { value: minutes, trouble, choose } = useChoice(settings.value.lockAfterMinutes, keep);
  const offered = pauses.some((pause) => pause.minutes === minutes)
    ? pauses
    : [...pauses, { minutes, words: m.phrase_minutes_minutes({ minutes }) }];
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {m.you_lock_after_this_long_without()}
      </label>
      <select
        id={id}
        class="field-input you-select"
        value={minutes}
        onChange={(event) => {
          choose(Number(event.currentTarget.value));
        }}
      >
        {offered.map((pause) => (
          <option key={pause.minutes} value={pause.minutes} selected={pause.minutes === minutes}>
            {pause.words}
          </option>
        ))}
      </select>
      {trouble !== null && (
        <p class="field-error" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
