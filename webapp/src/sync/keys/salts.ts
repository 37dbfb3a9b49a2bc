// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Slot } from '../../api/endpoints.ts';
import { fromBase64url, toBase64url } from '../../api/wire.ts';

/** salt16 is the end of the password slot's params (PROTOCOL §5). */
export function saltOf(slots: readonly Slot[]): string | null {
  const params = fromBase64url(slots.find(({ type }) => type === 'password')?.params ?? '');
  return params === null || params.length < 16 ? null : toBase64url(params.subarray(-16));
}
