// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, describe, expect, test, vi } from 'vitest';

import { fields, text, whole } from './response-checks.ts';
import { request, setFetch, setHeldToken, noContent, type Credentials } from './client.ts';

type Answer = () => Response | Promise<Response>;

function ask(answer: Answer, path = '/thing?after=secret'): Promise<unknown> {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => answer());
  setFetch(fetched);
  return request('GET', path, fields({ name: text(5), count: whole })).finally(() => {
    expect(fetched.mock.calls[0]?.[0]).toBe(`/api${path}`);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      redirect: 'error',
      credentials: 'omit',
      mode: 'cors',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
  });
}

const json =
  (body: unknown, status = 200, headers = {}): Answer =>
  () =>
    new Response(JSON.stringify(body), { status, headers });

describe('the only fetch', () => {
  test('gives what was checked, and passes over what a later server adds', async () => {
    expect(await ask(json({ name: 'Ana', count: 3, later: true }))).toEqual({ name: 'Ana', count: 3 });
  });

  test('counts a text as the server does: five emoji are five', async () => {
    const five = { name: '🦋'.repeat(5), count: 1 };
    expect(await ask(json(five))).toEqual(five);
    await expect(ask(json({ name: '🦋'.repeat(6), count: 1 }))).rejects.toMatchObject({ code: 'nonsense' });
  });

  test.each<[string, Answer]>([
    ['a missing field', json({ name: 'Ana' })],
    ['a number with a point', json({ name: 'Ana', count: 1.5 })],
    ['a number beyond what JavaScript counts', json({ name: 'Ana', count: 2 ** 60 })],
    ['a text too long', json({ name: 'Anabel', count: 1 })],
    ['a list', json([])],
    ['null', json(null)],
    ['nothing', () => new Response('')],
    ['HTML', () => new Response('<!doctype html>')],
    ['an error in HTML', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['an error without a code', json({ title: 'no' }, 401)],
    ['fields by way of a prototype', () => new Response('{"__proto__": {"name": "Ana", "count": 1}}')],
  ])('%s is nonsense', async (_what, answer) => {
    await expect(ask(answer)).rejects.toMatchObject({ name: 'ApiFault', code: 'nonsense' });
  });

  test('no answer, a broken answer and a refused redirect are all: offline', async () => {
    await expect(
      ask(() => {
        throw new TypeError('fetch failed');
      }),
    ).rejects.toMatchObject({ code: 'offline' });
    const broken = new ReadableStream({
      start: (stream) => {
        stream.error(new Error('cut'));
      },
    });
    await expect(ask(() => new Response(broken))).rejects.toMatchObject({ code: 'offline' });
  });

  test('a problem keeps its code and what is stored; its message tells no query and no body', async () => {
    const refusal = ask(json({ code: 'stale_revision', stored: { a: 1 }, detail: 'private' }, 409));
    await expect(refusal).rejects.toMatchObject({
      code: 'stale_revision',
      status: 409,
      stored: { a: 1 },
      message: 'GET /thing: stale_revision',
    });
  });

  test('Retry-After counts in seconds, up to a quarter of an hour', async () => {
    const told = (wait: string): Promise<unknown> =>
      ask(json({ code: 'too_many_requests' }, 429, { 'Retry-After': wait }));
    await expect(told('30')).rejects.toMatchObject({ retryAfter: 30_000 });
    await expect(told('999999')).rejects.toMatchObject({ retryAfter: 900_000 });
    await expect(told('Wed, 21 Oct 2026 07:28:00 GMT')).rejects.toMatchObject({ retryAfter: null });
  });

  test('whatever the address bar says, only our own origin is asked', async () => {
    vi.stubGlobal(
      'location',
      new URL(
        'http://localhost/sign-in?server=https://elsewhere.example&api=//elsewhere.example#https://elsewhere.example',
      ),
    );
    expect(await ask(json({ name: 'Ana', count: 3 }), '/prelogin')).toEqual({ name: 'Ana', count: 3 });
    vi.unstubAllGlobals();
  });

  test('an empty answer where one is due', async () => {
    setFetch(async () => new Response(null, { status: 204 }));
    expect(await request('DELETE', '/thing', noContent)).toBeNull();
  });
});

describe('whose login a request carries', () => {
  afterEach(() => setHeldToken(async () => null));

  async function carried(held: string | null, by?: Credentials): Promise<{ credentials?: string; login?: string }> {
    let sent: RequestInit = {};
    setFetch(async (_url, init) => {
      sent = init;
      return new Response(null, { status: 204 });
    });
    setHeldToken(async () => held);
    await request('DELETE', '/logins/current', noContent, undefined, by);
    const login = new Headers(sent.headers).get('Authorization');
    return { ...(sent.credentials ? { credentials: sent.credentials } : {}), ...(login === null ? {} : { login }) };
  }

  test('this device’s token, and nothing the browser adds by itself', async () => {
    expect(await carried('mine')).toEqual({ credentials: 'omit', login: 'Bearer mine' });
    expect(await carried(null)).toEqual({ credentials: 'omit' });
  });

  test('another token where one is named; the cookie of an earlier release only where it is asked for', async () => {
    expect(await carried('mine', { token: 'other' })).toEqual({ credentials: 'omit', login: 'Bearer other' });
    expect(await carried('mine', 'cookie')).toEqual({ credentials: 'same-origin' });
  });
});
