// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page one came from by a link that says so (`state={{ from }}`), so that Back leads there; else the start. */
export function cameFrom(): string {
  const state: unknown = history.state;
  if (typeof state !== 'object' || state === null || !('from' in state)) return '/';
  return typeof state.from === 'string' && state.from.startsWith('/') ? state.from : '/';
}
