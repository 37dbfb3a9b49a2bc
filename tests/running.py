# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real Interlude server on loopback for tests, benches and pictures: started, killed, started again."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import pysqlite3  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 30  # seconds
DATABASE = "interlude.sqlite3"
SOAK = int(os.environ.get("INTERLUDE_SOAK", "1"))  # how many times deeper to search than an ordinary run does

# What `make-secret`, `upgrade-database` and forty times `enrol-therapist` do, in one start of Python.
FOUND = """
from server import create_app
from server.accounts.registration.rules import make_enrolment
from server.cli import upgrade
from server.config import read_settings
from server.secret import make_secret
from server.storage import database

settings = read_settings()
make_secret(settings.secret_file)
with create_app(settings).app_context():
    upgrade()
    with database.writing() as session:
        print(*(make_enrolment(session) for _ in range(40)))
    database.db.engine.dispose()
"""


def found(env: dict[str, str]) -> list[str]:
    """Make what a practice lacks: a secret, its tables. Returns tokens with which therapists may register."""
    command = [sys.executable, "-c", FOUND]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@cache
def foundation() -> tuple[Path, list[str]]:
    """An empty practice, made once and copied for every server over a SQLite file."""
    folder = Path(tempfile.mkdtemp(prefix="interlude-foundation"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder, found({"INTERLUDE_DATA": str(folder), "INTERLUDE_ORIGIN": "http://127.0.0.1:1"})


def free_port() -> int:
    """A free loopback port.

    It is below the range of ephemeral ports, any of which the system could use for a connection before
    the server binds it.
    """
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Block until the address answers 200.

    :raises RuntimeError: when the process ends first, or after 30 s.
    """
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def granian(target: str, port: int, env: dict[str, str], log: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a program the way ``dev.py run`` does; its output goes to ``log``."""
    command = [sys.executable, "-m", "granian", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--workers-kill-timeout", "3", *options, target]
    with log.open("ab") as out:
        return subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=out, stderr=out, start_new_session=True
        )


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Tell a program and all its workers to end, and see that they do.

    SIGINT goes to the main process alone, as a supervisor would send it: a worker signalled twice at
    the same moment, by us and by the main process, often hangs until it is killed three seconds later.
    """
    tell = os.killpg if how is signal.SIGKILL else os.kill
    with contextlib.suppress(ProcessLookupError):
        tell(process.pid, how)
    try:
        process.wait(timeout=10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


class Running:
    """One server over one data folder; ``stop``, ``kill`` and ``start`` keep the port and the data."""

    def __init__(
        self, data: Path, *, database_url: str | None = None, env: dict[str, str] | None = None
    ) -> None:
        """``data`` is made when missing; ``database_url`` defaults to a SQLite file in it."""
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "server.log"
        self.env = {"INTERLUDE_DATA": str(data), "INTERLUDE_RATE_LIMITS": "off"}
        self.env |= {"DATABASE_URL": database_url} if database_url else {}
        self.env |= env or {}
        ours = [self.url, f"http://localhost:{self.port}", self.env.get("INTERLUDE_ORIGIN", self.url)]
        self.env["INTERLUDE_ORIGIN"] = ",".join(ours)
        self.process: subprocess.Popen[bytes] | None = None
        self._enrolments: list[str] = []
        data.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        """Migrate and start."""
        if "DATABASE_URL" in self.env or (self.data / DATABASE).exists():
            self._enrolments = found(self.env)
        else:
            folder, enrolments = foundation()
            shutil.copytree(folder, self.data, dirs_exist_ok=True)
            self._enrolments = [*enrolments]
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill the server: no more requests will come."""
        self.kill()

    def flask(self, *words: str) -> str:
        """One of the operator's commands; gives back what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "server", *words]
        env = {**os.environ, **self.env}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def enrolment(self) -> str:
        """What lets one therapist register here: as `enrol-therapist` makes it."""
        self._enrolments = self._enrolments or found(self.env)
        return self._enrolments.pop()

    def minutes_pass(self, minutes: int, login: str) -> None:
        """Let so many minutes go by for all logins of one name; the server's own clock stays where it is."""
        moments = ("created_at", "last_used_at", "ends_at")
        older = ", ".join(f"{one} = strftime('%Y-%m-%d %H:%M:%f000', {one}, :by)" for one in moments)
        whose = "account_id = (SELECT id FROM accounts WHERE login = :login)"
        with closing(self.database()) as database, database:
            asked = {"by": f"-{minutes} minutes", "login": login}
            moved = database.execute(f"UPDATE logins SET {older} WHERE {whose}", asked)  # noqa: S608
            assert moved.rowcount > 0, "nobody is signed in by this name"

    def database(self) -> sqlite3.Connection:
        """The SQLite file of this server, opened by the SQLite it uses itself."""
        opened: sqlite3.Connection = pysqlite3.connect(self.data / DATABASE, timeout=10)
        return opened

    def start(self) -> None:
        """Serve on the same port as before."""
        self.process = granian(
            "server:create_server", self.port, self.env, self.log, "--interface", "rsgi", "--factory"
        )
        wait_until_it_answers(self.url + "/readyz", self.process)

    def stop(self) -> None:
        """Shut down gracefully."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End as a power cut does."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            end(self.process, how)
        self.process = None
