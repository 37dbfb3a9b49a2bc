// SPDX-License-Identifier: AGPL-3.0-or-later
import { Database } from './database.ts';
import type { SealedToken } from '../crypto/keys/login-token.ts';
import type { AccountRow, CarriedKey, DeviceSchema, Facts, NewKeyRow, PracticeRow } from './rows.ts';

const VERSION = 1;

/** The device's own database: whose phone this is, what the practice's page says, its login, and logins still to be ended. */
export class DeviceStore {
  readonly #database: Database<DeviceSchema>;

  private constructor(database: Database<DeviceSchema>) {
    this.#database = database;
  }

  /** @throws StoreFault `unavailable` where the browser gives no storage (some private windows). */
  static async open(device: string): Promise<DeviceStore> {
    const database = new Database<DeviceSchema>(`${device}-device`, VERSION, (fresh) => {
      fresh.createObjectStore('facts');
    });
    return new DeviceStore(await database.open());
  }

  account(): Promise<AccountRow | null> {
    return this.fact('account');
  }

  practice(): Promise<PracticeRow | null> {
    return this.fact('practice');
  }

  /** Logins that are no longer used and still have to be ended. */
  async loginsToEnd(): Promise<SealedToken[]> {
    return (await this.fact('logins_to_end')) ?? [];
  }

  /** Stop using the login of this device; it still has to be ended. */
  setLoginAside(): Promise<void> {
    return this.#database.change(['facts'], async (at) => {
      const facts = at.objectStore('facts');
      const login = (await facts.get('login')) as SealedToken | undefined;
      if (login === undefined) return;
      const others = ((await facts.get('logins_to_end')) as SealedToken[] | undefined) ?? [];
      await facts.put([...others, login], 'logins_to_end');
      await facts.delete('login');
    });
  }

  /** A login that was set aside is over. */
  async forgetLoginToEnd(ended: SealedToken): Promise<void> {
    await this.exchange('logins_to_end', (now) => {
      const left = (now ?? []).filter(({ envelope }) => envelope.join() !== ended.envelope.join());
      return left.length === 0 ? null : left;
    });
  }

  /** A new account key that was sent and not yet confirmed. */
  newKey(): Promise<NewKeyRow | null> {
    return this.fact('new_key');
  }

  /** The entries that hold retired account keys: they are opened before all others. */
  async retiredKeys(): Promise<string[]> {
    return (await this.fact('retired_keys')) ?? [];
  }

  keepNewKey(sent: NewKeyRow): Promise<void> {
    return this.keep('new_key', sent);
  }

  forgetNewKey(): Promise<void> {
    return this.forget('new_key');
  }

  keepRetiredKeys(entryIds: string[]): Promise<void> {
    return this.keep('retired_keys', entryIds);
  }

  /**
   * The new key that was sent is in force: from now on this device unlocks with it, and knows where the old one is
   * kept.
   * @returns false when none is waiting any more: another tab was faster
   */
  adoptNewKey(account: AccountRow, retiredKeys: string[], carried: CarriedKey[]): Promise<boolean> {
    return this.#database.change(['facts'], async (at) => {
      const facts = at.objectStore('facts');
      if ((await facts.get('new_key')) === undefined) return false;
      await facts.put(account, 'account');
      await facts.put(retiredKeys, 'retired_keys');
      await facts.put(carried, 'carried_keys');
      await facts.delete('new_key');
      return true;
    });
  }

  keepAccount(account: AccountRow): Promise<void> {
    return this.keep('account', account);
  }

  keepPractice(practice: PracticeRow): Promise<void> {
    return this.keep('practice', practice);
  }

  /** Nothing of anybody is left on this device. */
  forgetAll(): Promise<void> {
    return this.#database.change(['facts'], async (at) => at.objectStore('facts').clear());
  }

  /** The account, and what belongs to it alone. */
  forgetAccount(): Promise<void> {
    return this.forget('account', 'login', 'new_key', 'retired_keys', 'carried_keys', 'pin');
  }

  /** One fact by its name; null when there is none. @throws StoreFault */
  fact<K extends keyof Facts>(name: K): Promise<Facts[K] | null> {
    return this.#database.read(
      ['facts'],
      async (at) => ((await at.objectStore('facts').get(name)) as Facts[K] | undefined) ?? null,
    );
  }

  /** @throws StoreFault `full` */
  keep<K extends keyof Facts>(name: K, value: Facts[K]): Promise<void> {
    return this.#database.change(['facts'], async (at) => {
      await at.objectStore('facts').put(value, name);
    });
  }

  /** Read and replace a fact in one transaction, so that two tabs never count the same twice; null deletes it. */
  async exchange<K extends keyof Facts>(
    name: K,
    next: (now: Facts[K] | null) => Facts[K] | null,
  ): Promise<Facts[K] | null> {
    return this.#database.change(['facts'], async (at) => {
      const facts = at.objectStore('facts');
      const value = next(((await facts.get(name)) as Facts[K] | undefined) ?? null);
      await (value === null ? facts.delete(name) : facts.put(value, name));
      return value;
    });
  }

  forget(...names: (keyof Facts)[]): Promise<void> {
    return this.#database.change(['facts'], async (at) => {
      for (const name of names) await at.objectStore('facts').delete(name);
    });
  }
}
