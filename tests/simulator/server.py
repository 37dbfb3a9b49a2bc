# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real server for one simulator: the WSGI app over a SQLite file, with a clock the simulator sets.

It is called in this process instead of through sockets: the same code from the first
middleware to the last byte on the disk, in an order that a seed decides.
"""

import io
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pysqlite3  # type: ignore[import-untyped]

from server import clock, create_app
from server.accounts.logins import requirements
from server.cli import upgrade
from server.config import Practice, Settings
from server.http import throttle
from server.secret import make_secret
from server.storage import database

ORIGIN = "http://localhost"
FILES = ("", "-wal", "-shm")


class Listener(io.TextIOBase):
    """Takes the server's log instead of a file, and keeps all of it for one question: does it know a word?"""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str) -> int:
        self.lines.append(text)
        return len(text)


class SimulatedServer:
    """One practice: its app, its database, and copies of the database to come back to."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108 (mkdtemp makes a folder of our own in it)
        self.home = Path(tempfile.mkdtemp(prefix="interlude-sim", dir=memory if memory.is_dir() else None))
        self.file = self.home / "interlude.sqlite3"
        self.settings = Settings(
            database_url=f"sqlite:///{self.file}",
            secret_file=self.home / "secret",
            webapp=self.home / "webapp",
            origins=(ORIGIN,),
            practice=Practice(name="The practice", registration="open"),
            rate_limits=False,
            revocations=self.home / "denials",
        )
        self.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
        clock.now = lambda: self.now.replace(microsecond=0)
        self.log = Listener()
        sys.stderr = self.log
        throttle.limiter.enabled = False  # it counts nothing here, and takes its time for it
        requirements.NEEDS_SECOND_FACTOR = frozenset({"therapist"})
        make_secret(self.settings.secret_file)
        self.reader: Any = None
        self.app = create_app(self.settings)
        with self.app.app_context():
            upgrade()

    def restarted(self) -> None:
        """The app anew, as after a restart: nothing of the one before is in its memory."""
        self.close_database()
        self.app = create_app(self.settings)

    def close(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    # --- what phones ask -----------------------------------------------------------------

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Pass one request through the whole app; give back what came out."""
        body = asked["body"].encode() if asked["body"] is not None else b""
        told: list[Any] = []
        answer = self.app.wsgi_app(environ(asked, body), lambda *said: told.extend(said[:2]) or b"".__add__)
        try:
            text = b"".join(answer).decode()
        finally:
            getattr(answer, "close", lambda: None)()
        status, headers = cast("tuple[str, list[tuple[str, str]]]", told)
        named: dict[str, list[str]] = {}
        for name, value in headers:
            named.setdefault(name.lower(), []).append(value)
        return {
            "status": int(status.split()[0]),
            "retryAfter": (named.get("retry-after") or [None])[0],
            "body": text,
        }

    # --- what the operator does ------------------------------------------------------------

    def command(self, words: list[str]) -> str:
        """One of ``flask --app server …``."""
        done = self.app.test_cli_runner().invoke(args=words, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return str(done.output).strip()

    def back_up(self, name: str) -> None:
        """Keep a copy of the database as it is now."""
        self.close_database()
        for end in FILES:
            copy(Path(f"{self.file}{end}"), self.home / f"{name}{end}")

    def restore(self, name: str) -> None:
        """Restore a copy: whatever was stored since is lost."""
        self.close_database()
        for end in FILES:
            copy(self.home / f"{name}{end}", Path(f"{self.file}{end}"))

    def begin_again(self, name: str) -> None:
        """Come back to a copy, and forget what was ended since."""
        shutil.rmtree(self.home / "denials", ignore_errors=True)
        self.restore(name)

    def close_database(self) -> None:
        """Every connection; the last one to leave empties the log into the file."""
        if self.reader is not None:
            self.reader.close()
            self.reader = None
        with self.app.app_context():
            database.db.engine.dispose()

    # --- what a thief would find --------------------------------------------------------------

    def thief(self) -> Any:
        """A read-only connection of its own, separate from the app's, that never blocks it."""
        if self.reader is None:
            self.reader = pysqlite3.connect(f"file:{self.file}?mode=ro", uri=True, isolation_level=None)
            self.reader.row_factory = pysqlite3.Row
        return self.reader

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """All entries and shares, as the file has them; envelopes in hex."""
        sealed = "iif(envelope is null, null, hex(envelope)) as envelope"
        wanted = {
            "entries": f"select account_id, entry_id, revision, {sealed} from entries",  # noqa: S608 (constant)
            "shares": f"select pairing_id, share_id, from_id, revision, {sealed} from shares",  # noqa: S608
        }
        reader = self.thief()
        return {name: [dict(row) for row in reader.execute(asked)] for name, asked in wanted.items()}

    def heads(self) -> dict[str, int]:
        """How far each account's feed has come."""
        return dict(self.thief().execute("select account_id, head from streams").fetchall())

    def knows(self, word: str) -> list[str]:
        """The places in which a word can be read: files of the database, the log."""
        sought = word.encode()
        files = [Path(f"{self.file}{end}") for end in FILES]
        found = [path.name for path in files if path.exists() and sought in path.read_bytes()]
        if any(word in line for line in self.log.lines):
            found.append("log")
        self.log.lines.clear()
        return found


def environ(asked: dict[str, Any], body: bytes) -> dict[str, Any]:
    """A request as WSGI servers hand it on."""
    path, _, query = asked["path"].partition("?")
    given: dict[str, Any] = {
        "REQUEST_METHOD": asked["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_ORIGIN": ORIGIN,
        "HTTP_ACCEPT": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if asked["authorization"]:
        given["HTTP_AUTHORIZATION"] = asked["authorization"]
    if asked["body"] is not None:
        given["CONTENT_TYPE"] = "application/json"
    return given


def copy(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copyfile(source, target)
    elif target.exists():
        os.remove(target)  # noqa: PTH107 (as hot as the copy)
