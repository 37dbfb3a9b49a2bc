// SPDX-License-Identifier: AGPL-3.0-or-later
/** A recovery code as it is shown and typed back: seven groups of four (PROTOCOL §5). */

export function groupsOf(recoveryCode: string): string[] {
  return recoveryCode.split('-');
}

/** Whether a group was typed back right, read as the protocol reads a code. */
export function sameGroup(typed: string, group: string): boolean {
  const read = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return read === group;
}

/** Two different groups of the seven, counted from 0, so that a glance at the screen is not enough. */
export function twoGroups(random: Uint8Array = crypto.getRandomValues(new Uint8Array(2))): readonly [number, number] {
  const [a = 0, b = 0] = random;
  const first = a % 7;
  return [first, (first + 1 + (b % 6)) % 7].sort((x, y) => x - y) as [number, number];
}
