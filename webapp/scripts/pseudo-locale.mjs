// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The pseudo-locale en-XA: English with accents, about 40 % longer, each message in brackets.
 *
 * A screen in it shows what does not fit when a language needs more room, and, by letters outside the brackets, what
 * was not taken from the catalogue. It is made from the English catalogue and shipped to nobody.
 */
import { TYPE } from '@formatjs/icu-messageformat-parser';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = [...'àƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÀƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ'];
const OPEN = '⟦';
const CLOSE = '⟧';
const LONGER = 0.4;
const VOWELS = 'aeiouAEIOU';

const accented = (text) => [...text].map((letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter).join('');

/** Stretches the vowels until the text is so much longer: words stay words and break where they would. */
function lengthened(text) {
  const letters = [...text].filter((letter) => PLAIN.includes(letter)).length;
  const vowels = [...text].filter((letter) => VOWELS.includes(letter)).length;
  if (vowels === 0) return text;
  const times = Math.ceil((letters * LONGER) / vowels);
  return [...text]
    .map((letter) => (VOWELS.includes(letter) ? letter + letter.toLowerCase().repeat(times) : letter))
    .join('');
}

function literals(elements) {
  return elements.map((element) => {
    if (element.type === TYPE.literal) return { ...element, value: accented(lengthened(element.value)) };
    if (element.type !== TYPE.plural) return element;
    const options = Object.entries(element.options).map(([form, { value }]) => [form, { value: literals(value) }]);
    return { ...element, options: Object.fromEntries(options) };
  });
}

/** One parsed message, in the pseudo-locale. */
export function pseudo(elements) {
  const bracket = (value) => ({ type: TYPE.literal, value });
  return [bracket(OPEN), ...literals(elements), bracket(CLOSE)];
}
