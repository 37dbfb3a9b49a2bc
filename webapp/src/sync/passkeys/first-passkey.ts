// SPDX-License-Identifier: AGPL-3.0-or-later
import { passkeyEndpoints } from '../../api/passkey-endpoints.ts';
import { withFaults } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { created, noted, ready, touchedOnce, type NewPasskey } from './passkeys.ts';
import { completeLoginWith, asSecondFactorFault, waitingLogin } from '../unlocking/second-factor.ts';

/**
 * A passkey as the first second factor, on a login that waits for one; `keep` makes that login whole and goes on.
 *
 * Where the journal is unlocked already (right after registering) a second touch shows whether the passkey can open it
 * too.
 * Where it is not, nothing can be sealed for it, and it signs in only.
 * @throws Fault `half_login_over`, `passkey_not_used`, `passkey_unfit`, `offline` …
 */
export function firstPasskey(name: string): Promise<NewPasskey> {
  return withFaults(async () => {
    const { proof, ...who } = waitingLogin();
    const body = await created({ ...who, known: [] }, name, proof).catch((error: unknown) => {
      throw asSecondFactorFault(error);
    });
    return (await isUnlocked()) ? touchedOnce(body, keeping()) : ready(body, null, keeping());
  });
}

const isUnlocked = (): Promise<boolean> =>
  runtime
    .vault()
    .publicKey()
    .then(
      () => true,
      () => false,
    );

/** The passkey is noted on this phone only once the account is stored here, which waits for the complete login. */
function keeping(): Parameters<typeof ready>[2] {
  let hash: string | null = null; // known after the first answer, also where what followed it has to be tried again
  return async (body, slot) => {
    await completeLoginWith(async () => {
      hash = (await passkeyEndpoints.add({ ...body, slot })).credential_hash;
    });
    if (hash !== null) await noted({ id: body.credential.rawId, hash }, slot);
  };
}
