// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiFault } from './faults.ts';
import { fields, InvalidResponse, orAbsent, text, type Check } from './response-checks.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A server that has not answered by then is taken to be away; the action is repeatable, so nothing is lost by asking
 * again.
 */
const PATIENCE_MS = 30_000;
/** Characters. A page of the feed is the longest: 2 MiB of envelopes and one more, in base64, and a thousand rows. */
const LONGEST_ANSWER = 16 * 1024 * 1024;
const LONGEST_WAIT_MS = 15 * 60_000;
const TOO_LARGE = 413;

let ask: Fetch = (url, init) => fetch(url, init);

/** Ask through another fetch: for tests that give each phone its own network. */
export function setFetch(other: Fetch): void {
  ask = other;
}

/** With which login a request is made, if not this device's: another's token, or the cookie of an earlier release. */
export type Credentials = { token: string } | 'cookie';

let heldToken: () => Promise<string | null> = async () => null;

/** Where the token of this device's login is; asked before each request, so that all tabs speak with the same. */
export function setHeldToken(held: () => Promise<string | null>): void {
  heldToken = held;
}

/**
 * Ask the server one thing and believe only a checked answer.
 *
 * The only fetch of the app: its own origin (the path and the CSP see to that), no redirects, nothing cached, and
 * without the browser's credentials: a `Clear-Site-Data` of the answer then empties nothing here, and a
 * `WWW-Authenticate` makes the browser ask for no password.
 * @throws ApiFault with the server's code, `offline` without an answer, `nonsense` for an impossible one
 */
export async function request<T>(
  method: Method,
  path: string,
  check: Check<T>,
  body?: unknown,
  by?: Credentials,
): Promise<T> {
  const where = `${method} ${path.split('?')[0] ?? ''}`;
  const response = await responseTo(where, path, init(method, body, by ?? (await heldCredentials())));
  // Whatever a proxy before the server writes beside it.
  if (response.status === TOO_LARGE) throw new ApiFault(where, { code: 'body_too_large', status: TOO_LARGE });
  const words = await bodyOf(where, response);
  if (!response.ok) throw refusal(where, response, words);
  return checkedBody(where, response.status, words, check);
}

/** For endpoints that answer 204. */
export const noContent: Check<null> = (value) => {
  if (value !== null) throw new InvalidResponse('an empty answer');
  return null;
};

async function heldCredentials(): Promise<Credentials | null> {
  const token = await heldToken();
  return token === null ? null : { token };
}

function init(method: Method, body: unknown, by: Credentials | null): RequestInit {
  const headers = {
    Accept: 'application/json',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(by === null || by === 'cookie' ? {} : { Authorization: `Bearer ${by.token}` }),
  };
  return {
    method,
    headers,
    // `same-origin` together with no referrer makes WebKit and Firefox send `Origin: null`, which the server refuses.
    mode: 'cors',
    credentials: by === 'cookie' ? 'same-origin' : 'omit',
    redirect: 'error',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

async function responseTo(where: string, path: string, how: RequestInit): Promise<Response> {
  try {
    return await ask(`/api${path}`, how);
  } catch (error) {
    throw new ApiFault(where, { code: 'offline' }, { cause: error });
  }
}

async function bodyOf(where: string, response: Response): Promise<unknown> {
  const written = await bounded(response).catch((error: unknown) => {
    if (error instanceof InvalidResponse) throw new ApiFault(where, { code: 'nonsense', status: response.status });
    throw new ApiFault(where, { code: 'offline' }, { cause: error });
  });
  if (written === '') return null;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    throw new ApiFault(where, { code: 'nonsense', status: response.status, retryAfter: wait(response) });
  }
}

/** The text of an answer, cut off where no answer of ours can be that long: a server must not fill a phone's memory. */
async function bounded(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let written = '';
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    written += decoder.decode(read.value, { stream: true });
    if (written.length > LONGEST_ANSWER) {
      void reader?.cancel().catch(() => undefined);
      throw new InvalidResponse('an answer of a size there is');
    }
  }
  return written + decoder.decode();
}

const problem = fields({ code: text(64), stored: (value) => value, field: orAbsent(text(200)) });

function refusal(where: string, response: Response, words: unknown): ApiFault {
  const said = { status: response.status, retryAfter: wait(response) };
  try {
    return new ApiFault(where, { ...said, ...problem(words) });
  } catch {
    return new ApiFault(where, { ...said, code: 'nonsense' });
  }
}

function checkedBody<T>(where: string, status: number, words: unknown, check: Check<T>): T {
  try {
    return check(words);
  } catch (error) {
    throw new ApiFault(where, { code: 'nonsense', status }, { cause: error });
  }
}

/** Retry-After in milliseconds; seconds only, at most a quarter of an hour, so that no server can silence a phone. */
function wait(response: Response): number | null {
  const seconds = response.headers.get('Retry-After') ?? '';
  return /^\d{1,9}$/.test(seconds) ? Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS) : null;
}
