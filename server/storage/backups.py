# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a backup, and putting one back: SQLite by its own online backup, PostgreSQL by its own tools.

A backup holds the database and nothing else: not the server's secret, and never the
revocation log, which has to be newer than any backup to be of use.

Putting one back ends with the server's rules and not with a file: the newest migrations,
the revocation log, and a new life of every feed, so that each device gives back what the
backup did not have. On SQLite all of that happens to a copy, which then takes the place
of the database in one step; on PostgreSQL pg_restore runs in one transaction, and a
restore that was cut off after it is simply run again.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pysqlite3  # type: ignore[import-untyped]
from sqlalchemy import URL, make_url

from .. import clock, messages
from . import private

SQLITE_MAGIC = b"SQLite format 3\x00"
POSTGRESQL_MAGIC = b"PGDMP"
POSTGRESQL_HOMES = "/usr/lib/postgresql"


class BackupRefused(Exception):
    """A backup that cannot be taken or put back, in one sentence."""


@dataclass(frozen=True)
class Backup:
    """What was taken: where it is and how many bytes it has."""

    path: Path
    size: int


def take(url: str, path: Path) -> Backup:
    """Take a backup while the server runs; readable by its owner only.

    It is written beside its place and moved there when it is whole and was read back.

    :raises BackupRefused: when something is there already, or the copy is not sound.
    """
    if path.exists():
        raise BackupRefused(messages.backup_exists(path))
    private.make_folder(path.parent)
    with _beside(path) as new:
        place = make_url(url)
        if place.get_backend_name() == "sqlite":
            copy_sqlite(Path(place.database or ""), new)
            check_sqlite(new)
        else:
            _dump(place, new)
        _to_disk(new)
        new.replace(path)
    _to_disk(path.parent)
    return Backup(path, path.stat().st_size)


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a new file of mode 600 beside a path; what is left of it afterwards is removed."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield new
    finally:
        new.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database page by page, as it is at one moment, while others write."""
    if not source.exists():
        raise BackupRefused(messages.no_database(source))
    with closing(pysqlite3.connect(source)) as one, closing(pysqlite3.connect(target)) as other:
        one.backup(other)
        other.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it


def check_sqlite(path: Path) -> None:
    """Read a copy through once.

    :raises BackupRefused: when it is not a sound database of this server.
    """
    with path.open("rb") as file:
        if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise BackupRefused(messages.not_a_backup(path.name, "SQLite"))
    try:
        with closing(pysqlite3.connect(path)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            ours = copy.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    except pysqlite3.DatabaseError as error:
        raise BackupRefused(messages.damaged_or_foreign(path.name)) from error
    if not (sound and ours):
        raise BackupRefused(messages.damaged(path.name))


def program(name: str) -> str:
    """Find one of PostgreSQL's own programs, the newest where there are several.

    :raises BackupRefused: where it is not installed.
    """
    homes = sorted(Path(POSTGRESQL_HOMES).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(homes[-1]) if homes else None)
    if found is None:
        raise BackupRefused(messages.not_installed(name))
    return found


def _dump(place: URL, path: Path) -> None:
    run([program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"], place)
    _check_dump(path, place)


def _check_dump(path: Path, place: URL) -> None:
    """Read a dump's list of contents: one whose list is wiped would put back nothing and not complain.

    :raises BackupRefused: when it is not a whole backup of this server.
    """
    with path.open("rb") as file:
        if file.read(len(POSTGRESQL_MAGIC)) != POSTGRESQL_MAGIC:
            raise BackupRefused(messages.not_a_backup(path.name, "PostgreSQL"))
    listed = run([program("pg_restore"), "--list", str(path)], place)
    if not all(f"TABLE DATA public {name} " in listed for name in ("alembic_version", "accounts", "entries")):
        raise BackupRefused(messages.damaged_or_foreign(path.name))


def run(command: list[str], place: URL) -> str:
    """Run one of PostgreSQL's programs on a database and return what it printed.

    The password never stands in its arguments.

    :raises BackupRefused: when it fails, with the program's own last words.
    """
    given = {
        "PGDATABASE": place.database,
        "PGHOST": place.host or place.query.get("host"),
        "PGPORT": str(place.port or "") or place.query.get("port"),
        "PGUSER": place.username,
        "PGPASSWORD": place.password,
    }
    env = os.environ | {name: str(value) for name, value in given.items() if value}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 (a program found by name, on our own arguments)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [messages.NO_REASON])[-1]
        raise BackupRefused(messages.failed(Path(command[0]).name, last))
    return done.stdout


def restore_postgresql(url: str, path: Path) -> None:
    """Put a PostgreSQL backup in the place of what is there, in one transaction.

    :raises BackupRefused: when it is not one, or does not go in; then nothing has changed.
    """
    place = make_url(url)
    _check_dump(path, place)
    options = [
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    ]
    run([program("pg_restore"), *options, f"--dbname={place.database or ''}", str(path)], place)


def refuse_while_served(url: str) -> None:
    """Refuse to exchange a database somebody else has open.

    :raises BackupRefused: when a server, or anybody, still holds it.
    """
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        others += " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        busy = (
            run([program("psql"), "--no-psqlrc", "--tuples-only", "--command", others], place).strip() != "0"
        )
    else:
        busy = Path(place.database or "").exists() and not _alone(Path(place.database or ""))
    if busy:
        raise BackupRefused(messages.IN_USE)


def _alone(database: Path) -> bool:
    """Leave the write-ahead log, which SQLite allows to the only connection there is."""
    try:
        with closing(pysqlite3.connect(database, timeout=0)) as old:
            return bool(old.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",))
    except pysqlite3.OperationalError:
        return False


def put_back_sqlite(database: Path, backup: Path, finish_restore: Callable[[Path], None]) -> Path | None:
    """Let a backup take the place of a SQLite database; return where the database before it is now.

    :param settle: brings the copy to the state it may be served in, before it takes the place.
    :raises BackupRefused: when it is not a sound backup; then nothing has changed.
    """
    with _beside(database) as new:
        shutil.copyfile(backup, new)
        check_sqlite(new)
        finish_restore(new)
        check_sqlite(new)
        aside = _set_aside(database)
        _to_disk(new)
        new.replace(database)
    _to_disk(database.parent)
    return aside


def _set_aside(database: Path) -> Path | None:
    """Keep the database there is under another name, while its place is never empty."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.before-{clock.now():%Y-%m-%dT%H%M%S}")
    os.link(database, aside)
    return aside
