// SPDX-License-Identifier: AGPL-3.0-or-later
import { unreachable, Device, openTab, reachable, type Network, type Tab } from './phone.ts';
import type { SharedServer } from './server.ts';
import { digitsOf } from './totp.ts';

export const PASSWORD = 'apple river stone candle window bread';

/** A name nobody else has on a server that many test files use. */
export const newLogin = (name: string): string => `${name}${crypto.randomUUID().slice(0, 8)}`;

/** Somebody with an account and one phone, signed in and online. */
export interface Person {
  login: string;
  device: Device;
  tab: Tab;
  recoveryCode: string;
  totp: string | null;
}

export async function newPerson(server: SharedServer, role: 'patient' | 'therapist', name: string): Promise<Person> {
  const device = new Device(server.origin);
  const tab = await openTab(device);
  const login = newLogin(name);
  const enrolment = role === 'therapist' ? { enrolment: server.enrolment() } : {};
  const { recoveryCode } = await tab.account.prepareAccount({ role, login, password: PASSWORD, ...enrolment });
  await tab.account.register();
  const totp = await secondFactor(tab, null);
  await tab.settled();
  await tab.exchange();
  return { login, device, tab, recoveryCode, totp };
}

/** Give the second factor, where the server asks for one: set it up the first time, type the six digits later. */
export async function secondFactor(tab: Tab, known: string | null): Promise<string | null> {
  const state = tab.account.account.value;
  if (state.step !== 'second_factor') return known;
  if (state.setup) return setUp(tab, state.login);
  if (known === null) throw new Error('asked for a second factor that nobody set up');
  await tab.account.enterCode(digitsOf(known));
  return known;
}

async function setUp(tab: Tab, login: string): Promise<string> {
  const { secret } = tab.account.newTotpSecret(login);
  await tab.account.finishSetup({ secret, code: digitsOf(secret) });
  return secret;
}

/** Recover with the code on paper alone: a new password, and a new code. @returns the new code */
export async function recover(tab: Tab, typed: { login: string; code: string; newPassword: string }): Promise<string> {
  await tab.account.openWithCode(typed);
  const { recoveryCode } = await tab.account.prepareNewKeys(typed.newPassword);
  await tab.account.finishRecovering();
  return recoveryCode;
}

/** Another phone of the same person. */
export async function anotherPhone(
  server: SharedServer,
  one: Person,
  password = PASSWORD,
  network: Network = reachable,
): Promise<Person> {
  const device = new Device(server.origin);
  device.network = network;
  const tab = await openTab(device);
  await tab.account.signIn({ login: one.login, password });
  await secondFactor(tab, one.totp);
  await tab.settled();
  await tab.exchange();
  return { ...one, device, tab };
}

/** The page is killed and loaded anew; the journal is locked. */
export async function reloaded(one: Person): Promise<Tab> {
  one.tab.kill();
  one.tab = await openTab(one.device);
  return one.tab;
}

/** Do something without a connection. */
export async function offline<T>(one: Person, action: () => Promise<T>): Promise<T> {
  const before = one.device.network;
  one.device.network = unreachable;
  try {
    const result = await action();
    await one.tab.exchange();
    return result;
  } finally {
    one.device.network = before;
  }
}

/** All exchange until no phone has anything left to send. */
export async function converge(...all: Person[]): Promise<void> {
  for (let round = 0; round < 3; round += 1) for (const one of all) await one.tab.exchange();
}

/** A therapist and a patient who have paired by a link and compared the words. */
export async function pair(patient: Person, therapist: Person, compared = true): Promise<string> {
  const { link } = await therapist.tab.pairings.makeInvite();
  const { fragment } = await patient.tab.pairings.readInvite(link);
  const pairingId = await patient.tab.pairings.acceptInvite({
    fragment,
    myName: 'Ana',
    theirName: 'Theo',
    scannedInRoom: false,
  });
  await converge(therapist, patient);
  if (compared) {
    await patient.tab.pairings.confirmWords(pairingId);
    await therapist.tab.pairings.confirmWords(pairingId);
    await converge(therapist, patient);
  }
  return pairingId;
}
