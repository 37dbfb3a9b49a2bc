// SPDX-License-Identifier: AGPL-3.0-or-later
import { postedRegistration, type PostedAssertion, type PostedRegistration } from '../../api/credentials.ts';
import type { ProofBody, Slot } from '../../api/endpoints.ts';
import { passkeyEndpoints, type StoredPasskey } from '../../api/passkey-endpoints.ts';
import * as m from '../../messages/index.ts';
import { changeAccount } from '../unlocking/account-row.ts';
import { refusedBy } from '../runtime/authenticator.ts';
import { codeOf, fault, withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { deviceKind } from '../unlocking/logins.ts';
import { requireOpenAccount } from '../runtime/current-account.ts';
import { creationOptions } from './passkey-options.ts';
import { assertion, challengeFor, challengeOfOurs, touch } from './passkey-ceremony.ts';
import { proveByPasskey, proven, type Proof } from '../unlocking/proofs.ts';

export {
  canUsePasskeys,
  hasPasskeyHere,
  signInWithPasskey,
  openAfterPasskey,
  leavePasskeySignIn,
  unlockWithPasskey,
} from './passkey-sign-in.ts';
export type { Proof } from '../unlocking/proofs.ts';

proveByPasskey(() => passkeyProof('proof'));

/**
 * A touch that shows the server who asks, ready to be posted. @throws Fault `passkey_not_used`, `wrong_passkey`,
 * `offline` …
 */
export async function passkeyProof(purpose: 'proof' | 'second_factor'): Promise<PostedAssertion> {
  return withFaults(() => assertion(purpose));
}

/** A passkey of this account, as the server lists it. `unlocks`: it opens the journal; else it only signs in. */
export interface Passkey {
  passkeyId: string;
  credentialHash: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  unlocks: boolean;
}

/** What a new passkey is called unless its owner says otherwise. */
export const thisDevice = (): string => deviceKind(m.sync_this_device());

export const LONGEST_PASSKEY_NAME = 40;

/** A passkey this device has made and the server does not know yet. */
export interface NewPasskey {
  /** Whether it can open the journal; null when the second touch did not happen, so that nobody knows. */
  readonly unlocks: boolean | null;
  /** Touch it again, to learn whether it can open the journal. @throws Fault */
  tryAgain(): Promise<NewPasskey>;
  /** Let it be a way in. Safe to repeat after any failure. @throws Fault */
  keep(): Promise<void>;
}

export const passkeys = {
  /** Needs the server. @throws Fault */
  list: (): Promise<Passkey[]> => withFaults(async () => (await passkeyEndpoints.list()).passkeys.map(shown)),

  /**
   * Make a passkey on this device: one touch makes it, a second one asks its PRF. Nothing is changed before `keep`.
   *
   * @throws Fault `wrong_password` before anything is made; `passkey_here_already`, `passkey_not_used`, `offline` …
   */
  make: (asked: { name: string; proof: Proof }): Promise<NewPasskey> => withFaults(() => made(asked)),

  /** @throws Fault `bad_input`, `not_found`, `offline` … */
  rename: (passkeyId: string, name: string): Promise<Passkey> =>
    withFaults(async () => shown(await passkeyEndpoints.rename(passkeyId, named(name)))),

  /**
   * The passkey and its slot go; what it opened on this phone, it opens no more. @throws Fault `last_way_in`,
   * `wrong_password` …
   */
  remove: (passkey: Passkey, proof: Proof): Promise<void> => withFaults(() => removed(passkey, proof)),
};

const shown = (row: StoredPasskey): Passkey => ({
  passkeyId: row.passkey_id,
  credentialHash: row.credential_hash,
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  unlocks: row.unlocks,
});

function named(typed: string): string {
  const name = typed.trim();
  if (name === '' || name.length > LONGEST_PASSKEY_NAME) throw fault('bad_input');
  return name;
}

/** All that is posted, but for the slot. */
interface Body {
  proof: ProofBody;
  passkey_id: string;
  name: string;
  credential: PostedRegistration;
}

async function made(asked: { name: string; proof: Proof }): Promise<NewPasskey> {
  const { accountId, login, passkeys: here } = requireOpenAccount();
  const name = named(asked.name);
  const proof = await proven(asked.proof);
  const body = await created({ accountId, login, known: (here ?? []).map(({ id }) => id) }, name, proof);
  return touchedOnce(body, kept);
}

type Keep = (body: Body, slot: Slot | null) => Promise<void>;

/**
 * The first touch: the device makes a passkey for somebody, who has none of `known` credentials on it yet. @throws
 * Fault
 */
export async function created(
  who: { accountId: string; login: string; known: readonly string[] },
  name: string,
  proof: ProofBody,
): Promise<Body> {
  const options = creationOptions(await challengeFor('add'), who, who.known);
  const credential = postedRegistration(await runtime.authenticator().create(options).catch(refusedBy));
  return { proof, passkey_id: crypto.randomUUID(), name: named(name), credential };
}

/** The second touch. One that is declined is no reason to lose the passkey the first has made. */
export async function touchedOnce(body: Body, keep: Keep): Promise<NewPasskey> {
  try {
    return ready(body, await slotOf(body.credential.rawId), keep);
  } catch (error) {
    if (codeOf(error) !== 'passkey_not_used') throw error;
    return ready(body, undefined, keep);
  }
}

/** `slot`: null where it opens nothing, undefined where nobody knows yet. */
export function ready(body: Body, slot: Slot | null | undefined, keep: Keep): NewPasskey {
  return {
    unlocks: slot === undefined ? null : slot !== null,
    tryAgain: () => withFaults(async () => ready(body, await slotOf(body.credential.rawId), keep)),
    keep: () => withFaults(() => keep(body, slot ?? null)),
  };
}

/** The account key sealed for the passkey just made, or null where it has no PRF. This touch is never sent. */
async function slotOf(rawId: string): Promise<Slot | null> {
  const { credentialId, prf } = await touch(challengeOfOurs(), rawId);
  return prf === null
    ? null
    : runtime
        .vault()
        .makePasskeySlot({ credentialId, prf })
        .finally(() => prf.fill(0));
}

async function kept(body: Body, slot: Slot | null): Promise<void> {
  const { credential_hash: hash } = await passkeyEndpoints.add({ ...body, slot });
  await noted({ id: body.credential.rawId, hash }, slot);
}

/** This phone knows the passkey, and unlocks with it where it can. */
export async function noted(one: { id: string; hash: string }, slot: Slot | null): Promise<void> {
  await changeAccount((row) => ({
    ...row,
    slots: slot === null ? row.slots : [...row.slots.filter(({ slot_id: id }) => id !== slot.slot_id), slot],
    passkeys: [...(row.passkeys ?? []).filter(({ hash }) => hash !== one.hash), one],
  }));
}

async function removed({ passkeyId, credentialHash: hash }: Passkey, proof: Proof): Promise<void> {
  await passkeyEndpoints.remove(passkeyId, await proven(proof)).catch((error: unknown) => {
    if (codeOf(error) !== 'not_found') throw error;
  });
  await changeAccount((row) => ({
    ...row,
    slots: row.slots.filter(({ type, params }) => type !== 'passkey' || params !== hash),
    passkeys: (row.passkeys ?? []).filter((one) => one.hash !== hash),
  }));
}
