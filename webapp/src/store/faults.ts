// SPDX-License-Identifier: AGPL-3.0-or-later
/** What this phone's storage would not do: it is full, closed by another tab, or not there at all. */
export class StoreFault extends Error {
  readonly code: 'full' | 'closed' | 'unavailable';

  constructor(code: StoreFault['code'], options?: ErrorOptions) {
    super(`storage ${code}`, options);
    this.name = 'StoreFault';
    this.code = code;
  }
}

const CLOSED = new Set(['InvalidStateError', 'AbortError', 'VersionError', 'NotFoundError']);

/** Give a browser's error its name in our words; what is not the storage's own error passes through unchanged. */
export function asStoreFault(error: unknown): unknown {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return new StoreFault('full', { cause: error });
  if (!(error instanceof DOMException)) return error;
  return new StoreFault(CLOSED.has(name) ? 'closed' : 'unavailable', { cause: error });
}
