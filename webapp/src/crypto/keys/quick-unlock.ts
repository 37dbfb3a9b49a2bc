// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A PIN that opens the journal on one device (PROTOCOL §5). Nothing of it is ever sent.
 *
 * The PIN alone is too short to protect anything, so its key also needs a key of this browser that no program can
 * read out. Who copies the browser's files has both that key and all the time in the world; who only holds the
 * phone has five tries (sync/unlocking/quick-unlock.ts).
 */
import { context, idBytes, utf8 } from '../primitives/encoding.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { passwordParams, PROFILE_1 } from './keys.ts';
import { argon2id, deviceMac, makeDeviceKey, type DeviceKey, type Random } from '../primitives/primitives.ts';
import { makeSlot, openSlot, saltOf, type Slot } from './slots.ts';

/** What the device keeps of a PIN: the browser's key, and the account key sealed under both. */
export interface PinLock {
  deviceKey: DeviceKey;
  slot: Slot<'pin'>;
}

const DIGITS = /^[0-9]{6,32}$/;

/**
 * `KEK = HMAC(device key, C("key/slot-pin", account_id, Argon2id(PIN, salt16)))`. @throws CryptoFault `bad_input`,
 * `unavailable`.
 */
export async function pinKek(
  pin: string,
  salt16: Uint8Array,
  accountId: string,
  deviceKey: DeviceKey,
): Promise<Uint8Array> {
  if (!DIGITS.test(pin)) throw new CryptoFault('bad_input', 'a PIN has 6 to 32 digits');
  const stretched = await argon2id(utf8(pin), salt16, PROFILE_1);
  const kek = await deviceMac(deviceKey, context('key/slot-pin', idBytes(accountId), stretched));
  stretched.fill(0);
  return kek;
}

/** Draws the salt of the PIN, the slot's id, the salt of its envelope; the device key comes from the browser. */
export async function makePinLock(pin: string, accountId: string, ak: Uint8Array, random: Random): Promise<PinLock> {
  const [salt16, deviceKey] = [random(16), await makeDeviceKey()];
  const kek = await pinKek(pin, salt16, accountId, deviceKey);
  return { deviceKey, slot: makeSlot(kek, accountId, 'pin', passwordParams(salt16), ak, random) };
}

/** The account key. @throws CryptoFault `damaged` for another PIN, another device key, another account. */
export async function openPinLock(pin: string, accountId: string, { deviceKey, slot }: PinLock): Promise<Uint8Array> {
  return openSlot(await pinKek(pin, saltOf(slot.params), accountId, deviceKey), accountId, slot);
}
