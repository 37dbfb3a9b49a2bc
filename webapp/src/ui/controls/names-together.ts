// SPDX-License-Identifier: AGPL-3.0-or-later
const lists = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Names in one sentence: "Dr. Lin", "Dr. Lin and Dr. Roth". */
export function namesTogether(names: readonly string[]): string {
  return lists.format(names);
}
