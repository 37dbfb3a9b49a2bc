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
    <Page title="Locking" back="/you" tab="Locking">
      <LockAfter />
      <LockWhenHidden />
      <Pin />
      <section class="stack-tight">
        <h2>What others can see</h2>
        <p>
          As soon as Interlude is out of sight, plain paper with its name covers the page. Most phones show that in
          their list of open apps.
        </p>
        <p class="quiet">
          Some take their picture a moment earlier, and no web page can stop them or a screenshot. Your keyboard may
          remember words too; that is for the keyboard’s own settings.
        </p>
      </section>
    </Page>
  );
}

const graces: readonly (Option<number> & { grace: Grace })[] = [
  { value: 0, grace: 0, label: 'At once', hint: 'Also when you take a photo or look up a password.' },
  { value: 30, grace: 30, label: 'After 30 seconds' },
  { value: 120, grace: 120, label: 'After 2 minutes' },
  { value: 300, grace: 300, label: 'After 5 minutes' },
  { value: -1, grace: null, label: 'Only after the time above' },
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
      <Choices legend="Lock on this device when it is out of sight" options={graces} value={chosen} onChange={take} />
      {trouble !== null && (
        <p class="field-error" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

const pauses: readonly { minutes: number; words: string }[] = [
  { minutes: 1, words: '1 minute' },
  { minutes: 5, words: '5 minutes' },
  { minutes: 15, words: '15 minutes' },
  { minutes: 60, words: '1 hour' },
  { minutes: 240, words: '4 hours' },
];

/** How long the app stays open untouched; sealed with the journal, so it goes along to every device. */
function LockAfter() {
  const id = useId();
  const keep = (chosen: number) => keepSettings({ ...settings.peek(), lockAfterMinutes: chosen });
  const { value: minutes, trouble, choose } = useChoice(settings.value.lockAfterMinutes, keep);
  const offered = pauses.some((pause) => pause.minutes === minutes)
    ? pauses
    : [...pauses, { minutes, words: `${minutes} minutes` }];
  return (
    <div class="field">
      <label class="field-label" for={id}>
        Lock when untouched for
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
