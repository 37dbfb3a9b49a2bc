// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What has to happen again and again for an interleaving to prove anything. Counted where it really happens, not where
 * a step asks for it: a simulator that never loses an answer proves nothing.
 */
const OFTEN = [
  'a request lost',
  'an answer lost',
  'an answer cut short',
  'a request twice',
  'a late request',
  'phones overtake each other',
  'a phone overtakes itself',
  'a restart',
  'a kill',
  'a kill in the middle of something',
  'an action with another under way',
  'a full disk at the beginning of a write',
  'a full disk at its end',
  'a clock jumps',
  'the server’s clock jumps',
  'time passes',
  'a backup',
  'a restore',
  'an edit',
  'a deletion',
  'an undo',
  'a draft',
  'a lock',
  'two phones in conflict',
  'two texts in one entry',
  'a share',
  'an un-share',
  'a share reaches its end',
  'Theo reads',
  'Theo opens',
  'an appointment',
  'a pairing ends',
  'six digits',
  'a new device',
  'Mallory tries',
] as const;
/** What only long interleavings have room for. */
const ONLY_LONG = ['the server starts anew'] as const;

/** What a server does that lies to one phone. */
const BY_LYING = [
  'a false receipt',
  'rows hidden',
  'an older revision shown',
  'entries in another order',
  'a server turns honest',
  'a liar says it was restored',
] as const;

export type SimulatedEvent = (typeof OFTEN)[number] | (typeof ONLY_LONG)[number] | (typeof BY_LYING)[number];

/** What has to be met by interleavings of all kinds, by long ones, or by those with a server that lies. */
export function eventsOf(of: { long: boolean; lying: boolean }): readonly SimulatedEvent[] {
  if (of.lying) return [...BY_LYING, 'an edit', 'a deletion', 'two texts in one entry'];
  return of.long ? [...OFTEN, ...ONLY_LONG] : [...OFTEN, ...BY_LYING];
}
