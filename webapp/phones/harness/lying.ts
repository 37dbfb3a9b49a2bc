import { expect } from 'vitest';

import { fromBase64url, toBase64url } from '../../src/api/wire.ts';
import type { Somebody } from './people.ts';
import { there, type Line } from './phone.ts';

export type Row = Record<string, unknown>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/**
 * A line on which one door's answers are changed on the way. The door is `METHOD /api/path`, its beginning is enough.
 */
export function lies(door: string, change: (told: Row) => unknown): Line {
  return async (request, pass) => {
    const answer = await pass();
    if (!`${request.method} ${request.path}`.startsWith(door) || !answer.ok) return answer;
    return json(change((await answer.json()) as Row), answer.status);
  };
}

/** A line on which one door answers something of its own; nothing reaches the real server through it. */
export function answers(door: string, answer: () => Response): Line {
  return async (request, pass) => (`${request.method} ${request.path}`.startsWith(door) ? answer() : pass());
}

/** Every row of a page, changed. */
export const rows =
  (name: string, change: (row: Row) => unknown) =>
  (page: Row): Row => ({ ...page, [name]: (page[name] as Row[]).map(change) });

/** One letter of base64url more than nothing: a bit of an envelope turned over. */
export function bent(envelope: unknown, at = 100): string {
  const bytes = fromBase64url(envelope as string) ?? new Uint8Array();
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return toBase64url(bytes);
}

/** What somebody's login may read of the server, as it is. */
export async function stored(one: Somebody, path: string): Promise<Row> {
  const before = one.device.line;
  one.device.line = there;
  const answer = await one.device.fetch(`/api${path}`, { method: 'GET' });
  one.device.line = before;
  return (await answer.json()) as Row;
}

/** Nothing she kept is gone, and with an honest server everything is stored again. */
export async function unharmed(one: Somebody, words: readonly string[]): Promise<void> {
  expect([...one.tab.words()].sort()).toEqual([...words].sort());
  one.device.line = there;
  await one.tab.exchange();
  await one.tab.exchange();
  expect([...one.tab.words()].sort()).toEqual([...words].sort());
  const notes = one.tab.journal.timeline.value.filter(({ kind }) => kind === 'note');
  expect(notes.map(({ state }) => state).filter((state) => state !== 'stored')).toEqual([]);
}

/** The line's state says what a person is told: one sentence that her words are safe. */
export function told(one: Somebody, sentence = /safe|kept/): void {
  expect(one.tab.connection.connection.value.sentence).toMatch(sentence);
}

/** How often a door was asked while something ran. */
export function counted(line: Line): { line: Line; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    line: (request, pass) => {
      asked += 1;
      return line(request, pass);
    },
  };
}
