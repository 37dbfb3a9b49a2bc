import { Database } from './database.ts';
import type { AccountRow, DeviceSchema, NewKeyRow, PracticeRow } from './rows.ts';

const VERSION = 1;

/** The device's own database: whose phone this is, what the practice's door says, and a login still to be ended. */
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
    return this.#get<AccountRow>('account');
  }

  practice(): Promise<PracticeRow | null> {
    return this.#get<PracticeRow>('practice');
  }

  /** Whether a sign-out could not reach the server, so that its login has still to be ended. */
  async loginToEnd(): Promise<boolean> {
    return (await this.#get<true>('end_login')) !== null;
  }

  /** A new account key that was sent and has not been heard of. */
  newKey(): Promise<NewKeyRow | null> {
    return this.#get<NewKeyRow>('new_key');
  }

  /** The entries that hold retired account keys: they are opened before all others. */
  async retiredKeys(): Promise<string[]> {
    return (await this.#get<string[]>('retired_keys')) ?? [];
  }

  keepNewKey(sent: NewKeyRow): Promise<void> {
    return this.#put('new_key', sent);
  }

  forgetNewKey(): Promise<void> {
    return this.#drop('new_key');
  }

  keepRetiredKeys(entryIds: string[]): Promise<void> {
    return this.#put('retired_keys', entryIds);
  }

  /**
   * The new key that was sent has arrived: from here on this device unlocks with it, and knows where the old one is kept.
   * @returns false when there is none any more: somebody was quicker
   */
  adoptNewKey(account: AccountRow, retiredKeys: string[]): Promise<boolean> {
    return this.#database.change(['facts'], async (at) => {
      const facts = at.objectStore('facts');
      if (await facts.get('new_key') === undefined) return false;
      await facts.put(account, 'account');
      await facts.put(retiredKeys, 'retired_keys');
      await facts.delete('new_key');
      return true;
    });
  }

  keepAccount(account: AccountRow): Promise<void> {
    return this.#put('account', account);
  }

  keepPractice(practice: PracticeRow): Promise<void> {
    return this.#put('practice', practice);
  }

  keepLoginToEnd(is: boolean): Promise<void> {
    return is ? this.#put('end_login', true) : this.#drop('end_login');
  }

  /** Nothing of anybody is left on this device. */
  forgetAll(): Promise<void> {
    return this.#database.change(['facts'], async (at) => at.objectStore('facts').clear());
  }

  /** The account, and what belongs to it alone. */
  forgetAccount(): Promise<void> {
    return this.#database.change(['facts'], async (at) => {
      for (const fact of ['account', 'new_key', 'retired_keys'] as const) await at.objectStore('facts').delete(fact);
    });
  }

  #get<T>(key: DeviceSchema['facts']['key']): Promise<T | null> {
    return this.#database.read(['facts'], async (at) => ((await at.objectStore('facts').get(key)) as T | undefined) ?? null);
  }

  #put(key: DeviceSchema['facts']['key'], value: DeviceSchema['facts']['value']): Promise<void> {
    return this.#database.change(['facts'], async (at) => { await at.objectStore('facts').put(value, key); });
  }

  #drop(key: DeviceSchema['facts']['key']): Promise<void> {
    return this.#database.change(['facts'], async (at) => at.objectStore('facts').delete(key));
  }
}
