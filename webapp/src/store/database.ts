// SPDX-License-Identifier: AGPL-3.0-or-later
import { deleteDB, openDB, type IDBPDatabase, type IDBPTransaction, type StoreNames, type DBSchema } from 'idb';

import { asStoreFault, StoreFault } from './faults.ts';

export type ReadTransaction<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[]>;
export type WriteTransaction<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[], 'readwrite'>;
type Upgrade<S extends DBSchema> = (database: IDBPDatabase<S>, from: number) => void;

const fullListeners = new Set<(full: boolean) => void>();

/** Report when a write met a full disk (true), and when one succeeded again (false). */
export function onStorageFull(listener: (full: boolean) => void): () => void {
  fullListeners.add(listener);
  return () => fullListeners.delete(listener);
}

function tellFull(full: boolean): void {
  for (const listener of fullListeners) listener(full);
}

/**
 * One IndexedDB database.
 *
 * When another tab opens a newer version, this connection closes, and every later use here throws StoreFault `closed`
 * until the page is reloaded. A connection the browser itself dropped is opened again by the next use.
 */
export class Database<S extends DBSchema> {
  readonly #name: string;
  readonly #version: number;
  readonly #upgrade: Upgrade<S>;
  #opening: Promise<IDBPDatabase<S>> | null = null;
  #given = false;

  constructor(name: string, version: number, upgrade: Upgrade<S>) {
    this.#name = name;
    this.#version = version;
    this.#upgrade = upgrade;
  }

  /** Open now, so that a browser without storage says so at the start. @throws StoreFault */
  async open(): Promise<this> {
    await this.#connection();
    return this;
  }

  /** Read several stores as they are at one moment. @throws StoreFault */
  async read<T>(stores: StoreNames<S>[], work: (at: ReadTransaction<S>) => Promise<T>): Promise<T> {
    try {
      return await work((await this.#connection()).transaction(stores, 'readonly'));
    } catch (error) {
      throw asStoreFault(error);
    }
  }

  /**
   * Change several stores together, or none of them.
   *
   * `work` may only wait for this transaction's own requests. Resolves when the bytes
   * are on the disk (durability strict), not merely on their way to it.
   * @throws StoreFault; whatever `work` throws undoes the change and passes through
   */
  async change<T>(stores: StoreNames<S>[], work: (at: WriteTransaction<S>) => Promise<T>): Promise<T> {
    try {
      const result = await this.#changed(stores, work);
      tellFull(false);
      return result;
    } catch (error) {
      const fault = asStoreFault(error);
      if (fault instanceof StoreFault && fault.code === 'full') tellFull(true);
      throw fault;
    }
  }

  async #changed<T>(stores: StoreNames<S>[], work: (at: WriteTransaction<S>) => Promise<T>): Promise<T> {
    const change = (await this.#connection()).transaction(stores, 'readwrite', { durability: 'strict' });
    try {
      const result = await work(change);
      await change.done;
      return result;
    } catch (error) {
      abandon(change);
      await change.done.catch(() => undefined);
      // A failed commit is reported by the transaction, not by the request that was undone with it.
      throw change.error?.name === 'QuotaExceededError' ? change.error : error;
    }
  }

  close(): void {
    const opening = this.#opening;
    this.#opening = null;
    void opening?.then(
      (database) => {
        database.close();
      },
      () => undefined,
    );
  }

  /** Close and remove the database with everything in it. Another tab that has it open is asked to close it. */
  async erase(): Promise<void> {
    this.close();
    await deleteDB(this.#name);
  }

  async #connection(): Promise<IDBPDatabase<S>> {
    if (this.#given) throw new StoreFault('closed');
    this.#opening ??= this.#opened();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = null;
      const newer = error instanceof DOMException && error.name === 'VersionError';
      throw new StoreFault(newer ? 'closed' : 'unavailable', { cause: error });
    }
  }

  async #opened(): Promise<IDBPDatabase<S>> {
    return openDB<S>(this.#name, this.#version, {
      upgrade: (database, from) => this.#upgrade(database, from),
      blocking: (_now, _then, event) => {
        this.#given = true;
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        this.#opening = null;
      },
    });
  }
}

function abandon(change: { abort(): void }): void {
  try {
    change.abort();
  } catch {
    // It had already ended, by itself or by the browser.
  }
}
