// SPDX-License-Identifier: AGPL-3.0-or-later
/** The state of the connection and of the phone, for every screen. */
export { initialSyncProgress } from './initial-sync-progress.ts';
export { asOf, isJournalHere, known } from './known.ts';
export { connection, type Connection } from './connectivity.ts';
export { practice, type Practice } from '../runtime/practice.ts';
export { exchangeNow } from './schedule.ts';
export { storageFull } from '../runtime/storage-full.ts';
export { applyUpdate, update } from '../runtime/update.ts';
