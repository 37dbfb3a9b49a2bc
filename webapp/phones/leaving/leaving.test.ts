// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, test } from 'vitest';

import {
  anotherPhone,
  converge,
  offline,
  pair,
  PASSWORD,
  reloaded,
  newPerson,
  type Person,
} from '../harness/people.ts';
import { unreachable, openTab, reachable, type Network } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

const ana = (): Promise<Person> => newPerson(server, 'patient', 'ana');
const databases = async (her: Person): Promise<string[]> =>
  (await indexedDB.databases()).flatMap(({ name }) =>
    name?.startsWith(`${her.device.name}-`) === true && !name.endsWith('-device') ? [name] : [],
  );
/** The words this phone opens after a fresh start, without anybody's help. */
async function wordsAfterAReload(her: Person): Promise<string[]> {
  const tab = await reloaded(her);
  await tab.account.unlock({ password: PASSWORD });
  await tab.settled();
  return tab.words();
}
const onDelete =
  (answer: Network): Network =>
  (request, pass) =>
    request.method === 'DELETE' && request.path === '/api/account' ? answer(request, pass) : pass();
const lost: Network = async (_request, pass) => {
  await pass();
  throw new TypeError('the line broke');
};
const says =
  (status: number, code: string): Network =>
  async () =>
    new Response(JSON.stringify({ code, status, title: code }), { status });

describe('leaving for good', () => {
  test('the account goes, then everything on this phone, and the name is free again', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    await her.tab.exchange();
    await her.tab.leaving.leaveForGood({ password: PASSWORD });
    expect(her.tab.account.account.value).toEqual({ step: 'left' });
    expect(await databases(her)).toEqual([]);
    expect(her.tab.words()).toEqual([]);

    const tab = await reloaded(her);
    expect(tab.account.account.value).toEqual({ step: 'welcome' });
    await expect(tab.account.signIn({ login: her.login, password: PASSWORD })).rejects.toMatchObject({
      code: 'wrong_login',
    });
    await tab.account.prepareAccount({ role: 'patient', login: her.login, password: PASSWORD });
    await tab.account.register();
    await tab.settled();
    expect(tab.words()).toEqual([]);
  });

  test('the recovery code is as good a proof as the password', async () => {
    const her = await ana();
    await expect(her.tab.leaving.leaveForGood({ code: 'AAAA' })).rejects.toMatchObject({ code: 'mistyped_code' });
    await her.tab.leaving.leaveForGood({ code: her.recoveryCode });
    expect(her.tab.account.account.value).toEqual({ step: 'left' });
  });

  test('a guessed password deletes nothing, and nobody is asked', async () => {
    const her = await ana();
    let asked = 0;
    her.device.network = onDelete(async (_request, pass) => {
      asked += 1;
      return pass();
    });
    await expect(her.tab.leaving.leaveForGood({ password: 'guessed' })).rejects.toMatchObject({
      code: 'wrong_password',
    });
    expect(asked).toBe(0);
    expect(her.tab.account.account.value).toMatchObject({ step: 'open' });
  });

  test('without a connection nothing is deleted, and that is what she is told', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    await her.tab.exchange();
    her.device.network = unreachable;
    await expect(her.tab.leaving.leaveForGood({ password: PASSWORD })).rejects.toThrow(
      'nothing_deleted: The server can’t be reached, so nothing was deleted',
    );
    her.device.network = reachable;
    expect(her.tab.leaving.leavingUnfinished.value).toBe(false);
    expect((await anotherPhone(server, her)).tab.words()).toEqual(['The door.']);
  });

  test('what the server refuses deletes nothing here', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    her.device.network = onDelete(says(403, 'proof_refused'));
    await expect(her.tab.leaving.leaveForGood({ password: PASSWORD })).rejects.toMatchObject({ code: 'proof_refused' });
    her.device.network = reachable;
    expect(her.tab.leaving.leavingUnfinished.value).toBe(false);
    expect(await wordsAfterAReload(her)).toEqual(['The door.']);
  });

  test('words no server has yet go with all others; they are counted beforehand', async () => {
    const her = await ana();
    await offline(her, () => her.tab.journal.keepNote({ text: 'Only here.' }));
    expect(her.tab.export.holding.value.here).toBe(1);
    await her.tab.leaving.leaveForGood({ password: PASSWORD });
    expect(await databases(her)).toEqual([]);
  });

  test('another tab closes with it', async () => {
    const her = await ana();
    const other = await openTab(her.device);
    await her.tab.leaving.leaveForGood({ password: PASSWORD });
    await until(() => expect(other.account.account.value).toEqual({ step: 'welcome' }));
  });

  test('the therapist reads nothing any more, and the patient was told how much had been opened', async () => {
    const [her, theo] = [await ana(), await newPerson(server, 'therapist', 'theo')];
    const pairingId = await pair(her, theo);
    const entryId = await her.tab.journal.keepNote({ text: 'shared words' });
    await her.tab.sharing.share({ pairingId, preview: her.tab.sharing.previewShare({ entryId, expiresAt: null }) });
    await converge(her, theo);
    expect(her.tab.leaving.readByOthers.value).toEqual([{ name: 'Theo', opened: 0 }]);
    await her.tab.leaving.leaveForGood({ password: PASSWORD });
    await converge(theo);
    expect([...theo.tab.pairings.people.value].map(({ state }) => state)).toEqual(['ended']);
  });
});

