// SPDX-License-Identifier: AGPL-3.0-or-later
import { readSync, writeSync } from 'node:fs';

/** What a phone asks, as it crosses the wire. */
export interface Asked {
  method: string;
  path: string;
  body: string | null;
  authorization: string | null;
}
export interface Answered {
  status: number;
  retryAfter: string | null;
  body: string;
}
/** The database, bypassing the app: envelopes in upper-case hex. */
export interface Rows {
  entries: { account_id: string; entry_id: string; revision: number; envelope: string }[];
  shares: { pairing_id: string; share_id: string; from_id: string; revision: number; envelope: string | null }[];
}

const LENGTH = 4;

/** The real server, in the Python process that started this one (tests/simulator/worker.py): called synchronously. */
export class RealServer {
  readonly #asks: number;
  readonly #answers: number;
  /** How many requests phones have made. */
  requests = 0;
  #heads: Record<string, number> | null = null;

  constructor(asks: number, answers: number) {
    this.#asks = asks;
    this.#answers = answers;
  }

  request(asked: Asked, now: number): Answered {
    this.requests += 1;
    return this.#told({ deed: 'request', now, ...asked }) as Answered;
  }

  command(words: string[], now: number): string {
    return this.#told({ deed: 'command', now, words }) as string;
  }

  backUp(name: string): void {
    this.#told({ deed: 'back_up', name });
  }
  /** Restore a copy of the database; what was ended since is ended again from the revocation log kept apart from it. */
  restore(name: string): void {
    this.#told({ deed: 'restore', name });
  }
  /** Reset to a copy of the database as if nothing had happened since, including the revocation log. */
  beginAgain(name: string): void {
    this.#told({ deed: 'begin_again', name });
  }
  restart(): void {
    this.#told({ deed: 'restart' });
  }
  rows(): Rows {
    return this.#told({ deed: 'rows' }) as Rows;
  }
  /** The newest position of each account's feed; cached until a request can have changed it. */
  heads(): Record<string, number> {
    return (this.#heads ??= this.#told({ deed: 'heads' }) as Record<string, number>);
  }
  /** Where this word can be read: the database's files, the log. */
  knows(word: string): string[] {
    return this.#told({ deed: 'knows', word }) as string[];
  }

  #told(message: Record<string, unknown> & { deed: string }): unknown {
    if (message.deed !== 'heads') this.#heads = null;
    const said = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(LENGTH);
    head.writeUInt32BE(said.length);
    this.#write(Buffer.concat([head, said]));
    return JSON.parse(this.#read(this.#read(LENGTH).readUInt32BE()).toString()) as unknown;
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#asks, bytes, at);
  }

  #read(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length;) {
      const got = readSync(this.#answers, bytes, at, length - at, null);
      if (got === 0) throw new Error('the server has ended');
      at += got;
    }
    return bytes;
  }
}
