// SPDX-License-Identifier: AGPL-3.0-or-later
import { digitsAt } from '../harness/totp.ts';
import type { App } from './browser.ts';
import { seededRandom } from './random.ts';
import { EventLoop } from './event-loop.ts';
import { Phone, type Kept, type World } from './phone.ts';
import type { RealServer } from './real-server.ts';

export const PASSWORD = 'apple river stone candle window bread';
/** Part of everything anybody writes here. Nobody but its readers may ever hold it in the clear. */
export const PLANTED = 'zebrafinch';

export type PhoneName = 'phone' | 'tablet' | 'theo';
export const PHONES: readonly PhoneName[] = ['phone', 'tablet', 'theo'];

/** Ana with two phones, Theo her therapist, and Mallory, another patient of his; all paired, nothing written yet. */
export interface Participants {
  begins: number;
  pairingId: string;
  /** Account ids. */
  ana: string;
  theo: string;
  mallory: string;
  login: string;
  /** The secret of Theo’s six digits. */
  totp: string;
  kept: Record<PhoneName | 'mallory', Kept>;
}

const BEGINS = Date.UTC(2026, 10, 23, 8);
const TODAY = 'village';

/** Everybody registers and pairs, once a process; each interleaving begins from a copy of this state. */
export async function createParticipants(app: App, server: RealServer): Promise<Participants> {
  const loop = new EventLoop(seededRandom('village loop', 1), BEGINS);
  const world: World = {
    app,
    loop,
    server,
    random: seededRandom('village', 1),
    serverClock: () => loop.now,
    tells: () => undefined,
    meets: () => undefined,
    arrived: new Map(),
    setOut: 0,
  };
  loop.takeOver();
  const theo = await registered(world, 'theo', 'therapist');
  const phone = await registered(world, 'phone', 'patient');
  const mallory = await registered(world, 'mallory', 'patient');
  const tablet = await signedIn(world, 'tablet', loginOf('phone'));
  const pairingId = await paired(phone, theo);
  await paired(mallory, theo);
  for (const one of [tablet, phone, theo, tablet, mallory]) await exchanged(one);
  for (const one of [phone, tablet, theo, mallory]) one.kill();
  server.backUp(TODAY);
  return {
    begins: loop.now + HALF_A_MINUTE,
    pairingId,
    totp: secrets.get(theo) ?? '',
    login: loginOf('phone'),
    ana: accountOf(phone),
    theo: accountOf(theo),
    mallory: accountOf(mallory),
    kept: { phone: phone.kept(), tablet: tablet.kept(), theo: theo.kept(), mallory: mallory.kept() },
  };
}

export function morning(server: RealServer): void {
  server.beginAgain(TODAY);
}

/** Restore the backup of the starting state. */
export function restoreMorning(server: RealServer): void {
  server.restore(TODAY);
}

const loginOf = (name: string): string => `${name}.person`;
const accounts = new Map<Phone, string>();
const secrets = new Map<Phone, string>();
const HALF_A_MINUTE = 30_000;
const accountOf = (phone: Phone): string => accounts.get(phone) ?? '';

async function registered(world: World, name: string, role: 'patient' | 'therapist'): Promise<Phone> {
  const phone = new Phone(name, world);
  await phone.start();
  const enrolment =
    role === 'therapist' ? { enrolment: world.server.command(['enrol-therapist'], world.loop.now) } : {};
  await phone.does(() =>
    phone.app.account.prepareAccount({ role, login: loginOf(name), password: PASSWORD, ...enrolment }),
  );
  await phone.does(() => phone.app.account.register());
  await setUp(world, phone);
  await exchanged(phone);
  const stage = phone.app.account.account.value;
  accounts.set(phone, stage.step === 'open' ? stage.accountId : '');
  return phone;
}

/** Where the practice asks for it: an app that shows six digits. */
async function setUp(world: World, phone: Phone): Promise<void> {
  const stage = phone.app.account.account.value;
  if (stage.step !== 'second_factor') return;
  const { secret } = phone.app.account.newTotpSecret(stage.login);
  secrets.set(phone, secret);
  await phone.does(() => phone.app.account.finishSetup({ secret, code: digitsNow(secret, world.serverClock()) }));
}

/** Six digits by the server's clock. */
export const digitsNow = (secret: string, now: number): string => digitsAt(secret, Math.floor(now / HALF_A_MINUTE));

/** A phone of somebody who has an account. */
export async function signedIn(world: World, name: string, login: string): Promise<Phone> {
  const phone = new Phone(name, world);
  await phone.start();
  await phone.does(() => phone.app.account.signIn({ login, password: PASSWORD }));
  await exchanged(phone);
  return phone;
}

export async function exchanged(phone: Phone): Promise<void> {
  await phone.does(() => phone.app.connection.exchangeNow());
}

async function paired(patient: Phone, therapist: Phone): Promise<string> {
  const { link } = await therapist.does(() => therapist.app.pairings.makeInvite());
  const { fragment } = await patient.does(() => patient.app.pairings.readInvite(link));
  const asked = { fragment, myName: 'Ana', theirName: 'Theo', scannedInRoom: true };
  const pairingId = await patient.does(() => patient.app.pairings.acceptInvite(asked));
  for (const one of [therapist, patient]) await exchanged(one);
  await therapist.does(() => therapist.app.pairings.confirmWords(pairingId));
  for (const one of [therapist, patient]) await exchanged(one);
  return pairingId;
}
