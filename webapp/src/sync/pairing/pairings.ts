// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed } from '@preact/signals';

import { pairings } from '../../api/endpoints.ts';
import type { Invite } from '../../domain/payloads.ts';
import { shareAppointmentsOf } from '../sharing/appointments.ts';
import { contacts, type KeptContact } from '../entries/contacts.ts';
import { fault, withFaults } from '../faults.ts';
import { runtime, timeNow } from '../runtime/runtime.ts';
import { isOtherKey, otherKeys } from './other-key.ts';
import { requireOpenAccount, type Role } from '../runtime/current-account.ts';
import { pairingRows } from '../exchange/pairing-exchange.ts';
import { keepPending } from './pending-invite.ts';
import { exchangeNow } from '../exchange/schedule.ts';
import { ofKind, openedEntries } from '../entries/opened-entries.ts';
import { currentMinute } from '../entries/opened-shares.ts';
import { pendingKeys } from '../runtime/pending-changes.ts';
import { writeEntries } from '../entries/writing.ts';

export { pendingInvite, watchFragment } from './pending-invite.ts';

/** Somebody of mine. `waiting`: the therapist's phone has not yet checked the acceptance. `since`: RFC 3339. */
export interface Person {
  pairingId: string;
  accountId: string;
  name: string;
  role: Role;
  state: 'waiting' | 'paired' | 'ended';
  wordsCompared: boolean;
  since: string;
  endedAt: string | null;
}
export interface OpenInvite {
  inviteId: string;
  expiresAt: string;
  entryId: string;
}
export interface ReadInvite {
  host: string;
  inviteId: string;
  fragment: string;
}

const INVITE_DAYS = 14;

/** From contact entries only; the server only says how far the pairing has got. */
export const people = computed<readonly Person[]>(() =>
  [...contacts.value.values()].map(person).sort((one, other) => (one.since < other.since ? -1 : 1)),
);

/** Pairings she has ended and the server does not know of: until it does, what is shared can still be read. */
export const endsOnTheirWay = computed<ReadonlySet<string>>(
  () => new Set([...pendingKeys.value].flatMap((key) => (key.startsWith(END) ? [key.slice(END.length)] : []))),
);
const END = 'end/';

function person({ id, contact }: KeptContact): Person {
  const row = pairingRows.value.get(contact.pairing_id);
  const ended = contact.ended_at !== null || row?.state === 'ended';
  const waits = contact.role === 'therapist' && row?.state !== 'confirmed';
  return {
    pairingId: contact.pairing_id,
    accountId: contact.account_id,
    name: contact.name,
    role: contact.role,
    state: ended ? 'ended' : waits ? 'waiting' : 'paired',
    wordsCompared: contact.words_compared,
    endedAt: ended ? (contact.ended_at ?? row?.since ?? null) : null,
    since: row?.since ?? openedEntries.value.get(id)?.keptAt ?? timeNow(),
  };
}

/** A therapist's invites nobody has used, soonest to expire first. */
export const invites = computed<readonly OpenInvite[]>(() =>
  ofKind('invite', openedEntries.value)
    .filter(({ entry }) => Date.parse(entry.expires_at) > Math.max(currentMinute.value, runtime.now().getTime()))
    .map(({ id, entry }) => ({ inviteId: entry.invite_id, expiresAt: entry.expires_at, entryId: id }))
    .sort((one, other) => (one.expiresAt < other.expiresAt ? -1 : 1)),
);

/**
 * Make an invite, valid 14 days and once. The server learns its id and its end, nothing else.
 * @throws Fault `wrong_role`, `offline` …
 */
export function makeInvite(): Promise<{ inviteId: string; link: string; expiresAt: string }> {
  return withFaults(async () => {
    if (requireOpenAccount().role !== 'therapist') throw fault('wrong_role');
    const { payload, fragment } = await runtime
      .vault()
      .makeInvite({ apiOrigin: runtime.origin(), expiresAt: inDays(INVITE_DAYS) });
    const { invite_id, expires_at } = payload;
    await pairings.invite({ invite_id, expires_at });
    await writeEntries([{ id: crypto.randomUUID(), make: () => payload }]);
    return { inviteId: invite_id, link: linkOf(fragment), expiresAt: expires_at };
  });
}

const inDays = (days: number): string => new Date(runtime.now().getTime() + days * 86_400_000).toISOString();
const linkOf = (fragment: string): string => `${runtime.origin()}/i#${fragment}`;

/** The link of an invite that is still open, to show it again. @throws Fault `not_here` */
export function inviteLink(inviteId: string): Promise<string> {
  return withFaults(async () =>
    linkOf(await runtime.vault().inviteFragment({ payload: openInvite(inviteId).entry, apiOrigin: runtime.origin() })),
  );
}

/**
 * Take an invite back: its secret is destroyed, so nobody who accepts it is added any more; then the server is told,
 * which admits and pairs nobody with it. @throws Fault `not_here`
 */
