// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { signal } from '@preact/signals';

import type { PinRow } from '../../store/rows.ts';
import { isWeakPin, pinDigits } from '../../domain/pin.ts';
import { codeOf, Fault, fault, withFaults } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { openAccount, deviceStore } from './lifecycle.ts';
import {
  isOpen,
  requireOpenAccount,
  currentAccount,
  accountState,
  requireAccount,
} from '../runtime/current-account.ts';

/** After this many wrong ones in a row the PIN is gone from the phone, and the password is asked. */
const MOST_WRONG = 5;
/** As long as her login lasts: where others' words lie open, a PIN alone is not enough for longer. */
const THERAPISTS_PIN_LASTS_MS = 12 * 3_600_000;

/** The PIN of this phone; null when there is none. */
export const quickUnlock = signal<{ triesLeft: number } | null>(null);
/** Why there is no PIN any more, for who comes to type it. */
export const pinLost = signal<string | null>(null);

let byPin = false;

/**
 * Once, at the start: resolves when it is known whether there is a PIN here, and goes on watching who comes and goes.
 */
export async function watchQuickUnlock(): Promise<void> {
  await readQuickUnlock();
  accountState.subscribe(() => {
    void readQuickUnlock().catch(() => undefined);
  });
}

/**
 * A PIN whose person has left, or whose password is over, is forgotten; an open journal shows who is there, and the
 * count begins anew.
 */
async function readQuickUnlock(): Promise<void> {
  byPin &&= isOpen();
  if (isOpen()) pinLost.value = null;
  const device = await deviceStore();
  const kept = await device.fact('pin');
  if (kept !== null && belongsHere(kept) && hasLastedTooLong(kept)) {
    pinLost.value = WHY_LOST.too_long;
    return forgetPin();
  }
  const anew = isOpen() ? { wrong: 0, ...proven() } : {};
  shown(await device.exchange('pin', (now) => (now === null || !belongsHere(now) ? null : { ...now, ...anew })));
}

/** Something stronger than the PIN has just opened the journal. */
const proven = (): Pick<PinRow, 'provenAt'> => (byPin ? {} : { provenAt: timeNow() });

/** A `provenAt` in the future (the clock was set back) counts as expired. */
function hasLastedTooLong({ provenAt }: PinRow): boolean {
  const age = runtime.now().getTime() - Date.parse(provenAt ?? '');
  return currentAccount.value?.role === 'therapist' && !isOpen() && !(age >= 0 && age < THERAPISTS_PIN_LASTS_MS);
}

function belongsHere(row: PinRow): boolean {
  const now = currentAccount.value;
  return now !== null && now.over !== true && row.accountId === now.accountId && row.passwordSlot === passwordSlot();
}

/** A PIN works as long as the password it was made under: a change or a new key makes another slot. */
const passwordSlot = (): string | null =>
  currentAccount.value?.slots.find(({ type }) => type === 'password')?.slot_id ?? null;

function shown(row: PinRow | null): void {
  quickUnlock.value = row === null ? null : { triesLeft: MOST_WRONG - row.wrong };
}

/**
 * Let a PIN open this phone. The password is asked once more: who only found the phone open must not leave a way in.
 * @throws Fault `weak_pin`, `bad_pin`, `wrong_password`, `locked`, `unavailable`
 */
export function setPin(typed: { pin: string; password: string }): Promise<void> {
  return withFaults(async () => {
    const pin = digitsOf(typed.pin);
    if (isWeakPin(pin)) throw fault('weak_pin');
    const { accountId, login, slots } = requireOpenAccount();
    await runtime.vault().unlockWithPassword({ accountId, login, password: typed.password, slots });
    const lock = await runtime.vault().makePin({ pin });
    const row = { accountId, passwordSlot: passwordSlot(), wrong: 0, provenAt: timeNow(), lock };
    await (await deviceStore()).keep('pin', row);
    shown(row);
  });
}

/** Password change, new keys, sign-out, or the person's own wish: the PIN is gone from this phone. */
export async function forgetPin(): Promise<void> {
  await (await deviceStore()).forget('pin');
  shown(null);
}

/**
 * Open with the PIN, with or without a connection. A try is counted before it is made, so that a kill does not give it back.
 * @throws Fault `wrong_pin`, `pin_gone` after the fifth, `bad_pin` for what no PIN can be
 */
export function unlockWithPin(typed: string): Promise<void> {
  return withFaults(async () => {
    const pin = digitsOf(typed);
    const row = await counted(1);
    if (row === null || row.wrong > MOST_WRONG || !belongsHere(row)) throw await gone();
    if (hasLastedTooLong(row)) throw await gone('too_long');
    const { accountId } = requireAccount();
    await runtime
      .vault()
      .unlockWithPin({ accountId, pin, lock: row.lock })
      .catch(async (error: unknown) => {
        throw codeOf(error) === 'wrong_pin' ? await wrong(row) : await notATry(error);
      });
    byPin = true;
    await openAccount();
  });
}

async function counted(by: 1 | -1): Promise<PinRow | null> {
  return (await deviceStore()).exchange('pin', (now) =>
    now === null ? null : { ...now, wrong: Math.max(0, now.wrong + by) },
  );
}

async function wrong(row: PinRow): Promise<Fault> {
  if (row.wrong >= MOST_WRONG) return gone();
  shown(row);
  const left = MOST_WRONG - row.wrong;
  return new Fault('wrong_pin', m.sync_pin_tries_left({ left }));
}

async function gone(why: keyof typeof WHY_LOST = 'pin_gone'): Promise<Fault> {
  await dropPin(why);
  return new Fault('pin_gone', pinLost.value ?? WHY_LOST[why]);
}

const WHY_LOST = {
  pin_gone: m.sync_theres_no_pin(),
  too_long: m.sync_you_last_entered_your_password(),
  signed_out: m.sync_this_device_was_signed_out(),
} as const;

/** Forget the PIN without having been asked to, and say why where it would be typed. */
export async function dropPin(why: keyof typeof WHY_LOST): Promise<void> {
  if (quickUnlock.value !== null) pinLost.value = WHY_LOST[why];
  await forgetPin();
}

/** Whether a PIN opened the journal: a PIN proves nothing to the server. */
export function openedByPin(): boolean {
  return byPin;
}

/** The failure was not a wrong PIN, so the try is not counted. */
async function notATry(error: unknown): Promise<unknown> {
  await counted(-1);
  return error;
}

function digitsOf(typed: string): string {
  const pin = pinDigits(typed);
  if (pin === null) throw fault('bad_pin');
  return pin;
}
