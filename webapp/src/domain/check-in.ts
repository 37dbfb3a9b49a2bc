/** What a check-in asks, in words. It is no validated measure of anything, and a low number is no verdict. */

/** One to five, as they are kept. */
export type Step = 1 | 2 | 3 | 4 | 5;

/** Mood in words, lowest first. The interval between two words means nothing. */
export const moods: readonly { value: Step; word: string }[] = [
  { value: 1, word: 'very low' },
  { value: 2, word: 'low' },
  { value: 3, word: 'in between' },
  { value: 4, word: 'good' },
  { value: 5, word: 'very good' },
];

/** The word for a mood; a number no word stands for is said as a number. */
export function moodWord(value: number): string {
  return moods.find((mood) => mood.value === value)?.word ?? String(value);
}

export type ScaleName = 'energy' | 'anxiety' | 'sleep' | 'connection';

/** The four optional scales: `low` stands at 1, `high` at 5. Only for anxiety is 5 the harder end. */
export const scales: readonly { name: ScaleName; label: string; low: string; high: string }[] = [
  { name: 'energy', label: 'Energy', low: 'low', high: 'high' },
  { name: 'anxiety', label: 'Anxiety', low: 'none', high: 'high' },
  { name: 'sleep', label: 'Slept', low: 'badly', high: 'well' },
  { name: 'connection', label: 'People', low: 'far', high: 'near' },
];

/** Feelings to tick, beside a person's own words. At most 24 are kept, 40 characters each. */
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

export const MOST_FEELINGS = 24;
export const LONGEST_FEELING = 40; // characters, as people count them: code points
export const LONGEST_WORDS = 10_000;
export const LONGEST_NOTE = 200_000;
