// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The token of this device's login, as the device keeps it (PROTOCOL §6).
 *
 * It is sealed under a key of this browser that no program can read out, not under the account's: a locked phone
 * still sends what is sealed already and still signs out. Who copies the browser's files has that key too.
 */
import { context, utf8 } from '../primitives/encoding.ts';
import { open, seal } from '../primitives/envelope.ts';
import { deviceMac, makeDeviceKey, type DeviceKey, type Random } from '../primitives/primitives.ts';

export interface SealedToken {
  deviceKey: DeviceKey;
  envelope: Uint8Array;
}

const PLACE = context('seal/login');

const kekOf = (deviceKey: DeviceKey): Promise<Uint8Array> => deviceMac(deviceKey, context('key/login'));

/** Each token has a device key of its own. @throws CryptoFault `unavailable`. */
export async function sealToken(token: string, random: Random): Promise<SealedToken> {
  const deviceKey = await makeDeviceKey();
  return { deviceKey, envelope: seal(await kekOf(deviceKey), PLACE, utf8(token), random) };
}

/** @throws CryptoFault `damaged` for another device key. */
export async function openToken({ deviceKey, envelope }: SealedToken): Promise<string> {
  return new TextDecoder().decode(open(await kekOf(deviceKey), PLACE, envelope));
}
