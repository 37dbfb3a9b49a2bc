// SPDX-License-Identifier: AGPL-3.0-or-later
/** Everything of the app that a page of the simulator is made of. Bundled once, run anew for each page load. */
export { overrideRuntime } from '../../src/sync/runtime/runtime.ts';
export { Vault } from '../../src/crypto/vault/vault.ts';
export * as account from '../../src/sync/account.ts';
export * as journal from '../../src/sync/entries/journal.ts';
export * as connection from '../../src/sync/exchange/connection.ts';
export * as pairings from '../../src/sync/pairing/pairings.ts';
export * as sharing from '../../src/sync/sharing/sharing.ts';
export * as appointments from '../../src/sync/sharing/appointments.ts';
export * as currentAccount from '../../src/sync/runtime/current-account.ts';
export * as openedShares from '../../src/sync/entries/opened-shares.ts';
export * as openedEntries from '../../src/sync/entries/opened-entries.ts';
export { canonical } from '../../src/sync/entries/merging.ts';
