// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What a check-in asks, in words. It is no validated measure of anything, and a low number is no verdict.
 *
 * Scales and their words are declared in interlude/payloads/check_in.py. Screens take them from here alone, so that
 * they can be translated in one place, by the name of the scale and the step.
 */
import { KINDS } from './generated/kinds.ts';
import { kinds, type ScaleWords } from './kinds.ts';
import type { CheckIn } from './payloads.ts';

/** One to five, as they are kept. */
export type Step = 1 | 2 | 3 | 4 | 5;

type Fields = (typeof KINDS)['check_in']['fields'];

/** Everything a check-in asks on a scale. */
export type Measure = { [N in keyof Fields]: Fields[N] extends { scale: unknown } ? N : never }[keyof Fields];
/** The scales that may be left out: all but the mood. */
export type ScaleName = Exclude<Measure, 'mood'>;
/** What a check-in says, without when and where. */
export type Answers = Pick<CheckIn, Measure | 'feelings' | 'words'>;

const scaleOf = (name: string): ScaleWords | undefined => kinds.check_in.fields[name]?.scale;
const isMeasure = (name: string): name is Measure => scaleOf(name) !== undefined;

/** In the order they are asked, the mood first. */
export const measures: readonly Measure[] = Object.keys(kinds.check_in.fields).filter(isMeasure);

/** One value for each measure. */
export function byMeasure<T>(value: (name: Measure) => T): Record<Measure, T> {
  return Object.fromEntries(measures.map((name) => [name, value(name)])) as Record<Measure, T>;
}

/** Mood in words, lowest first. The interval between two words means nothing. */
export const moods: readonly { value: Step; word: string }[] = KINDS.check_in.fields.mood.scale.words.map(
  (word, at) => ({ value: (at + 1) as Step, word }),
);

/** The word for a mood; a number no word stands for is said as a number. */
export function moodWord(value: number): string {
  return moods.find((mood) => mood.value === value)?.word ?? String(value);
}

/** The optional scales: `low` stands at 1, `high` at 5. Only for anxiety is 5 the harder end. */
export const scales: readonly { name: ScaleName; label: string; low: string; high: string }[] = measures.flatMap(
  (name) => {
    const scale = scaleOf(name);
    return name === 'mood' || scale === undefined ? [] : [{ ...scale, name }];
  },
);

/** Nothing answered: what a check-in starts from. */
export const unanswered = { ...byMeasure(() => null), feelings: [], words: '' };

/** The answers of a check-in, and nothing else of it. */
export function answersOf(of: Answers): Answers {
  const { feelings, words } = of;
  return { ...(byMeasure((name) => of[name]) as Pick<CheckIn, Measure>), feelings: [...feelings], words };
}

/** Feelings to tick, beside a person's own words. */
export const feelings: readonly string[] = [
  'calm',
  'hopeful',
  'grateful',
  'tender',
  'curious',
  'relieved',
  'open',
  'tired',
  'sad',
  'anxious',
  'angry',
  'ashamed',
  'lonely',
  'numb',
  'restless',
  'confused',
];
