import { openHome } from '../../store/account-database.ts';
import type { AccountRow } from '../../store/rows.ts';
import { closeCopies, minute, openCopies, tellTime } from '../entries/opened-shares.ts';
import { theDevice } from '../runtime/device.ts';
import { fault } from '../faults.ts';
import { filling } from '../exchange/initial-sync-progress.ts';
import { ground } from '../runtime/runtime.ts';
import { lastDeeds, stopWatching, watchIdle } from './idle.ts';
import { countLocked, forgetLocked, takeInLocked } from '../entries/locked-writing.ts';
import { isOpen, owner, sealedToAnother, stage, theOwner, type AccountState } from '../runtime/current-account.ts';
import { pairingRows, readPairings } from '../exchange/pairing-exchange.ts';
import { resealRetired } from '../entries/reseal-entries.ts';
import { admitRetiredKeys } from '../keys/retired-keys.ts';
import { endSchedule, exchangeNow } from '../exchange/schedule.ts';
import { emptyShelf, fillShelf, refreshShelf } from '../entries/opened-entries.ts';
import { joinTabs, leaveTabs, tellTabs, type Told } from '../runtime/tabs.ts';
import { readWaiting, waitingKeys } from '../runtime/pending-changes.ts';

let clock: ReturnType<typeof setInterval> | undefined;

export { theDevice } from '../runtime/device.ts';

/** Let an account live here: its database is opened, its waiting deeds counted, its other tabs met. It stays locked. */
export async function moveIn(account: AccountRow): Promise<void> {
  const home = await openHome(ground.device, account.accountId);
  owner.value?.home.close();
  owner.value = { ...account, home };
  stage.value = { step: 'locked', login: account.login, role: account.role };
  joinTabs(account.accountId, (told) => void heard(told));
  await triedAnew();
  await readWaiting();
  await readPairings();
  await countLocked();
}

/** What the server refused once is offered again at each start: a newer server, or a newer app, may agree. */
async function triedAnew(): Promise<void> {
  await theOwner().home.change(['outbox'], async (at) => {
    for (const deed of await at.objectStore('outbox').getAll()) {
      if (deed.refused !== null && deed.deed !== 'accept')
        await at.objectStore('outbox').put({ ...deed, refused: null });
    }
  });
}

/**
 * The vault is open: show the journal, watch for idleness, and talk to the server. Returns before all is opened.
 *
 * Retired keys come first: an editor that did not find its draft would begin a new one over it.
 */
export async function openDoor(): Promise<void> {
  await admitRetiredKeys();
  const { accountId, login, role } = theOwner();
  stage.value = { step: 'open', accountId, login, role };
  // Another tab may be in use: it has an idleness of its own.
  watchIdle(() => void closeDoor(false));
  clearInterval(clock);
  clock = setInterval(tellTime, 30_000);
  void fillShelf().then(checkPublicKey).then(takeInDrops).then(openCopies).then(talk, endQuietly);
}

/** Talking does not wait for what is sealed again, nor the other way round. */
async function talk(): Promise<void> {
  void resealRetired();
  await exchangeNow();
}

/**
 * Whoever can write into this phone's storage could have put a key of his own there, and notes written while locked
 * would have been sealed to him. At each unlock it is compared with the vault's, put right, and the person is told.
 */
async function checkPublicKey(): Promise<void> {
  const publicKey = await ground.vault().publicKey();
  const device = await theDevice();
  const kept = await device.account();
  const now = owner.value;
  if (now === null || now.publicKey.join() === publicKey.join()) return;
  owner.value = { ...now, publicKey };
  // Other slots than this tab unlocked with: another tab has made a new key meanwhile, and its word is the newer one.
  if (kept === null || JSON.stringify(kept.slots) !== JSON.stringify(now.slots)) return;
  sealedToAnother.value = true;
  // A phone too full to keep it finds the same at the next unlock; in memory it is right already.
  await device.keepAccount({ ...kept, publicKey }).catch(() => undefined);
}

/** What cannot be taken in now (a full phone, a lock) stays where it is, and the journal opens all the same. */
async function takeInDrops(): Promise<void> {
  await takeInLocked().catch(() => undefined);
}

/** A lock while everything was still being opened. */
function endQuietly(): void {
  if (stage.value.step === 'open') void exchangeNow();
}

/** Lock: editors keep their drafts, every opened word is forgotten, the other tabs do the same. */
export async function closeDoor(tell = true): Promise<void> {
  if (owner.value === null || !['open', 'second_factor'].includes(stage.value.step)) return;
  await lastDeeds();
  const { login, role } = theOwner();
  forgetWords();
  stage.value = { step: 'locked', login, role };
  await ground.vault().lock();
  if (tell) tellTabs({ locked: true });
}

function forgetWords(): void {
  stopWatching();
  clearInterval(clock);
  emptyShelf();
  closeCopies();
  filling.value = null;
}

/** Nobody lives here any more, in this tab. The databases are the caller's matter. */
export async function moveOut(then: AccountState = { step: 'welcome' }): Promise<void> {
  forgetWords();
  endSchedule();
  leaveTabs();
  owner.value?.home.close();
  owner.value = null;
  waitingKeys.value = new Set();
  pairingRows.value = new Map();
  minute.value = 0;
  forgetLocked();
  stage.value = then;
  await ground.vault().lock();
}

/** What another tab of this account did. */
async function heard(told: Told): Promise<void> {
  if ('gone' in told) return moveOut();
  if ('locked' in told) return closeDoor(false);
  if ('newKey' in told) return takeNewKey();
  if ('drops' in told) return isOpen() ? takeInDrops() : countLocked();
  await readWaiting();
  if ('entries' in told) await refreshShelf(told.entries);
  if ('shares' in told) await openCopies();
  await readPairings();
}

/** Another tab has adopted a new account key: this one unlocks with it from now on, and holds the old one no longer. */
export async function takeNewKey(): Promise<void> {
  await closeDoor(false);
  await renewOwner();
}

/** Read again what this device unlocks with. */
export async function renewOwner(): Promise<void> {
  const account = await (await theDevice()).account();
  if (account !== null && owner.value?.accountId === account.accountId)
    owner.value = { ...account, home: owner.value.home };
}

/** @throws Fault `other_account_here` when this phone keeps somebody else's journal */
export async function refuseOthers(accountId: string): Promise<void> {
  const kept = await (await theDevice()).account();
  if (kept !== null && kept.accountId !== accountId) throw fault('other_account_here');
}
