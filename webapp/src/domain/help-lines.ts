// SPDX-License-Identifier: AGPL-3.0-or-later
import { shownName } from './text.ts';

/** One number a person may call at night. */
export interface HelpLine {
  name: string;
  number: string;
  text: string;
}

/** More would push out of sight what cannot be taken away. */
const MOST_LINES = 8;

/**
 * Whom to call, of what a server lists, and the built-in line after it, whatever that is. Numbers are what a telephone
 * dials, and a line that dials the built-in number does not take its place.
 */
export function helpLines(listed: readonly HelpLine[], builtIn: HelpLine): HelpLine[] {
  const lines = listed.map(({ name, number, text }) => ({
    name: shownName(name),
    number: shownNumber(number),
    text: text === '' ? '' : shownName(text),
  }));
  const others = lines.filter(({ number }) => dialled(number) !== dialled(builtIn.number));
  return [...others.slice(0, MOST_LINES), builtIn];
}

/** A number as it is shown, made of nothing but what is dialled and what stands between; '' where it has no digit. */
function shownNumber(number: string): string {
  const shown = number
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[^0-9+()/ -]/g, '')
    .trim();
  return /\d/.test(shown) ? shown : '';
}

/** What the telephone is given of a number that is shown: the same, without what stands between. */
export function dialled(number: string): string {
  return number.replace(/[^0-9+]/g, '');
}
