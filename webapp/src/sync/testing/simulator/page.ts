/** Everything of the app that a page of the simulator is made of. Bundled once, run anew for each page load. */
export { standOn } from '../../ground.ts';
export { Vault } from '../../../crypto/vault.ts';
export * as account from '../../account.ts';
export * as journal from '../../journal.ts';
export * as connection from '../../connection.ts';
export * as pairings from '../../pairings.ts';
export * as sharing from '../../sharing.ts';
export * as appointments from '../../appointments.ts';
export * as owner from '../../owner.ts';
export * as copies from '../../copies.ts';
export * as shelf from '../../shelf.ts';
export { canonical } from '../../merging.ts';
