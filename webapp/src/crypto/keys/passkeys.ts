// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A passkey as a way to unlock (PROTOCOL §5): what its PRF gives for our input becomes the key of a slot.
 *
 * The PRF output goes from the authenticator through the page into the vault, and from there nowhere.
 */
import { CryptoFault, orNull } from '../primitives/faults.ts';
import { passkeyKek } from './keys.ts';
import { equalBytes, type Random } from '../primitives/primitives.ts';
import { slotFrom, type SlotRow } from './slot-rows.ts';
import { makeSlot, openSlot, passkeyParams, type Slot } from './slots.ts';
import type { HeldKey } from './credentials.ts';

/** One touch: which passkey it was, and the 32 bytes of its PRF. */
export interface PasskeyTouch {
  credentialId: Uint8Array;
  prf: Uint8Array;
}

/** The account key, sealed for this passkey. @throws CryptoFault `bad_input` unless the PRF gave 32 bytes. */
export function passkeySlot(me: HeldKey, touch: PasskeyTouch, random: Random): Slot {
  const kek = passkeyKek(touch.prf);
  touch.prf.fill(0);
  return makeSlot(kek, me.accountId, 'passkey', passkeyParams(touch.credentialId), me.ak, random);
}

/** The account key behind the slot of this passkey. @throws CryptoFault `wrong_passkey`, whatever the reason. */
export function openedByPasskey(a: PasskeyTouch & { accountId: string; slots: readonly SlotRow[] }): Uint8Array {
  if (a.prf.length !== 32) throw new CryptoFault('wrong_passkey');
  const kek = passkeyKek(a.prf);
  a.prf.fill(0);
  const params = passkeyParams(a.credentialId);
  for (const slot of a.slots.filter(({ type }) => type === 'passkey').map(slotFrom)) {
    const ak = slot !== null && equalBytes(slot.params, params) ? orNull(() => openSlot(kek, a.accountId, slot)) : null;
    if (ak !== null) return ak;
  }
  throw new CryptoFault('wrong_passkey');
}
