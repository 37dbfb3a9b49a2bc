// SPDX-License-Identifier: AGPL-3.0-or-later
import { accounts } from '../../api/endpoints.ts';
import { ApiFault } from '../../api/faults.ts';
import { pullEntries, sendEntries } from './entry-exchange.ts';
import { codeOf } from '../faults.ts';
import { readKnown } from './known.ts';
import { runInitialSync } from './initial-sync.ts';
import { isOpen, requireAccount } from '../runtime/current-account.ts';
import { pullPairings, sendPairings } from './pairing-exchange.ts';
import { markEverythingUnsent, rememberEpoch, ServerIsBehind, serverIsBehind } from './restored-backup.ts';
import { resealRetired } from '../entries/reseal-entries.ts';
import { refuseIfNewKeyArrived } from '../keys/rotation-plan.ts';
import { pullShares, sendShares } from './share-exchange.ts';

/**
 * One whole exchange with the server: send what waits, read what is new.
 *
 * May be interrupted after any step and repeated. While locked only what is sealed already is sent; reading needs the
 * vault and waits for the unlock. A login of another account in this browser counts as none: nothing is ever sent with
 * it.
 * @throws ApiFault, CryptoFault `locked`, StoreFault
 */
export async function exchange(): Promise<void> {
  const { epoch, head } = await whoami();
  await refuseIfNewKeyArrived();
  if (await serverIsBehind(epoch, head)) {
    if (!isOpen()) return;
    await readAllAnew(epoch);
  }
  await rememberEpoch(epoch);
  await sendAll({ again: true });
  if (!isOpen()) return;
  await pullFeeds(epoch).catch(async (error: unknown) => {
    if (!(error instanceof ServerIsBehind)) throw error;
    await readAllAnew(epoch);
  });
  await pullPairings();
  await sendAll({ again: false });
  void resealRetired();
}

/** After a restored backup everything is read again; what the server lacks is sent by the next step. */
async function readAllAnew(epoch: string): Promise<void> {
  await markEverythingUnsent(epoch);
  await pullFeeds(epoch);
}

/**
 * Read on in the feed of entries, and nothing else: what another device did a moment ago decides what is done next.
 * @throws ApiFault, CryptoFault `locked`, StoreFault
 */
export async function readEntries(): Promise<void> {
  const { epoch, head } = await whoami();
  await refuseIfNewKeyArrived();
  if (await serverIsBehind(epoch, head)) await markEverythingUnsent(epoch);
  await rememberEpoch(epoch);
  await readJournal(epoch).catch(async (error: unknown) => {
    if (!(error instanceof ServerIsBehind)) throw error;
    await markEverythingUnsent(epoch);
    await readJournal(epoch);
  });
}

async function whoami(): Promise<{ epoch: string; head: number }> {
  const told = await accounts.account().catch((error: unknown) => {
    // A login of the recovery code, left over from a sign-in that was cut off, opens no journal.
    throw codeOf(error) === 'wrong_role' ? noLogin(error) : error;
  });
  if (told.account_id !== requireAccount().accountId) throw noLogin();
  return told;
}

const noLogin = (cause?: unknown): ApiFault =>
  new ApiFault('GET /account', { code: 'not_signed_in', status: 401 }, { cause });

async function sendAll(offer: { again: boolean }): Promise<void> {
  await sendEntries(offer);
  await sendPairings(offer);
  await sendShares();
}

async function readJournal(epoch: string): Promise<void> {
  await runInitialSync(epoch);
  await pullEntries(epoch);
  await readKnown();
}

async function pullFeeds(epoch: string): Promise<void> {
  await readJournal(epoch);
  await pullShares(epoch);
}
