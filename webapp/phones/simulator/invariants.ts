// SPDX-License-Identifier: AGPL-3.0-or-later
import type { StoredEntry } from '../../src/api/endpoints.ts';
import type { EntryRow, ShareRow } from '../../src/store/rows.ts';
import type { Scene } from './actions.ts';
import { rowsIn } from './disk.ts';
import { wordsIn, type ShareFact } from './memory.ts';
import { Phone, type World } from './phone.ts';
import type { Rows } from './real-server.ts';
import { PASSWORD, PLANTED, signedIn, type Participants } from './participants.ts';

/** A promise that was not kept. */
export class Violation extends Error {}

export interface Examined extends Scene {
  world: World;
  participants: Participants;
  thorough: boolean;
  /** The server hid rows no phone can miss, so two phones may differ; no word is missing from both. */
  keptApart: boolean;
}

/** Everything that must be true once all phones have exchanged everything. @throws Broken */
export async function checkInvariants(of: Examined): Promise<void> {
  const rows = of.world.server.rows();
  const [phone, tablet] = [phoneOf(of, 'phone'), phoneOf(of, 'tablet')];
  nothingLost(of, of.keptApart ? [phone, tablet] : [phone]);
  everyParentNamed(of);
  nobodyElse(of, rows);
  if (of.keptApart) return;
  equalJournals(phone, tablet);
  if (
    [...phone.app.openedEntries.openedEntries.value.values()].some(
      ({ payload }) => payload !== null && 'merged' in payload && payload.merged === true,
    )
  )
    of.meets('two texts in one entry');
  draftsKept(of);
  for (const one of of.phones.values()) await draftsAreThere(of, one);
  serverHoldsNewest(of, rows);
  if (of.phones.has('theo')) sharesAsShared(of, rows);
  if (of.thorough) {
    await freshDevice(of, phone);
    await mallory(of, rows);
  }
}

/**
 * At any moment: what this phone has beyond the server waits to be sent. Whatever else happens, it is not forgotten.
 * @throws Broken
 */
export function everythingWaits(phone: Phone): void {
  if (!phone.isAtRest()) return;
  const waiting = new Set(phone.deeds().map(({ key }) => key));
  const forgotten = (rowsIn(phone.content(), 'entries') as EntryRow[]).filter(
    ({ id, stored, revision }) => stored < revision && !waiting.has(`entry/${id}`),
  );
  must(forgotten.length === 0, () => `${phone.name} has forgotten to send ${forgotten.map(({ id }) => id).join()}`);
}

export function phoneOf(of: Pick<Scene, 'phones'>, name: 'phone' | 'tablet' | 'theo'): Phone {
  const phone = of.phones.get(name);
  if (phone === undefined) throw new Violation(`no ${name}`);
  return phone;
}

const must = (is: boolean, otherwise: () => string): void => {
  if (!is) throw new Violation(otherwise());
};

/** Every entry of a phone as a person would compare two. */
function journalOf(phone: Phone): string[] {
  const { openedEntries, canonical } = phone.app;
  return [...openedEntries.openedEntries.value.values()]
    .map(({ id, revision, payload }) => `${id} ${revision} ${canonical(payload)}`)
    .sort();
}

function equalJournals(one: Phone, other: Phone): void {
  const [ours, theirs] = [journalOf(one), journalOf(other)];
  const lines = [
    ...ours.filter((line) => !theirs.includes(line)).map((line) => `only ${one.name}: ${line}`),
    ...theirs.filter((line) => !ours.includes(line)).map((line) => `only ${other.name}: ${line}`),
  ];
  must(lines.length === 0, () => `two phones, two journals\n${lines.join('\n')}`);
}

/** A merged text names both its parents: otherwise a phone that has one of them would merge it again. */
function everyParentNamed({ phones }: Examined): void {
  const unnamed = [...phones.values()].flatMap(({ seen }) => seen.unnamed);
  must(unnamed.length === 0, () => `a text made of two does not name ${unnamed.join(', ')}`);
}

