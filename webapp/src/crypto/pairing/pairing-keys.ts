// SPDX-License-Identifier: AGPL-3.0-or-later
/** Both sides of a pairing as actions on payloads and rows, in the names they have on the wire. */
import { fromBase64, idText, toBase64 } from '../primitives/encoding.ts';
import { CryptoFault } from '../primitives/faults.ts';
import type { Keyring } from '../keys/keyring.ts';
import { pairKey, refuseSamePerson, type Pair } from '../keys/keys.ts';
import { acceptanceTag, openHello, readInvite, sealHello, type PairingContext } from './pairing.ts';
import { equalBytes, type Random } from '../primitives/primitives.ts';
import type { SharePlace } from '../records/shares.ts';

/** An invite as the therapist keeps it, sealed. `secret` is base64url of 16 bytes. */
export interface Invite {
  v: 1;
  kind: 'invite';
  invite_id: string;
  secret: string;
  expires_at: string;
  [later: string]: unknown;
}

/** The only source of a pairing's id and of the other's id, key and role. `role` is the other's. */
export interface Contact {
  v: 1;
  kind: 'contact';
  pairing_id: string;
  account_id: string;
  public_key: string;
  role: 'patient' | 'therapist';
  name: string;
  words_compared: boolean;
  ended_at: string | null;
  [later: string]: unknown; // a later version's fields are kept
}

/** What the patient sends to accept. Bytes are base64url. */
export interface Acceptance {
  invite_id: string;
  pairing_id: string;
  patient_id: string;
  pk_patient: string;
  tag: string;
  hello: string;
}

/** A pairing as the server hands it out. Nothing in it is believed unchecked. */
export interface PairingRow extends Acceptance {
  therapist_id: string;
}

export interface ShareRow {
  pairing_id: string;
  share_id: string;
  from_id: string;
  to_id: string;
  revision: number;
  envelope: Uint8Array;
}

/** Draws the pairing's id after the link was read (it stops a search for agreeing words), then the hello's salt. */
export function acceptInvite(
  me: Keyring,
  a: { fragment: string; myName: string; theirName: string },
  random: Random,
): { acceptance: Acceptance; contact: Contact } {
  const invite = readInvite(a.fragment);
  const pairingId = idText(random(16));
  const pairingContext: PairingContext = {
    inviteId: invite.inviteId,
    pairingId,
    therapistId: invite.therapistId,
    therapistKey: invite.publicKey,
    patientId: me.accountId,
    patientKey: me.publicKey,
  };
  const key = pairKey(me.keys, pairingContext);
  return {
    acceptance: {
      invite_id: invite.inviteId,
      pairing_id: pairingId,
      patient_id: me.accountId,
      pk_patient: toBase64(me.publicKey),
      tag: toBase64(acceptanceTag(invite.secret, pairingContext)),
      hello: toBase64(sealHello(key, pairingContext, a.myName, random)),
    },
    contact: contactOf(pairingId, 'therapist', invite.therapistId, invite.publicKey, a.theirName),
  };
}

/** Checks an acceptance against an invite this therapist holds, by her own clock. @throws CryptoFault. */
export function checkAcceptance(me: Keyring, a: { invite: Invite; pairing: PairingRow; now: string }): Contact {
  const { invite, pairing } = a;
  if (pairing.invite_id !== invite.invite_id || pairing.therapist_id !== me.accountId)
    throw new CryptoFault('invite_not_mine');
  if (!(Date.parse(a.now) <= Date.parse(invite.expires_at))) throw new CryptoFault('invite_expired');
  const pairingContext = contextOf(me, pairing);
  refuseSamePerson(pairingContext);
  const tag = acceptanceTag(fromBase64(invite.secret), pairingContext);
  if (!equalBytes(tag, bytesOf(pairing.tag)))
    throw new CryptoFault('damaged', 'whoever accepted has not seen the link');
  const key = pairKey(me.keys, pairingContext);
  return contactOf(
    pairingContext.pairingId,
    'patient',
    pairingContext.patientId,
    pairingContext.patientKey,
    openHello(key, pairingContext, bytesOf(pairing.hello)),
  );
}

function contextOf(me: Keyring, pairing: PairingRow): PairingContext {
  const patientKey = bytesOf(pairing.pk_patient);
  if (patientKey.length !== 32) throw new CryptoFault('damaged', 'not a public key');
  return {
    inviteId: pairing.invite_id,
    pairingId: pairing.pairing_id,
    therapistId: me.accountId,
    therapistKey: me.publicKey,
    patientId: pairing.patient_id,
    patientKey,
  };
}

/** Bytes the server sent: what is not base64url is damage, not the caller's mistake. */
function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw new CryptoFault('damaged', 'not base64url');
  }
}

function contactOf(
  pairingId: string,
  role: Contact['role'],
  accountId: string,
  publicKey: Uint8Array,
  name: string,
): Contact {
  return {
    v: 1,
    kind: 'contact',
    pairing_id: pairingId,
    account_id: accountId,
    public_key: toBase64(publicKey),
    role,
    name,
    words_compared: false,
    ended_at: null,
  };
}

/** Who is who, by the contact alone. @throws CryptoFault `same_person`, `bad_input`. */
export function pairOf(me: Pick<Keyring, 'accountId' | 'publicKey'>, contact: Contact): Pair {
  const theirs = fromBase64(contact.public_key);
  const pair =
    contact.role === 'therapist'
      ? { therapistId: contact.account_id, therapistKey: theirs, patientId: me.accountId, patientKey: me.publicKey }
      : { therapistId: me.accountId, therapistKey: me.publicKey, patientId: contact.account_id, patientKey: theirs };
  refuseSamePerson(pair);
  return pair;
}

/** Where a share stands by the contact. @throws CryptoFault `damaged` for a row that disagrees with it. */
export function sharePlace(myId: string, contact: Contact, direction: 'sent' | 'received', row: ShareRow): SharePlace {
  const theirs = contact.account_id;
  const [fromId, toId] = direction === 'sent' ? [myId, theirs] : [theirs, myId];
  const agrees = row.pairing_id === contact.pairing_id && row.from_id === fromId && row.to_id === toId;
  if (!agrees) throw new CryptoFault('damaged', 'a share that disagrees with its contact');
  return { pairingId: contact.pairing_id, fromId, toId, shareId: row.share_id, revision: row.revision };
}
