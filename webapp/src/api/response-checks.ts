// SPDX-License-Identifier: AGPL-3.0-or-later
import { shownName } from '../domain/text.ts';
import { fromBase64url } from './wire.ts';

/** Reads one value of an answer, or throws: what a server says is checked before anything believes it. */
export type Check<T> = (value: unknown) => T;

/** An answer that cannot be true. */
export class InvalidResponse extends Error {
  constructor(what: string) {
    super(`not ${what}`);
    this.name = 'Nonsense';
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

export function refuse(what: string): never {
  throw new InvalidResponse(what);
}

/** `longest` in code points, as the server counts: an emoji is one, though JavaScript counts two. */
export const text =
  (longest: number): Check<string> =>
  (value) =>
    typeof value === 'string' && isWithin(value, longest) ? value : refuse(`a text of at most ${longest}`);

const isWithin = (value: string, longest: number): boolean =>
  value.length <= longest || (value.length <= 2 * longest && Array.from(value).length <= longest);

/** A name somebody chose, as it is shown. */
export const chosenName =
  (longest: number): Check<string> =>
  (value) =>
    shownName(text(longest)(value));

/** So many bytes, left in base64url. */
export const inBase64 =
  (length: number): Check<string> =>
  (value) =>
    typeof value === 'string' && fromBase64url(value)?.length === length ? value : refuse(`${length} bytes`);

export const uuid: Check<string> = (value) => (typeof value === 'string' && UUID.test(value) ? value : refuse('an id'));

export const time: Check<string> = (value) =>
  typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)) ? value : refuse('a time');

export const whole: Check<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse('a whole number');

export const flag: Check<boolean> = (value) => (typeof value === 'boolean' ? value : refuse('true or false'));

export const bytes: Check<Uint8Array> = (value) =>
  (typeof value === 'string' ? fromBase64url(value) : null) ?? refuse('bytes');

export const oneOf =
  <T extends string>(...words: T[]): Check<T> =>
  (value) =>
    words.find((word) => word === value) ?? refuse(`one of ${words.join(', ')}`);

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value) =>
    value === null ? null : check(value);

export const orAbsent =
  <T>(check: Check<T>): Check<T | null> =>
  (value) =>
    value === undefined || value === null ? null : check(value);

export const list =
  <T>(check: Check<T>, longest = 1000): Check<T[]> =>
  (value) =>
    Array.isArray(value) && value.length <= longest ? value.map(check) : refuse('a list');

/**
 * A list whose rows other people can spoil: null stands for one that does not pass, so that it holds up none of the
 * others.
 */
export const eachOrNull = <T>(check: Check<T>, longest = 1000): Check<(T | null)[]> =>
  list((value) => {
    try {
      return check(value);
    } catch (error) {
      if (error instanceof InvalidResponse) return null;
      throw error;
    }
  }, longest);

/** An object with these fields; others are passed over, a later server may have them. */
export const fields =
  <T extends Record<string, unknown>>(checks: { [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('an object');
    const given = new Map(Object.entries(value));
    return Object.fromEntries(
      Object.entries(checks).map(([name, check]) => [name, (check as Check<unknown>)(given.get(name))]),
    ) as T;
  };
