// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeAll, expect, test, vi } from 'vitest';

import { anotherPhone, converge, PASSWORD, reloaded, newPerson, type Person } from '../harness/people.ts';
import { reachable, type Network } from '../harness/phone.ts';
import { SharedServer } from '../harness/server.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Small, fast and the same every time: a failing seed can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Loses requests, loses answers, passes the rest. */
const unreliable =
  (roll: (sides: number) => number): Network =>
  async (_request, pass) => {
    if (roll(5) === 0) throw new TypeError('never left the phone');
    const answer = await pass();
    if (roll(5) === 0) throw new TypeError('the answer was lost');
    return answer;
  };

/** Some writes meet a full disk: in an action, or between any two steps of an exchange. */
function fullNowAndThen(roll: (sides: number) => number): void {
  const open = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...asked: Parameters<typeof open>
  ) {
    if (asked[1] === 'readwrite' && roll(12) === 0) throw new DOMException('no room', 'QuotaExceededError');
    return open.apply(this, asked);
  });
}

/** Everything one phone may do; remembers the words that were stored, not those that were refused. */
async function step(one: Person, roll: (sides: number) => number, kept: Set<string>): Promise<void> {
  const items = one.tab.journal.timeline.value.filter((item) => item.kind === 'note');
  const word = `w${kept.size}-${roll(1_000_000)}`;
  const chosen = items[roll(Math.max(items.length, 1))];
  switch (roll(8)) {
    case 0:
    case 1:
      await one.tab.journal.keepNote({ text: word });
      kept.add(word);
      break;
    case 2:
    case 3:
    case 4:
      if (chosen === undefined) break;
      await one.tab.journal.keepNote({ id: chosen.id, base: chosen.revision, text: `${chosen.payload.text} ${word}` });
      kept.add(word);
      break;
    case 5:
    case 6:
      await one.tab.exchange();
      break;
    default:
      await reloaded(one);
      await one.tab.account.unlock({ password: PASSWORD });
      await one.tab.settled();
  }
}

test.each([1, 2, 3])(
  'two phones, a bad line, a full disk and kills at any moment (seed %i): every kept word is on both in the end',
  async (seed) => {
    const roll = dice(seed);
    const phone = await newPerson(server, 'patient', 'ana');
    const tablet = await anotherPhone(server, phone);
    const kept = new Set<string>();
    fullNowAndThen(roll);
    for (const one of [phone, tablet]) one.device.network = unreliable(roll);
    for (let at = 0; at < 60; at += 1) await step(roll(2) === 0 ? phone : tablet, roll, kept).catch(() => undefined);

    vi.restoreAllMocks();
    for (const one of [phone, tablet]) {
      one.device.network = reachable;
      await reloaded(one);
      await one.tab.account.unlock({ password: PASSWORD });
      await one.tab.settled();
    }
    await converge(phone, tablet);
    const third = await anotherPhone(server, phone);
    const all = (one: Person): string[] => one.tab.words().sort();
    expect(all(tablet)).toEqual(all(phone));
    expect(all(third)).toEqual(all(phone));
    const words = all(phone).join(' ');
    expect([...kept].filter((word) => !words.includes(word))).toEqual([]);
    expect(kept.size).toBeGreaterThan(15);
    expect(phone.tab.connection.connection.value).toMatchObject({ state: 'idle', waiting: 0 });
  },
);