function nothingLost({ memory }: Examined, phones: readonly Phone[]): void {
  const there = new Set(
    phones.flatMap(({ app }) =>
      [...app.openedEntries.openedEntries.value.values()].flatMap(({ payload }) => wordsIn(payload)),
    ),
  );
  const said = (): string => phones.flatMap(journalOf).join('\n');
  const lost = memory.required().filter((word) => !there.has(word));
  must(lost.length === 0, () => `words lost: ${lost.join(' ')}\n${said()}`);
  const back = memory.gone().filter((word) => there.has(word));
  must(back.length === 0, () => `words that were taken away are back: ${back.join(' ')}\n${said()}`);
}

function draftsKept({ phones }: Examined): void {
  for (const phone of phones.values()) must(phone.waiting().size === 0, () => `${phone.name} still waits`);
}

async function draftsAreThere({ memory }: Examined, phone: Phone): Promise<void> {
  for (const [name, { sure, maybe }] of memory.drafts) {
    const [who, ...key] = name.split('/');
    if (who !== phone.name) continue;
    const draft = await phone.does(() => phone.app.journal.drafts.get(key.join('/')));
    const text = (draft?.value as { text: string } | undefined)?.text ?? null;
    must(
      text === sure || (text !== null && maybe.has(text)) || (sure !== null && text !== null && maybe.has(text)),
      () => `the draft ${name} is ${text ?? 'gone'}, not ${sure ?? 'gone'}`,
    );
  }
}

/** The server has exactly the newest row of each entry, the same bytes, and both phones know it. */
function serverHoldsNewest(of: Examined, rows: Rows): void {
  for (const phone of of.phones.values()) {
    const account = phone.name === 'theo' ? of.participants.theo : of.participants.ana;
    const theirs = rows.entries
      .filter(({ account_id }) => account_id === account)
      .map(({ entry_id, revision, envelope }) => `${entry_id} ${revision} ${envelope}`)
      .sort();
    const kept = rowsIn(phone.content(), 'entries') as EntryRow[];
    const ours = kept
      .map(({ id, revision, envelope }) => `${id} ${revision} ${Buffer.from(envelope).toString('hex').toUpperCase()}`)
      .sort();
    const differs = [
      ...ours.filter((line) => !theirs.includes(line)),
      ...theirs.filter((line) => !ours.includes(line)),
    ];
    must(
      differs.length === 0,
      () => `${phone.name} and the server differ in ${differs.map((line) => line.slice(0, 60)).join('; ')}`,
    );
    const behind = kept.filter(({ stored, revision, aside }) => stored !== revision || aside !== undefined);
    must(
      behind.length === 0,
      () => `${phone.name} does not know what the server has of ${behind.map(({ id }) => id).join()}`,
    );
  }
}

/** Theo shows exactly the living shares, each with exactly the text that was shared last. */
function sharesAsShared(of: Examined, rows: Rows): void {
  const { memory } = of;
  const theo = phoneOf(of, 'theo');
  const shown = new Map(theo.app.sharing.received.value.map((one) => [one.shareId, one]));
  const on = rowsIn(theo.content(), 'shares') as ShareRow[];
  for (const [id, fact] of memory.shares) {
    if (fact.withdrawn === 'yes' || memory.ended === 'yes') withdrawnIsGone(id, shown.has(id), on, rows);
    else if (fact.withdrawn === 'no' && memory.ended === 'no')
      livesAsShared(of, id, fact, shown.get(id)?.payload, theo);
  }
  const texts = new Set(memory.tried);
  for (const one of shown.values())
    must(
      texts.has(theo.app.canonical(one.payload)),
      () => `Theo reads what nobody shared: ${JSON.stringify(one.payload)}`,
    );
  if (memory.ended === 'no') sentAlike(of);
}

function withdrawnIsGone(id: string, isShown: boolean, onHisDisk: readonly ShareRow[], rows: Rows): void {
  must(!isShown, () => `Theo still reads ${id}, which was un-shared`);
  must(
    onHisDisk.every(({ shareId, envelope }) => shareId !== id || envelope === null),
    () => `Theo’s disk still holds ${id}, which was un-shared`,
  );
  must(
    rows.shares.every(({ share_id, envelope }) => share_id !== id || envelope === null),
    () => `the server still holds ${id}, which was un-shared`,
  );
}

