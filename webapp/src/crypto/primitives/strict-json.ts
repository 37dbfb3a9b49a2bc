// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * JSON as PROTOCOL §2 wants it: one object, no name twice, nothing two readers could take differently.
 *
 * JSON.parse does the reading (it is fast and makes `__proto__` an ordinary name); one pass over the text
 * finds what it lets through: doubled names, half characters, depth, and numbers it would round or round off.
 */
import { fromUtf8, utf8, wellFormed } from './encoding.ts';
import { CryptoFault } from './faults.ts';

const DEEPEST = 32; // the root is level 1
/**
 * A number, a bracket, or the quote a text begins with. A whole text in one pattern can exhaust some engines' stacks.
 */
const TOKEN = /["{}[\]]|-?\d[\d.eE+-]*/g;
const HALF_CHARACTER = /\p{Surrogate}/u;

/** Reads one JSON object from strict UTF-8. @throws CryptoFault `damaged`. */
export function readObject(bytes: Uint8Array): Record<string, unknown> {
  const value = readValue(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused('the root is no object');
  return value as Record<string, unknown>;
}

/** Reads any one JSON value under the same rules. @throws CryptoFault `damaged`. */
export function readValue(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes);
  const value = parsed(text);
  check(text);
  return value;
}

/** Compact JSON in the order given; half characters become U+FFFD so that no note is lost to one. */
export function writeValue(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? wellFormed(inner) : inner)) as
    string | undefined;
  if (text === undefined) throw new CryptoFault('bad_input', 'nothing to write');
  check(text);
  return utf8(text);
}

function refused(why: string): CryptoFault {
  return new CryptoFault('damaged', why);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refused('not JSON'); // a BOM ends here too
  }
}

/** One pass over a text that is known to be JSON. */
function check(text: string): void {
  const open: (Set<string> | null)[] = []; // the names of each object around; null for a list
  const tokens = new RegExp(TOKEN);
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '"') tokens.lastIndex = checkText(text, match.index, open.at(-1));
    else if (token === '{' || token === '[') deeper(open, token);
    else if (token === '}' || token === ']') open.pop();
    else checkNumber(token);
  }
}

function deeper(open: (Set<string> | null)[], token: string): void {
  open.push(token === '{' ? new Set() : null);
  if (open.length > DEEPEST) throw refused('more than 32 levels');
}

/** Checks the text that begins here. @returns where it ends */
function checkText(text: string, start: number, names: Set<string> | null | undefined): number {
  const end = closingQuote(text, start) + 1;
  const token = text.slice(start, end);
  const value = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  if (HALF_CHARACTER.test(value)) throw refused('half of a surrogate pair');
  if (names && isName(text, end)) checkName(value, names);
  return end;
}

function closingQuote(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charAt(before) === '\\') before--;
  return (at - before) % 2 === 0;
}

/** Whether a colon follows the text that ends here, which makes it a name. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  return text.charAt(at) === ':';
}

function checkName(name: string, names: Set<string>): void {
  if (names.has(name)) throw refused('a name is given twice');
  names.add(name);
}

/** Whole numbers stand without point and exponent and end at 2^53 − 1; the others are finite. */
function checkNumber(token: string): void {
  const number = Number(token);
  const fine = /[.eE]/.test(token)
    ? Number.isFinite(number) && !Number.isInteger(number)
    : Number.isSafeInteger(number);
  if (!fine) throw refused('a number not every reader takes alike');
}
