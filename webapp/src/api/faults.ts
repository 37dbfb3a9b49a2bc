// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What the server said, or that it said nothing usable.
 *
 * `code` is the server's own (PROTOCOL and the API's list), or one of ours: `offline`
 * (no answer), `nonsense` (an answer that cannot be true). The message carries the
 * method and the path, never a query string or a body, so that a log learns nothing.
 */
export class ApiFault extends Error {
  /** Method and path. */
  readonly where: string;
  readonly code: string;
  readonly status: number;
  /** Milliseconds the server asks to wait. */
  readonly retryAfter: number | null;
  /** The stored row or rows of a `stale_revision`, unchecked. */
  readonly stored: unknown;
  /** Which field an `invalid_request` is about, where the server says so. */
  readonly field: string | null;

  constructor(
    where: string,
    said: { code: string; status?: number; retryAfter?: number | null; stored?: unknown; field?: string | null },
    options?: ErrorOptions,
  ) {
    super(`${where}: ${said.code}`, options);
    this.name = 'ApiFault';
    this.where = where;
    this.code = said.code;
    this.status = said.status ?? 0;
    this.retryAfter = said.retryAfter ?? null;
    this.stored = said.stored;
    this.field = said.field ?? null;
  }
}