function livesAsShared({ memory, meets }: Examined, id: string, fact: ShareFact, payload: unknown, theo: Phone): void {
  const ends = fact.versions.flatMap(({ expiresAt }) => expiresAt ?? []);
  if (payload !== null && payload !== undefined) {
    const text = theo.app.canonical(payload);
    const shared = fact.versions.find((version) => version.text === text);
    must(
      shared?.expiresAt === null || shared === undefined || shared.expiresAt > theo.now,
      () => `Theo reads ${id} after its end`,
    );
    const times = fact.versions.filter((version) => version.text === text).length;
    const over = fact.versions.filter((version) => version.over === text && version.text !== text).length;
    must(over < times, () => `Theo reads an older text of ${id} than was shared`);
    if (shared !== undefined) meets('Theo reads');
  } else {
    must(
      ends.some((end) => end <= memory.latest),
      () => `Theo does not see ${id}`,
    );
    meets('a share reaches its end');
  }
}

/** Both of Ana's phones say the same of what is shared, and it is what Theo has. */
function sentAlike(of: Examined): void {
  const { canonical } = phoneOf(of, 'theo').app;
  const said = (['phone', 'tablet'] as const).map((name) => {
    const rows = rowsIn(phoneOf(of, name).content(), 'shares') as ShareRow[];
    return rows
      .flatMap(({ fromId, shareId, revision, envelope, stored }) =>
        fromId === of.participants.ana && envelope !== null
          ? [canonical([shareId, revision, stored, Buffer.from(envelope).toString('hex')])]
          : [],
      )
      .sort();
  });
  must(
    canonical(said[0]) === canonical(said[1]),
    () =>
      `two phones, two ideas of what is shared\n${JSON.stringify(said.map((lines) => lines.map((line) => line.slice(0, 80))))}`,
  );
}

/** No planted word is in the clear anywhere on the server; nothing changed in Mallory's feed. */
function nobodyElse({ world, participants }: Examined, rows: Rows): void {
  const read = world.server.knows(PLANTED);
  must(read.length === 0, () => `a planted word can be read in ${read.join(', ')}`);
  const hers = rows.entries.filter(({ account_id }) => account_id === participants.mallory);
  must(hers.length === 1, () => 'something was written into Mallory’s account');
}

/** A new phone that signs in sees the same. */
async function freshDevice(of: Examined, phone: Phone): Promise<void> {
  const third = await signedIn(of.world, 'third', of.participants.login);
  await of.world.loop.rest();
  equalJournals(phone, third);
  // Each phone hides expired shares by its own clock, and this phone's clock is right.
  const living = (one: Phone): string =>
    one.app.canonical(
      one.app.sharing.sent.value
        .flatMap(({ shareId, payload, expiresAt }) => (expiresAt === null ? [[shareId, payload]] : []))
        .sort(),
    );
  must(
    living(phone) === living(third),
    () => `a new phone has another idea of what is shared\n${living(phone)}\n${living(third)}`,
  );
  third.kill();
  of.meets('a new device');
}

/** Everything the server has, tried with the keys of Mallory and of Theo. */
async function mallory(of: Examined, rows: Rows): Promise<void> {
  const her = new Phone('mallory', of.world, of.participants.kept.mallory);
  await her.start();
  await her.does(() => her.app.account.unlock({ password: PASSWORD }));
  await of.world.loop.rest();
  await her.does(() => her.app.connection.exchangeNow());
  const read = wordsIn([...her.app.openedEntries.openedEntries.value.values()].map(({ payload }) => payload)).concat(
    wordsIn(her.app.sharing.received.value),
  );
  must(read.length === 0, () => `Mallory reads ${read.join(' ')}`);
  const all = rows.entries
    .filter(({ account_id }) => account_id === of.participants.ana)
    .map(({ entry_id, revision, envelope }) => ({
      entryId: entry_id,
      revision,
      envelope: Uint8Array.from(Buffer.from(envelope, 'hex')),
    }));
  for (const reader of [her, ...(of.phones.has('theo') ? [phoneOf(of, 'theo')] : [])]) {
    const vault = reader.vault();
    const opened = await reader.does(() => vault.openEntries(all));
    must(
      opened.every((one) => 'unreadable' in one),
      () => `${reader.name} opens an entry of Ana’s`,
    );
  }
  her.kill();
  of.meets('Mallory tries');
}

export type { StoredEntry };
