// SPDX-License-Identifier: AGPL-3.0-or-later
/** The worker the vault lives in. No logic here: it passes calls in and outcomes out. */
import { CryptoFault } from '../primitives/faults.ts';
import { Vault } from './vault.ts';
import type { Call, Outcome } from './wire.ts';

const vault = new Vault();

async function outcomeOf({ id, method, args }: Call): Promise<Outcome> {
  try {
    const methods = vault as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    return { id, value: await methods[method]?.(...args) };
  } catch (fault) {
    const code = fault instanceof CryptoFault ? fault.code : null;
    return { id, fault: code, message: fault instanceof Error ? fault.message : String(fault) };
  }
}

addEventListener('message', (event: MessageEvent<Call>) => {
  void outcomeOf(event.data).then((outcome) => self.postMessage(outcome));
});
