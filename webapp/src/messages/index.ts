// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Every sentence people read, as one typed function each: `m.journal_empty()`, `m.sharing_until({ day })`.
 *
 * The texts stand in en/*.json, by feature. `npm run generate` makes the functions; a build in another locale
 * (`vite build --mode pseudo`) takes its own instead of these.
 */
export * from './generated/en/index.ts';
