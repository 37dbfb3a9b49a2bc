// SPDX-License-Identifier: AGPL-3.0-or-later
import { openAccountDatabase } from '../../store/account-database.ts';
import type { AccountRow } from '../../store/rows.ts';
import { forgetOpenedShares, currentMinute, openAllShares, updateMinute } from '../entries/opened-shares.ts';
import { deviceStore } from '../runtime/device.ts';
import { fault } from '../faults.ts';
import { forgetKnown, readKnown } from '../exchange/known.ts';
import { initialSyncProgress } from '../exchange/initial-sync-progress.ts';
import { runtime } from '../runtime/runtime.ts';
import { lastDeeds, stopWatching, watchIdle } from './idle.ts';
import { countLocked, forgetLocked, takeInLocked } from '../entries/locked-writing.ts';
import {
  isOpen,
  currentAccount,
  sealedToAnother,
  accountState,
  requireAccount,
  type AccountState,
} from '../runtime/current-account.ts';
import { pairingRows, readPairings } from '../exchange/pairing-exchange.ts';
import { resealRetired } from '../entries/reseal-entries.ts';
import { admitRetiredKeys } from '../keys/retired-keys.ts';
import { endSchedule, exchangeNow } from '../exchange/schedule.ts';
import { forgetOpenedEntries, openAllEntries, reopenEntries } from '../entries/opened-entries.ts';
import { forgetUnkeptLogin } from '../runtime/login-token.ts';
import { joinTabs, leaveTabs, postToTabs, type TabMessage } from '../runtime/tabs.ts';
import { readPending, pendingKeys } from '../runtime/pending-changes.ts';

let clock: ReturnType<typeof setInterval> | undefined;

export { deviceStore } from '../runtime/device.ts';

/** Start an account on this phone: its database is opened, its pending changes counted, its other tabs joined. It stays locked. */
export async function startAccount(account: AccountRow): Promise<void> {
  const database = await openAccountDatabase(runtime.device, account.accountId);
  currentAccount.value?.database.close();
  currentAccount.value = { ...account, database };
  accountState.value = { step: 'locked', login: account.login, role: account.role };
  joinTabs(account.accountId, (message) => void heard(message));
  await triedAnew();
  await readPending();
  await readPairings();
  await readKnown();
  await countLocked();
}

/** What the server refused once is offered again at each start: a newer server, or a newer app, may agree. */
async function triedAnew(): Promise<void> {
  await requireAccount().database.change(['outbox'], async (at) => {
    for (const change of await at.objectStore('outbox').getAll()) {
      if (change.refused !== null && change.deed !== 'accept')
        await at.objectStore('outbox').put({ ...change, refused: null });
    }
  });
}

/**
 * The vault is open: show the journal, watch for idleness, and talk to the server. Returns before all is opened.
 *
 * Retired keys come first: an editor that did not find its draft would begin a new one over it.
 */
export async function openAccount(): Promise<void> {
  await admitRetiredKeys();
  const { accountId, login, role } = requireAccount();
  accountState.value = { step: 'open', accountId, login, role };
  // Lock this tab only: another tab may be in use and has an idle timer of its own.
  watchIdle(() => void closeAccount(false));
  clearInterval(clock);
  clock = setInterval(updateMinute, 30_000);
  void openAllEntries().then(checkPublicKey).then(takeInDrops).then(openAllShares).then(talk, endQuietly);
}

/** The exchange does not wait for re-sealing, nor the other way round. */
async function talk(): Promise<void> {
  void resealRetired();
  await exchangeNow();
}

/**
 * Whoever can write into this phone's storage could have put a key of his own there, and notes written while locked
 * would have been sealed to him. At each unlock it is compared with the vault's, put right, and the person is told.
 */
async function checkPublicKey(): Promise<void> {
  const publicKey = await runtime.vault().publicKey();
  const device = await deviceStore();
  const kept = await device.account();
  const now = currentAccount.value;
  if (now === null || now.publicKey.join() === publicKey.join()) return;
  currentAccount.value = { ...now, publicKey };
  // Other slots than this tab unlocked with: another tab has changed the key, and its row is the newer one.
  if (kept === null || JSON.stringify(kept.slots) !== JSON.stringify(now.slots)) return;
  sealedToAnother.value = true;
  // A phone too full to store it repeats this at the next unlock; in memory it is already right.
  await device.keepAccount({ ...kept, publicKey }).catch(() => undefined);
}

/** Notes that cannot be imported now (a full phone, a lock) stay where they are, and the journal opens all the same. */
async function takeInDrops(): Promise<void> {
  await takeInLocked().catch(() => undefined);
}

/** Opening was cut off: after a lock nothing is exchanged, otherwise the exchange still runs. */
function endQuietly(): void {
  if (accountState.value.step === 'open') void exchangeNow();
}

/** Lock: editors keep their drafts, every opened word is forgotten, the other tabs do the same. */
export async function closeAccount(tell = true): Promise<void> {
  if (currentAccount.value === null || !['open', 'second_factor'].includes(accountState.value.step)) return;
  await lastDeeds();
  const { login, role } = requireAccount();
  forgetWords();
  accountState.value = { step: 'locked', login, role };
  await runtime.vault().lock();
  if (tell) postToTabs({ locked: true });
}

function forgetWords(): void {
  stopWatching();
  clearInterval(clock);
  forgetOpenedEntries();
  forgetOpenedShares();
  initialSyncProgress.value = null;
}

/** Forget the account in this tab. The caller deletes the databases. */
export async function stopAccount(then: AccountState = { step: 'welcome' }): Promise<void> {
  forgetWords();
  forgetUnkeptLogin();
  endSchedule();
  leaveTabs();
  currentAccount.value?.database.close();
  currentAccount.value = null;
  pendingKeys.value = new Set();
  pairingRows.value = new Map();
  currentMinute.value = 0;
  forgetKnown();
  forgetLocked();
  accountState.value = then;
  await runtime.vault().lock();
}

/** What another tab of this account did. */
async function heard(message: TabMessage): Promise<void> {
  if ('gone' in message) return stopAccount();
  if ('locked' in message) return closeAccount(false);
  if ('newKey' in message) return acceptNewKey();
  if ('drops' in message) return isOpen() ? takeInDrops() : countLocked();
  await readPending();
  if ('entries' in message) await reopenEntries(message.entries);
  if ('shares' in message) await openAllShares();
  await readPairings();
  await readKnown();
}

/** Another tab has adopted a new account key: this one unlocks with it from now on, and holds the old one no longer. */
export async function acceptNewKey(): Promise<void> {
  await closeAccount(false);
  await reloadAccount();
}

/** Read again what this device unlocks with. */
export async function reloadAccount(): Promise<void> {
  const account = await (await deviceStore()).account();
  if (account !== null && currentAccount.value?.accountId === account.accountId)
    currentAccount.value = { ...account, database: currentAccount.value.database };
}

/** @throws Fault `other_account_here` when this phone keeps somebody else's journal */
export async function requireSameAccount(accountId: string): Promise<void> {
  const kept = await (await deviceStore()).account();
  if (kept !== null && kept.accountId !== accountId) throw fault('other_account_here');
}
