// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Random } from './random.ts';
import type { PhoneName } from './participants.ts';

/** What happens, in one word. */
export type What =
  | 'write'
  | 'check_in'
  | 'append'
  | 'rewrite'
  | 'delete'
  | 'undo'
  | 'draft'
  | 'finish_draft'
  | 'exchange'
  | 'line_cut'
  | 'line_bad'
  | 'line_good'
  | 'disk_filling'
  | 'disk_free'
  | 'kill'
  | 'restart'
  | 'lock'
  | 'wait'
  | 'clock'
  | 'share'
  | 'unshare'
  | 'opened'
  | 'appointment'
  | 'end_pairing'
  | 'back_up'
  | 'restore'
  | 'server_restart'
  | 'server_clock'
  | 'lie'
  | 'honest';

/**
 * One step. `pick` chooses among what there is then; after `turns` of the loop the next step begins, whether this one
 * has ended or not; null: when it has ended.
 */
export interface Step {
  who: PhoneName;
  what: What;
  pick: number;
  turns: number | null;
}

/** How many of which. Actions of people first, then what happens to them. */
const ANA_ALONE: readonly (readonly [What, number])[] = [
  ['write', 12],
  ['check_in', 4],
  ['append', 20],
  ['rewrite', 6],
  ['delete', 8],
  ['undo', 6],
  ['draft', 3],
  ['finish_draft', 3],
  ['exchange', 26],
  ['line_cut', 2],
  ['line_bad', 4],
  ['line_good', 1],
  ['disk_filling', 3],
  ['disk_free', 2],
  ['kill', 3],
  ['restart', 3],
  ['lock', 2],
  ['wait', 3],
  ['clock', 3],
  ['back_up', 3],
  ['restore', 3],
];
const WITH_THEO: typeof ANA_ALONE = [
  ...ANA_ALONE,
  ['share', 22],
  ['unshare', 9],
  ['opened', 9],
  ['appointment', 3],
  ['end_pairing', 2],
  ['server_clock', 5],
];
/** Steps for two phones that edit the same entry: conflicts that are rare among several entries are common here. */
const ONE_ENTRY: typeof ANA_ALONE = [
  ['append', 20],
  ['rewrite', 8],
  ['delete', 12],
  ['undo', 3],
  ['exchange', 30],
  ['line_cut', 2],
  ['line_bad', 3],
  ['line_good', 1],
  ['kill', 2],
  ['restart', 2],
];
/** Two phones, and a server that lies to one of them now and then. */
const LIED_TO: typeof ANA_ALONE = [
  ['write', 3],
  ['append', 20],
  ['rewrite', 8],
  ['delete', 10],
  ['undo', 2],
  ['exchange', 34],
  ['line_cut', 2],
  ['line_good', 2],
  ['restart', 2],
  ['lie', 16],
  ['honest', 5],
];
/** What only a long interleaving has room for. */
const LONG: typeof ANA_ALONE = [...WITH_THEO, ['server_restart', 1], ['kill', 3], ['wait', 3]];

const OF_THEO: ReadonlySet<What> = new Set(['opened', 'appointment']);
const OF_ANA: ReadonlySet<What> = new Set([
  'write',
  'check_in',
  'append',
  'rewrite',
  'delete',
  'undo',
  'draft',
  'finish_draft',
  'share',
  'unshare',
]);

export type Kind = 'alone' | 'one_entry' | 'with_theo' | 'lied_to' | 'long';
const STEPS: Record<Kind, { deeds: typeof ANA_ALONE; least: number; most: number }> = {
  alone: { deeds: ANA_ALONE, least: 6, most: 12 },
  one_entry: { deeds: ONE_ENTRY, least: 8, most: 12 },
  with_theo: { deeds: WITH_THEO, least: 8, most: 14 },
  lied_to: { deeds: LIED_TO, least: 10, most: 16 },
  long: { deeds: LONG, least: 30, most: 70 },
};

const TWO_PHONES: ReadonlySet<Kind> = new Set(['alone', 'one_entry', 'lied_to']);
export const isWithoutTheo = (kind: Kind): boolean => TWO_PHONES.has(kind);

/** The steps of one seed. */
export function scheduleOf(random: Random, kind: Kind): Step[] {
  const { deeds, least, most } = STEPS[kind];
  const count = least + random.below(most - least + 1);
  const steps = beginningOf(random, kind);
  while (steps.length < count) steps.push(step(random, deeds, kind, steps.at(-1)));
  return steps;
}

function beginningOf(random: Random, kind: Kind): Step[] {
  if (kind === 'lied_to') return [...onBoth(random), lie(random)];
  return kind === 'one_entry' ? onBoth(random) : [first(random)];
}

const lie = (random: Random): Step => ({
  who: random.one(['phone', 'tablet']),
  what: 'lie',
  pick: random.below(1_000),
  turns: null,
});

/** Writes a first entry to work on. */
const first = (random: Random): Step => ({
  who: random.one(['phone', 'tablet']),
  what: 'write',
  pick: random.below(1_000),
  turns: null,
});

/** The same, which the other phone has as well. */
const onBoth = (random: Random): Step[] => [
  first(random),
  { who: 'phone', what: 'exchange', pick: GOOD_LINE, turns: null },
  { who: 'tablet', what: 'exchange', pick: GOOD_LINE, turns: null },
  { who: 'phone', what: 'exchange', pick: GOOD_LINE, turns: null },
];
const GOOD_LINE = 1;

/** How often somebody takes a deletion back at once, of one. */
const THINKS_BETTER = 0.2;

/** While something is under way on a phone, its person mostly goes on there, often with the same entry. */
function step(random: Random, deeds: typeof ANA_ALONE, kind: Kind, before: Step | undefined): Step {
  if (before?.what === 'delete' && random.chance(THINKS_BETTER)) return { ...before, what: 'undo', turns: null };
  const what = weighed(random, deeds);
  const goesOn = before !== undefined && before.turns !== null && random.chance(0.6) && !OF_THEO.has(what);
  const who = goesOn && !(before.who === 'theo' && OF_ANA.has(what)) ? before.who : whose(random, what, kind);
  return {
    who,
    what,
    pick: goesOn && random.chance(0.5) ? before.pick : random.below(1_000),
    turns: random.chance(0.55) ? null : random.below(300),
  };
}

function weighed(random: Random, deeds: typeof ANA_ALONE): What {
  let left = random.below(deeds.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [what, weight] of deeds) if ((left -= weight) < 0) return what;
  return 'exchange';
}

function whose(random: Random, what: What, kind: Kind): PhoneName {
  if (OF_THEO.has(what)) return 'theo';
  if (OF_ANA.has(what) || isWithoutTheo(kind)) return random.one(['phone', 'tablet']);
  return random.one(['phone', 'tablet', 'theo']);
}

/** A step as a line of the log. */
export function written({ who, what, pick, turns }: Step): string {
  return `${who.padEnd(6)} ${what.padEnd(14)} ${String(pick).padStart(3)} ${turns === null ? 'to its end' : `${turns} turns`}`;
}
