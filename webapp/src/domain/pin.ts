// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a PIN may be: 6 to 32 digits that are neither one digit again and again nor a row. */

/** The digits of what was typed, without spaces; null when it cannot be a PIN. */
export function pinDigits(typed: string): string | null {
  const digits = typed.replace(/\s/g, '');
  return /^[0-9]{6,32}$/.test(digits) ? digits : null;
}

/** One digit repeated, two or three digits in turn, or a row like 123456: what a stranger would try first. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set(Array.from(pin.slice(1), (digit, at) => Number(digit) - Number(pin[at])));
  const row = steps.size === 1 && [-1, 0, 1].includes([...steps][0] ?? 0);
  return row || /^(..?.?)\1+$/.test(pin);
}
