// SPDX-License-Identifier: AGPL-3.0-or-later
/** What this phone's storage could not do: it is full, closed by another tab, or missing. */
export class StoreFault extends Error {
  readonly code: 'full' | 'closed' | 'unavailable';

  constructor(code: StoreFault['code'], options?: ErrorOptions) {
    super(`storage ${code}`, options);
    this.name = 'StoreFault';
    this.code = code;
  }
}

const CLOSED = new Set(['InvalidStateError', 'AbortError', 'VersionError', 'NotFoundError']);

/** Convert a browser's storage error to a StoreFault; any other error passes through unchanged. */
export function asStoreFault(error: unknown): unknown {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return new StoreFault('full', { cause: error });
  if (!(error instanceof DOMException)) return error;
  return new StoreFault(CLOSED.has(name) ? 'closed' : 'unavailable', { cause: error });
}
