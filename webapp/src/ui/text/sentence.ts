// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';

/** What to say about something that went wrong: the fault's own sentence, or the given one. */
export function sentenceOf(error: unknown, otherwise = m.fault_that_didnt_work_your_words()): string {
  return textOf(error, 'sentence') ?? otherwise;
}

/** The stable code a fault carries, for a screen that has a way on for just this one. */
export function codeOf(error: unknown): string | null {
  return textOf(error, 'code');
}

function textOf(error: unknown, name: 'sentence' | 'code'): string | null {
  if (typeof error !== 'object' || error === null || !(name in error)) return null;
  const text = (error as Record<string, unknown>)[name];
  return typeof text === 'string' && text !== '' ? text : null;
}