export function cancelInvite(inviteId: string): Promise<void> {
  return withFaults(() => {
    const key = `take_back_invite/${inviteId}`;
    return writeEntries(
      [{ id: openInvite(inviteId).id, make: () => ({ v: 1, kind: 'deleted' }) }],
      async () => async (at) => {
        await at.objectStore('outbox').put({ key, deed: 'take_back_invite', inviteId, refused: null });
        return true;
      },
    );
  });
}

function openInvite(inviteId: string): { id: string; entry: Invite } {
  const kept = ofKind('invite').find(({ entry }) => entry.invite_id === inviteId);
  if (kept === undefined) throw fault('not_here');
  return kept;
}

/**
 * Read an invite from its link, or from what stands behind its #. Works before there is an account.
 * @throws Fault `invite_damaged` for half a link, `invite_elsewhere` for another server's
 */
export function readInvite(linkOrFragment: string): Promise<ReadInvite> {
  return withFaults(async () => {
    const fragment = linkOrFragment.trim().split('#').at(-1) ?? '';
    const { inviteId, apiOrigin } = await runtime.vault().readInvite(fragment);
    if (apiOrigin !== runtime.origin()) throw fault('invite_elsewhere');
    return { host: new URL(apiOrigin).host, inviteId, fragment };
  });
}

/**
 * Accept an invite: the contact is kept and the acceptance queued together, then sent.
 *
 * Without a connection the acceptance waits; the person is `waiting` until the therapist's
 * phone has checked it. A code scanned in the room counts as compared, a link does not; nor
 * does a code of somebody who was known under another key (other-key.ts).
 * @returns the pairing's id
 * @throws Fault `invite_damaged`, `invite_elsewhere`, `invite_unusable`, `already_paired`, `wrong_role`, `same_person`
 */
export function acceptInvite(a: {
  fragment: string;
  myName: string;
  theirName: string;
  scannedInRoom: boolean;
}): Promise<string> {
  return withFaults(async () => {
    if (requireOpenAccount().role !== 'patient') throw fault('wrong_role');
    const { fragment } = await readInvite(a.fragment);
    const { acceptance, contact } = await runtime
      .vault()
      .acceptInvite({ fragment, myName: a.myName.trim(), theirName: a.theirName.trim() });
    refuseKnown(contact.account_id, contact.public_key);
    const pairingId = contact.pairing_id;
    const entry = {
      ...contact,
      words_compared: a.scannedInRoom && !isOtherKey(contact.account_id, contact.public_key),
    };
    await writeEntries([{ id: crypto.randomUUID(), make: () => entry }], async () => async (at) => {
      await at
        .objectStore('outbox')
        .put({ key: `accept/${pairingId}`, deed: 'accept', pairingId, acceptance, refused: null });
      await at.objectStore('pairings').put({ pairingId, state: 'accepted', since: timeNow() });
      return true;
    });
    keepPending(null);
    await exchangeNow();
    if (typeof contacts.value.get(pairingId)?.contact.ended_at === 'string') throw fault('invite_unusable');
    return pairingId;
  });
}

function refuseKnown(accountId: string, publicKey: string): void {
  const live = people.value
    .filter(({ state }) => state !== 'ended')
    .map(({ pairingId }) => contacts.value.get(pairingId)?.contact);
  if (live.some((contact) => contact?.account_id === accountId && contact.public_key === publicKey))
    throw fault('already_paired');
}

function contactKept(pairingId: string): KeptContact {
  const kept = contacts.value.get(pairingId);
  if (kept === undefined) throw fault('not_here');
  return kept;
}

/** Eight words, the same on both screens if nobody stands between. @throws Fault `not_here` */
export function comparisonWords(pairingId: string): Promise<string[]> {
  return withFaults(() => runtime.vault().comparisonWords(contactKept(pairingId).contact));
}

/**
 * Both have read the same words. What a therapist already planned for this person is shared now. @throws Fault
 * `not_here`, `known_other_key`
 */
export function confirmWords(pairingId: string): Promise<void> {
  return withFaults(async () => {
    const { id, contact } = contactKept(pairingId);
    if (otherKeys.value.has(pairingId)) throw fault('known_other_key');
    await writeEntries([{ id, make: () => ({ ...contact, words_compared: true }) }]);
    await shareAppointmentsOf(pairingId);
  });
}

/**
 * End a pairing: first in the contact, then told to the server, which deletes what was shared; what still waits is
 * never sent. @throws Fault `not_here`
 */
export function endPairing(pairingId: string): Promise<void> {
  return withFaults(async () => {
    const { id, contact } = contactKept(pairingId);
    const make = () => ({ ...contact, ended_at: contact.ended_at ?? timeNow() });
    await writeEntries([{ id, make }], async () => async (at) => {
      for (const key of await at.objectStore('outbox').getAllKeys())
        if (key.startsWith(`share/${pairingId}/`)) await at.objectStore('outbox').delete(key);
      await at.objectStore('outbox').put({ key: `end/${pairingId}`, deed: 'end', pairingId, refused: null });
      return true;
    });
  });
}
