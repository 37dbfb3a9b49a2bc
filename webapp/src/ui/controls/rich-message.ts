// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ComponentChildren } from 'preact';

/** Stands in a text for an element; no message and no name holds this character. */
const MARK = '\u0000';

/**
 * A message with elements in the place of its parameters: `richMessage(m.today_no_pairing, { link: <Link … /> })`.
 *
 * The sentence stays whole for whoever translates it, and the element stands where the language wants it.
 */
export function richMessage<Name extends string>(
  message: (parameters: Record<Name, string>) => string,
  elements: Record<Name, ComponentChildren>,
): ComponentChildren {
  const names = Object.keys(elements) as Name[];
  const marks = Object.fromEntries(names.map((name) => [name, `${MARK}${name}${MARK}`])) as Record<Name, string>;
  return message(marks)
    .split(MARK)
    .map((part, at) => (at % 2 === 0 ? part : elements[part as Name]));
}
