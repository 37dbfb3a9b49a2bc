// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect } from 'vitest';

import { fromBase64url, toBase64url } from '../../src/api/wire.ts';
import type { Person } from './people.ts';
import { reachable, type Network } from './phone.ts';

export type Row = Record<string, unknown>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/**
 * A network on which one endpoint's answers are changed on the way. The endpoint is `METHOD /api/path`, its beginning is enough.
 */
export function lies(endpoint: string, change: (response: Row) => unknown): Network {
  return async (request, pass) => {
    const answer = await pass();
    if (!`${request.method} ${request.path}`.startsWith(endpoint) || !answer.ok) return answer;
    return json(change((await answer.json()) as Row), answer.status);
  };
}

/** A network on which one endpoint answers something of its own; nothing reaches the real server through it. */
export function answers(endpoint: string, answer: () => Response): Network {
  return async (request, pass) => (`${request.method} ${request.path}`.startsWith(endpoint) ? answer() : pass());
}

/** Every row of a page, changed. */
export const rows =
  (name: string, change: (row: Row) => unknown) =>
  (page: Row): Row => ({ ...page, [name]: (page[name] as Row[]).map(change) });

/** One letter of base64url more than nothing: a bit of an envelope turned over. */
export function withFlippedBit(envelope: unknown, at = 100): string {
  const bytes = fromBase64url(envelope as string) ?? new Uint8Array();
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return toBase64url(bytes);
}

/** What the server holds for somebody's login, unaltered by a lying network. */
export async function stored(one: Person, path: string): Promise<Row> {
  const before = one.device.network;
  one.device.network = reachable;
  const answer = await one.device.asks(`/api${path}`, { method: 'GET' });
  one.device.network = before;
  return (await answer.json()) as Row;
}

/** No entry is lost, and with an honest server everything is stored again. */
export async function expectNothingLost(one: Person, words: readonly string[]): Promise<void> {
  expect([...one.tab.words()].sort()).toEqual([...words].sort());
  one.device.network = reachable;
  await one.tab.exchange();
  await one.tab.exchange();
  expect([...one.tab.words()].sort()).toEqual([...words].sort());
  const notes = one.tab.journal.timeline.value.filter(({ kind }) => kind === 'note');
  expect(notes.map(({ state }) => state).filter((state) => state !== 'stored')).toEqual([]);
}

/** The connection's state shows one sentence that says her words are safe. */
export function expectReassurance(one: Person, sentence = /safe|saved|kept/): void {
  expect(one.tab.connection.connection.value.sentence).toMatch(sentence);
}

/** How often an endpoint was asked while something ran. */
export function counted(network: Network): { line: Network; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    line: (request, pass) => {
      asked += 1;
      return network(request, pass);
    },
  };
}
