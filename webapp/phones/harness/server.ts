// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(import.meta.dirname, '../../..');
export const python = process.env.INTERLUDE_PYTHON ?? join(PROJECT, '.venv/bin/python');

/** Move every timestamp of a login into the past, written as SQLAlchemy writes it. */
const AGE_LOGINS = `
import sys
from pysqlite3 import dbapi2
path, by, login = sys.argv[1:]
moments = ["created_at", "last_used_at", "ends_at"]
older = ", ".join(f"{one} = strftime('%Y-%m-%d %H:%M:%f000', {one}, :by)" for one in moments)
with dbapi2.connect(path, timeout=10) as database:
    moved = database.execute(f"UPDATE logins SET {older} WHERE account_id = (SELECT id FROM accounts WHERE login = :login)", {"by": by, "login": login})
    assert moved.rowcount > 0, "nobody is signed in by this name"
`;

/** What a fresh data folder holds, made in one process: the secret, the tables, and more enrolments than one run uses. */
const MAKE_FRESH = `
from server import create_app
from server.storage import database
from server.accounts.registration.rules import make_enrolment
app = create_app()
for command in ("make-secret", "upgrade-database"):
    app.test_cli_runner().invoke(args=[command], catch_exceptions=False)
with app.app_context(), database.writing() as session:
    print(*[make_enrolment(session) for _ in range(300)])
`;

/** A server starts in a second or two; on an overloaded machine it takes much longer, which is no failure. */
const PATIENCE_MS = 150_000;

/** A copy made by SQLite itself, which does not need writers to stop. */
const BACK_UP = `
import sys
from contextlib import closing
from pysqlite3 import dbapi2
with closing(dbapi2.connect(sys.argv[1])) as database, closing(dbapi2.connect(sys.argv[2])) as copy:
    database.backup(copy)
`;

/** Where the real server of one Vitest worker runs; it outlives the test file that started it (shared-servers.ts). */
export interface Running {
  port: number;
  data: string;
  pid: number;
}

/**
 * The real server, in a process and with a database that other test files use too: whoever registers there has a name
 * of her own, and the server neither stops nor goes back. Patients register freely.
 */
export class SharedServer {
  readonly port: number;
  protected readonly data: string;

  protected constructor(port: number, data: string) {
    this.port = port;
    this.data = data;
  }

  /** The server of this worker, started by the first of its files that asks. */
  static async get(): Promise<SharedServer> {
    const { INTERLUDE_SHARED_SERVERS: folder, VITEST_POOL_ID: worker } = process.env;
    if (folder === undefined || worker === undefined) throw new Error('only for a test that Vitest runs');
    const record = join(folder, `${worker}.json`);
    if (!existsSync(record)) {
      const { port, data, pid } = await Server.start();
      writeFileSync(record, JSON.stringify({ port, data, pid } satisfies Running));
    }
    const { port, data } = JSON.parse(readFileSync(record, 'utf8')) as Running;
    return new SharedServer(port, data);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A token for one therapist, given once. */
  enrolment(): string {
    const file = join(this.data, 'enrolments');
    const [token, ...left] = readFileSync(file, 'utf8').split(' ');
    writeFileSync(file, left.join(' '));
    if (token === undefined || token === '') throw new Error('more therapists than a fresh data folder has enrolments');
    return token;
  }

  /** Let so many minutes pass for the logins of one name; the server's own clock does not move. */
  minutesPass(minutes: number, login: string): void {
    runPython(['-c', AGE_LOGINS, join(this.data, 'interlude.sqlite3'), `-${minutes} minutes`, login]);
  }
}

/** A server used by one test file only: to back up, to restore, to run commands on. */
export class Server extends SharedServer {
  #process: ChildProcess | null = null;

  static async start(): Promise<Server> {
    const server = new Server(await freePort(), mkdtempSync(join(tmpdir(), 'interlude-')));
    server.#furnish();
    await server.run();
    return server;
  }

  /** Made once in a run, copied by every other server (shared-servers.ts). */
  #furnish(): void {
    const fresh = process.env.INTERLUDE_FRESH_DATA;
    if (fresh !== undefined && existsSync(fresh)) cpSync(fresh, this.data, { recursive: true });
    else this.#make(fresh);
  }

  #make(fresh: string | undefined): void {
    writeFileSync(join(this.data, 'practice.json'), JSON.stringify({ name: 'The practice', registration: 'open' }));
    writeFileSync(join(this.data, 'enrolments'), runPython(['-c', MAKE_FRESH], this.#environment));
    if (fresh === undefined) return;
    cpSync(this.data, `${this.data}-fresh`, { recursive: true });
    // In one step, so that nobody copies half of it; whoever comes second has made the same.
    try {
      renameSync(`${this.data}-fresh`, fresh);
    } catch {
      rmSync(`${this.data}-fresh`, { recursive: true });
    }
  }

  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error('the server does not run');
    return this.#process.pid;
  }

  command(...words: string[]): string {
    return runPython(['-m', 'flask', '--app', 'server', ...words], this.#environment);
  }

  async run(): Promise<void> {
    const words = [
      '-m',
      'granian',
      '--interface',
      'rsgi',
      '--factory',
      'server:create_server',
      '--host',
      '127.0.0.1',
      '--port',
      String(this.port),
      '--workers',
      '1',
      '--no-log',
    ];
    this.#process = spawn(python, words, { cwd: PROJECT, env: this.#environment, stdio: 'ignore' });
    this.#process.unref(); // a shared one goes on when the file that started it is done
    try {
      await this.#answers(this.#process);
    } catch (error) {
      await this.stop(); // nobody else knows of it
      throw error;
    }
  }

  async #answers(started: ChildProcess): Promise<void> {
    const since = Date.now();
    while (Date.now() - since < PATIENCE_MS) {
      if (started.exitCode !== null) throw new Error(`the server ended at its start: ${started.exitCode}`);
      const answer = await fetch(`${this.origin}/api/practice`).catch(() => null);
      if (answer?.ok === true) return;
      await new Promise((after) => setTimeout(after, 50));
    }
    throw new Error('the server did not start');
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running?.exitCode !== null) return;
    running.ref();
    const ended = new Promise((after) => running.once('exit', after));
    running.kill('SIGTERM');
    await ended;
  }

  /** Take a backup, to come back to later. */
  backUp(): void {
    rmSync(this.#backup, { force: true });
    runPython(['-c', BACK_UP, this.#database, this.#backup]);
  }

  /** Restore the backup: whatever was stored since is gone from the server. */
  async restore(): Promise<void> {
    await this.stop();
    for (const more of ['', '-wal', '-shm']) rmSync(`${this.#database}${more}`, { force: true });
    cpSync(this.#backup, this.#database);
    await this.run();
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  get #database(): string {
    return join(this.data, 'interlude.sqlite3');
  }

  get #backup(): string {
    return join(this.data, 'backup.sqlite3');
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, INTERLUDE_DATA: this.data, INTERLUDE_RATE_LIMITS: 'off', INTERLUDE_ORIGIN: this.origin };
  }
}

/** @throws Error with what it complained about */
function runPython(words: string[], env = process.env): string {
  const done = spawnSync(python, words, { cwd: PROJECT, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

/**
 * Below the ports that the system gives to outgoing connections: one of those could be taken before the server binds
 * it.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((found) => {
    const endpoint = createServer();
    endpoint.once('error', () => {
      found(false);
    });
    endpoint.listen(port, '127.0.0.1', () => {
      endpoint.close(() => {
        found(true);
      });
    });
  });
}
