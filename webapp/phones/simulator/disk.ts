// SPDX-License-Identifier: AGPL-3.0-or-later
import { IDBFactory } from 'fake-indexeddb';

/** The parts of fake-indexeddb's internals needed to cut the power: databases, stores, and transactions under way. */
interface Row {
  key: unknown;
  value: unknown;
}
interface Store {
  name: string;
  keyPath: unknown;
  autoIncrement: boolean;
  records: { values(): Iterable<Row>; put(row: Row): void };
}
interface Transaction {
  _state: string;
  _abort(name: string | null): void;
}
interface Inside {
  name: string;
  version: number;
  transactions: Transaction[];
  rawObjectStores: Map<string, Store>;
}
type Made<T> = new (...given: unknown[]) => T;

/** The content of a disk: rows by store by database. Rows are never changed in place, so copies share them. */
export type Content = readonly {
  name: string;
  version: number;
  like: Inside;
  stores: readonly { like: Store; rows: readonly Row[] }[];
}[];

export const EMPTY: Content = [];

const insideOf = (factory: IDBFactory): Map<string, Inside> =>
  (factory as unknown as { _databases: Map<string, Inside> })._databases;

/** Cut the power: uncommitted changes are undone; the rest is the content of the disk. */
export function cut(factory: IDBFactory): Content {
  for (const database of insideOf(factory).values()) {
    for (const transaction of [...database.transactions])
      if (transaction._state !== 'finished') transaction._abort(null);
  }
  return contentOf(factory);
}

/** Whether everything begun on it is committed or undone. */
export function isAtRest(factory: IDBFactory): boolean {
  return [...insideOf(factory).values()].every(({ transactions }) =>
    transactions.every(({ _state }) => _state === 'finished'),
  );
}

/** All rows as they are now. */
export function contentOf(factory: IDBFactory): Content {
  return [...insideOf(factory).values()].map((database) => ({
    name: database.name,
    version: database.version,
    like: database,
    stores: [...database.rawObjectStores.values()].map((store) => ({ like: store, rows: [...store.records.values()] })),
  }));
}

/** An IndexedDB that holds this. */
export function startedWith(content: Content): IDBFactory {
  const factory = new IDBFactory();
  for (const { name, version, like, stores } of content) {
    const database = new (like.constructor as Made<Inside>)(name, version);
    for (const { like: before, rows } of stores) {
      const store = new (before.constructor as Made<Store>)(
        database,
        before.name,
        before.keyPath,
        before.autoIncrement,
      );
      for (const row of rows) store.records.put(row);
      database.rawObjectStores.set(before.name, store);
    }
    insideOf(factory).set(name, database);
  }
  return factory;
}

/** The rows of one store, read past the app. */
export function rowsIn(content: Content, store: string): unknown[] {
  return content.flatMap(({ stores }) =>
    stores.filter(({ like }) => like.name === store).flatMap(({ rows }) => rows.map(({ value }) => value)),
  );
}
