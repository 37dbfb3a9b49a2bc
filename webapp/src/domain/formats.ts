// SPDX-License-Identifier: AGPL-3.0-or-later
const UTC_TIME = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;

/** Whether a text is `YYYY-MM-DDTHH:MM:SS[.ffffff]Z` on a day the calendar has (year 1 to 9999, no leap second). */
export function isUtcTime(text: string): boolean {
  const parts = UTC_TIME.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1, 4).map(Number) as [number, number, number];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Formats the generated validators look up by the name the JSON Schema gives them. */
export const formats = { 'utc-time': isUtcTime };
