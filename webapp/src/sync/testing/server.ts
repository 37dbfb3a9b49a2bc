import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(import.meta.dirname, '../../../..');
export const python = process.env.INTERLUDE_PYTHON ?? join(PROJECT, '.venv/bin/python');

/** Every moment a login remembers is moved into the past, written as SQLAlchemy writes it. */
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

/** Enrolments that lie in a fresh data folder: more than the people of one file. */
const READY_MADE = `
from server import create_app, database
from server.accounts.rules import make_enrolment
with create_app().app_context(), database.writing() as session:
    print(*[make_enrolment(session) for _ in range(40)])
`;

/** The real server, in its own process, with a database of its own. Patients register freely. */
export class Server {
  readonly port: number;
  readonly #data: string;
  #process: ChildProcess | null = null;
  #enrolments: string[] = [];

  private constructor(port: number) {
    this.port = port;
    this.#data = mkdtempSync(join(tmpdir(), 'interlude-'));
    writeFileSync(join(this.#data, 'practice.json'), JSON.stringify({ name: 'The practice', registration: 'open' }));
  }

  static isHere(): boolean {
    return existsSync(python) && existsSync(join(PROJECT, 'server'));
  }

  static async start(): Promise<Server> {
    const server = new Server(await freePort());
    server.#furnish();
    await server.run();
    return server;
  }

  /**
   * A secret, a database of this day and some enrolments: made once in a run, copied by every other file
   * (fresh-data.ts).
   */
  #furnish(): void {
    const fresh = process.env.INTERLUDE_FRESH_DATA;
    if (fresh !== undefined && existsSync(fresh)) cpSync(fresh, this.#data, { recursive: true });
    else this.#make(fresh);
    this.#enrolments = readFileSync(join(this.#data, 'enrolments'), 'utf8').split(' ');
  }

  #make(fresh: string | undefined): void {
    this.command('make-secret');
    this.command('upgrade-database');
    writeFileSync(join(this.#data, 'enrolments'), this.#python('-c', READY_MADE));
    if (fresh === undefined) return;
    cpSync(this.#data, `${this.#data}-fresh`, { recursive: true });
    // In one step, so that nobody copies half of it; whoever comes second has made the same.
    try {
      renameSync(`${this.#data}-fresh`, fresh);
    } catch {
      rmSync(`${this.#data}-fresh`, { recursive: true });
    }
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A token for one therapist. */
  enrolment(): string {
    return this.#enrolments.pop() ?? this.command('enrol-therapist');
  }

  command(...words: string[]): string {
    return this.#python('-m', 'flask', '--app', 'server', ...words);
  }

  #python(...words: string[]): string {
    const done = spawnSync(python, words, { cwd: PROJECT, env: this.#environment(), encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${words.join(' ')}: ${done.stderr}`);
    return done.stdout.trim();
  }

  /** So many minutes go by for the logins of one name; the server's own clock stays where it is. */
  minutesPass(minutes: number, login: string): void {
    const done = spawnSync(
      python,
      ['-c', AGE_LOGINS, join(this.#data, 'interlude.sqlite3'), `-${minutes} minutes`, login],
      { encoding: 'utf8' },
    );
    if (done.status !== 0) throw new Error(done.stderr);
  }

  async run(): Promise<void> {
    const words = [
      '-m',
      'granian',
      '--interface',
      'wsgi',
      '--factory',
      'server:create_app',
      '--host',
      '127.0.0.1',
      '--port',
      String(this.port),
      '--workers',
      '1',
      '--blocking-threads',
      '8',
      '--no-log',
    ];
    this.#process = spawn(python, words, { cwd: PROJECT, env: this.#environment(), stdio: 'ignore' });
    for (let tries = 0; tries < 500; tries += 1) {
      if (
        await fetch(`${this.origin}/api/practice`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      await new Promise((after) => setTimeout(after, 100));
    }
    throw new Error('the server did not start');
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null) return;
    const ended = new Promise((after) => running.once('exit', after));
    running.kill('SIGTERM');
    await ended;
  }

  /** Take a backup, to come back to later. */
  async backUp(): Promise<void> {
    await this.#whileStopped(() => {
      rmSync(this.#backup, { recursive: true, force: true });
      mkdirSync(this.#backup);
      for (const file of this.#files)
        if (existsSync(join(this.#data, file))) cpSync(join(this.#data, file), join(this.#backup, file));
    });
  }

  /** Come back to the backup: whatever was kept since is gone here. */
  async restore(): Promise<void> {
    await this.#whileStopped(() => {
      for (const file of this.#files) rmSync(join(this.#data, file), { force: true });
      cpSync(this.#backup, this.#data, { recursive: true });
    });
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#data, { recursive: true, force: true });
  }

  get #backup(): string {
    return `${this.#data}-backup`;
  }

  get #files(): string[] {
    return ['interlude.sqlite3', 'interlude.sqlite3-wal', 'interlude.sqlite3-shm'];
  }

  async #whileStopped(deed: () => void): Promise<void> {
    await this.stop();
    deed();
    await this.run();
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, INTERLUDE_DATA: this.#data, INTERLUDE_RATE_LIMITS: 'off', INTERLUDE_ORIGIN: this.origin };
  }
}

/**
 * From below those that the system gives to whoever connects somewhere: one of those can be taken before the server has
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
    const door = createServer();
    door.once('error', () => {
      found(false);
    });
    door.listen(port, '127.0.0.1', () => {
      door.close(() => {
        found(true);
      });
    });
  });
}
