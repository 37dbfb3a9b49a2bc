import { Database } from './database.ts';
import type { AccountRow, DeviceSchema, PracticeRow } from './rows.ts';

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

  keepAccount(account: AccountRow): Promise<void> {
    return this.#put('account', account);
  }

  keepPractice(practice: PracticeRow): Promise<void> {
    return this.#put('practice', practice);
  }

  keepLoginToEnd(is: boolean): Promise<void> {
    return is ? this.#put('end_login', true) : this.#drop('end_login');
  }

  forgetAccount(): Promise<void> {
    return this.#drop('account');
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