describe('leaving that is cut off', () => {
  test('an answer lost on the way: the journal stays here until she says so', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    await her.tab.exchange();
    her.device.network = onDelete(lost);
    await expect(her.tab.leaving.leaveForGood({ password: PASSWORD })).rejects.toMatchObject({
      code: 'leaving_unknown',
    });
    her.device.network = reachable;

    const tab = await reloaded(her);
    expect(tab.account.account.value).toMatchObject({ step: 'locked' });
    expect(tab.leaving.leavingUnfinished.value).toBe(true);
    expect(await tab.leaving.askWhatIsLeft()).toBe('gone');
    expect(await databases(her)).toHaveLength(1);

    await tab.leaving.removeFromThisPhone();
    expect(tab.account.account.value).toEqual({ step: 'left' });
    expect(await databases(her)).toEqual([]);
  });

  test('a kill between the server’s deletion and the phone’s: the same question at the next start, and the words still open', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    await her.tab.exchange();
    her.device.network = onDelete(async (_request, pass) => {
      await pass();
      return new Promise<Response>(() => undefined); // the page dies here
    });
    void her.tab.leaving.leaveForGood({ password: PASSWORD }).catch(() => undefined);
    await until(() => expect(her.tab.leaving.leavingUnfinished.value).toBe(true));
    her.device.network = reachable;
    const tab = await reloaded(her);
    expect(tab.leaving.leavingUnfinished.value).toBe(true);
    await tab.leaving.keepOnThisPhone();
    expect(tab.leaving.leavingUnfinished.value).toBe(false);
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['The door.']);
  });

  test('a server that never got the wish still has the account, and says so', async () => {
    const her = await ana();
    her.device.network = onDelete(async () => {
      throw new TypeError('the line broke');
    });
    await expect(her.tab.leaving.leaveForGood({ password: PASSWORD })).rejects.toMatchObject({
      code: 'leaving_unknown',
    });
    her.device.network = reachable;
    const tab = await reloaded(her);
    expect(await tab.leaving.askWhatIsLeft()).toBe('there');
    her.device.network = unreachable;
    expect(await tab.leaving.askWhatIsLeft()).toBe('unknown');
  });

  test('decided later, it is asked again at the next start', async () => {
    const her = await ana();
    her.device.network = onDelete(async () => {
      throw new TypeError('the line broke');
    });
    await expect(her.tab.leaving.leaveForGood({ password: PASSWORD })).rejects.toMatchObject({
      code: 'leaving_unknown',
    });
    her.tab.leaving.decideLater();
    expect(her.tab.leaving.leavingUnfinished.value).toBe(false);
    her.device.network = reachable;
    expect((await reloaded(her)).leaving.leavingUnfinished.value).toBe(true);
  });

  test('a server that lies about an account that is gone takes no word from a phone that never asked to leave', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    await her.tab.exchange();
    her.device.network = says(401, 'not_signed_in');
    await her.tab.exchange();
    her.device.network = says(404, 'not_found');
    const tab = await reloaded(her);
    await tab.exchange();
    expect(tab.leaving.leavingUnfinished.value).toBe(false);
    expect(tab.account.account.value).toMatchObject({ step: 'locked' });
    her.device.network = unreachable;
    await tab.account.unlock({ password: PASSWORD });
    await tab.settled();
    expect(tab.words()).toEqual(['The door.']);
  });

  test('another phone of hers keeps its journal when she left on this one', async () => {
    const her = await ana();
    await her.tab.journal.keepNote({ text: 'The door.' });
    await her.tab.exchange();
    const tablet = await anotherPhone(server, her);
    await her.tab.leaving.leaveForGood({ password: PASSWORD });
    await tablet.tab.exchange();
    tablet.device.network = unreachable;
    expect(await wordsAfterAReload(tablet)).toEqual(['The door.']);
  });
});
