// SPDX-License-Identifier: AGPL-3.0-or-later
/** Slots as they travel, base64url, and the account key behind one of them. */
import { fromBase64, toBase64 } from '../primitives/encoding.ts';
import { CryptoFault, orNull, type FaultCode } from '../primitives/faults.ts';
import { openSlot, type Slot, type SlotType } from './slots.ts';

/** A slot as it travels: base64url. */
export interface SlotRow {
  slot_id: string;
  type: SlotType;
  params: string;
  envelope: string;
}

export const rowOf = (slot: Slot): SlotRow => ({
  slot_id: slot.slotId,
  type: slot.type,
  params: toBase64(slot.params),
  envelope: toBase64(slot.envelope),
});

/** The first slot of a type. @throws CryptoFault `damaged` when there is none that can be read. */
export function slotOf(rows: readonly SlotRow[], type: SlotType): Slot {
  const row = rows.find((one) => one.type === type);
  const slot = row === undefined ? null : slotFrom(row);
  if (slot === null) throw new CryptoFault('damaged', `no ${type} slot`);
  return slot;
}

/** Null for a row that is not base64url: one bad row of the server must not hide the others. */
export function slotFrom(row: SlotRow): Slot | null {
  return orNull(() => ({
    slotId: row.slot_id,
    type: row.type,
    params: fromBase64(row.params),
    envelope: fromBase64(row.envelope),
  }));
}

/** The account key behind a slot. One that does not open means: another password, another code, another passkey. */
export function opened(kek: Uint8Array, accountId: string, slot: Slot, otherwise: FaultCode): Uint8Array {
  const ak = orNull(() => openSlot(kek, accountId, slot));
  if (ak === null) throw new CryptoFault(otherwise);
  return ak;
}
