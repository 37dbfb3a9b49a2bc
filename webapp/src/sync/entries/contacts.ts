// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import type { Contact } from '../../domain/payloads.ts';
import { shownName } from '../../domain/text.ts';
import { ofKind, openedEntries } from './opened-entries.ts';

/** A contact and the entry that holds it. */
export interface KeptContact {
  id: string;
  contact: Contact;
}

/**
 * The people of this journal by pairing, from contact entries alone (PROTOCOL §10).
 *
 * Two devices of a therapist may each have kept the same acceptance; the two entries
 * stand for one person, and what is true in either is true. One that only a retired key
 * opens has ended: whoever had that key could have written it. Names are as they are shown: they may have come in a
 * hello.
 */
export const contacts = computed<ReadonlyMap<string, KeptContact>>(() => {
  const found = new Map<string, KeptContact>();
  for (const kept of ofKind('contact', openedEntries.value).sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const { id } = kept;
    const named = { ...kept.entry, name: shownName(kept.entry.name) };
    const entry = kept.underRetired ? { ...named, ended_at: named.ended_at ?? kept.keptAt } : named;
    const known = found.get(entry.pairing_id);
    if (known === undefined) found.set(entry.pairing_id, { id, contact: entry });
    else if (samePerson(known.contact, entry))
      found.set(entry.pairing_id, { id: known.id, contact: both(known.contact, entry) });
  }
  return found;
});

export function contactOf(pairingId: string): Contact | null {
  return contacts.value.get(pairingId)?.contact ?? null;
}

const samePerson = (one: Contact, other: Contact): boolean =>
  one.account_id === other.account_id && one.public_key === other.public_key;

const both = (one: Contact, other: Contact): Contact => ({
  ...one,
  words_compared: one.words_compared || other.words_compared,
  ended_at: one.ended_at ?? other.ended_at,
});
