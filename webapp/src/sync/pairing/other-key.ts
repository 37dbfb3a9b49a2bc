// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import type { Appointment } from '../../domain/payloads.ts';
import { shareAppointmentsOf } from '../sharing/appointments.ts';
import { contacts, type KeptContact } from '../entries/contacts.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { pairingRows } from '../exchange/pairing-exchange.ts';
import { ofKind } from '../entries/opened-entries.ts';
import { writeEntries, type Change } from '../entries/writing.ts';

/**
 * A new pairing of somebody known, under a key not seen before; the pairings before it stay as they are until the
 * person has looked.
 */
export interface OtherKey {
  pairingId: string;
  name: string;
  known: readonly KeptContact[];
}

/**
 * New pairings whose other side is known under another key (PROTOCOL §12), and about whom nothing was decided.
 *
 * Keys come from a link, or from an acceptance whose tag only a reader of the link could
 * make: no server brings this about.
 */
export const otherKeys = computed<ReadonlyMap<string, OtherKey>>(() => {
  const all = [...contacts.value.values()];
  return new Map(
    all.flatMap((kept) => {
      const { pairing_id: pairingId, account_id: accountId, public_key: key, name } = kept.contact;
      const others = all.filter(({ contact }) => contact.account_id === accountId && contact.pairing_id !== pairingId);
      const known = others.filter(({ contact }) => contact.public_key !== key && contact.words_compared);
      const decided = others.some(({ contact }) => contact.public_key === key && contact.words_compared);
      return isUndecided(kept) && known.length > 0 && !decided
        ? [[pairingId, { pairingId, name, known }] as const]
        : [];
    }),
  );
});

const isUndecided = ({ contact }: KeptContact): boolean =>
  !contact.words_compared && contact.ended_at === null && pairingRows.value.get(contact.pairing_id)?.state !== 'ended';

/** Whether an invite or an acceptance comes from somebody known, under a key that none of the contacts has. */
export function isOtherKey(accountId: string, publicKey: string): boolean {
  const known = [...contacts.value.values()]
    .map(({ contact }) => contact)
    .filter((contact) => contact.account_id === accountId && contact.words_compared);
  return known.length > 0 && known.every((contact) => contact.public_key !== publicKey);
}

function otherKeyOf(pairingId: string): OtherKey {
  const found = otherKeys.value.get(pairingId);
  if (found === undefined) throw fault('not_here');
  return found;
}

/**
 * The words of before and of now. `before` is null where I ended it myself: a new key of my own makes its words
 * unknown.
 * @throws Fault `not_here`
 */
export function bothWords(pairingId: string): Promise<{ before: string[] | null; now: string[] }> {
  return withFaults(async () => {
    const { known } = otherKeyOf(pairingId);
    const contact = contacts.value.get(pairingId)?.contact;
    if (contact === undefined) throw fault('not_here');
    const before = known
      .map((one) => one.contact)
      .filter(({ ended_at: ended }) => ended === null)
      .at(-1);
    const vault = runtime.vault();
    return {
      before: before === undefined ? null : await vault.comparisonWords(before),
      now: await vault.comparisonWords(contact),
    };
  });
}

/**
 * "The words on her screen are the new ones": the pairings under the old key end, the new one counts as compared.
 *
 * A therapist's appointments with this person go along. All in one change.
 * @throws Fault `not_here`
 */
export function goOnWithOtherKey(pairingId: string): Promise<void> {
  return withFaults(async () => {
    const { known } = otherKeyOf(pairingId);
    const kept = contacts.value.get(pairingId);
    if (kept === undefined) throw fault('not_here');
    const over = known.map(({ contact }) => contact.pairing_id);
    const changes: Change[] = [
      ...known.map(({ id, contact }) => ({
        id,
        make: () => ({ ...contact, ended_at: contact.ended_at ?? timeNow() }),
      })),
      { id: kept.id, make: () => ({ ...kept.contact, words_compared: true }) },
      ...appointmentsOf(over).map(({ id, entry }) => ({ id, make: () => ({ ...entry, pairing_id: pairingId }) })),
    ];
    await writeEntries(changes, async () => async (at) => {
      for (const key of await at.objectStore('outbox').getAllKeys()) {
        if (over.some((one) => key.startsWith(`share/${one}/`))) await at.objectStore('outbox').delete(key);
      }
      for (const one of over)
        await at.objectStore('outbox').put({ key: `end/${one}`, deed: 'end', pairingId: one, refused: null });
      return true;
    });
    await shareAppointmentsOf(pairingId);
  });
}

const appointmentsOf = (pairingIds: readonly string[]): { id: string; entry: Appointment }[] =>
  ofKind('appointment').filter(({ entry }) => pairingIds.includes(entry.pairing_id));
