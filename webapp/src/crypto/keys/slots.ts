// SPDX-License-Identifier: AGPL-3.0-or-later
/** Key slots: the ways to unlock an account key (PROTOCOL §5). */
import { context, idBytes, idText } from '../primitives/encoding.ts';
import { open, seal } from '../primitives/envelope.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { passwordParams } from './keys.ts';
import { allowedLength } from '../primitives/padding.ts';
import { equalBytes, sha256, type Random } from '../primitives/primitives.ts';

export type SlotType = 'password' | 'recovery' | 'passkey';
/** `pin` is made and read on one device and never sent (quick-unlock.ts). */
export type AnySlotType = SlotType | 'pin';

export interface Slot<T extends AnySlotType = SlotType> {
  slotId: string;
  type: T;
  params: Uint8Array;
  envelope: Uint8Array;
}

function slotContext(accountId: string, slot: Omit<Slot<AnySlotType>, 'envelope'>): Uint8Array {
  return context('seal/slot', idBytes(accountId), idBytes(slot.slotId), slot.type, slot.params);
}

/** A new slot: its id is drawn first, then the salt of its envelope. */
export function makeSlot<T extends AnySlotType>(
  kek: Uint8Array,
  accountId: string,
  type: T,
  params: Uint8Array,
  ak: Uint8Array,
  random: Random,
): Slot<T> {
  return sealSlot(kek, accountId, { slotId: idText(random(16)), type, params }, ak, random);
}

export function sealSlot<T extends AnySlotType>(
  kek: Uint8Array,
  accountId: string,
  slot: Omit<Slot<T>, 'envelope'>,
  ak: Uint8Array,
  random: Random,
): Slot<T> {
  if (ak.length !== 32) throw new CryptoFault('bad_input', 'an account key has 32 bytes');
  return { ...slot, envelope: seal(kek, slotContext(accountId, slot), ak, random) };
}

/** The account key behind a slot. @throws CryptoFault `damaged` when the way in is not this one. */
export function openSlot(kek: Uint8Array, accountId: string, slot: Slot<AnySlotType>): Uint8Array {
  if (!allowedLength.slot(slot.envelope.length)) throw new CryptoFault('damaged', 'not an account key');
  return open(kek, slotContext(accountId, slot), slot.envelope);
}

/** The salt in the params of a password slot of profile 1. @throws CryptoFault `damaged` for any other form. */
export function saltOf(params: Uint8Array): Uint8Array {
  const salt16 = params.slice(-16);
  const honest = params.length === 21 && equalBytes(params, passwordParams(salt16));
  if (!honest) throw new CryptoFault('damaged', 'a password slot of another profile');
  return salt16;
}

/** Params of a passkey slot. */
export const passkeyParams = (credentialId: Uint8Array): Uint8Array => sha256(credentialId);
/** Params of a recovery slot. */
export const RECOVERY_PARAMS = new Uint8Array(0);
