# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking and restoring backups: with SQLite's online backup, or with PostgreSQL's own tools.

A backup holds the database and nothing else: not the server's secret, and never the
revocation log, which is only useful if it is newer than any backup.

After the file is restored, the newest migrations run, the revocation log is replayed, and
every feed starts a new epoch, so that each device uploads again what the backup lacks. On
SQLite all of this is done on a copy, which then replaces the database in one step; on
PostgreSQL pg_restore runs in one transaction, and a restore interrupted after it is simply
run again.
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
    """A backup that cannot be taken or restored; the message is one sentence."""


@dataclass(frozen=True)
class Backup:
    """A backup that was taken: its path and its size in bytes."""

    path: Path
    size: int


def take(url: str, path: Path) -> Backup:
    """Take a backup while the server runs; readable by its owner only.

    It is written to a temporary file, and moved into place once it was read back completely.

    :raises BackupRefused: when the file exists already, or the copy is damaged.
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
    """Yield a new file of mode 600 next to a path; it is removed afterwards if still there."""
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
    """Copy a consistent snapshot of a SQLite database while others write."""
    if not source.exists():
        raise BackupRefused(messages.no_database(source))
    with closing(pysqlite3.connect(source)) as one, closing(pysqlite3.connect(target)) as other:
        one.backup(other)
        other.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it


def check_sqlite(path: Path) -> None:
    """Check the integrity of a copy.

    :raises BackupRefused: when it is damaged or not a database of this server.
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
    """Check a dump's table of contents: if it is erased, pg_restore restores nothing and reports no error.

    :raises BackupRefused: when it is not a complete backup of this server.
    """
    with path.open("rb") as file:
        if file.read(len(POSTGRESQL_MAGIC)) != POSTGRESQL_MAGIC:
            raise BackupRefused(messages.not_a_backup(path.name, "PostgreSQL"))
    listed = run([program("pg_restore"), "--list", str(path)], place)
    if not all(f"TABLE DATA public {name} " in listed for name in ("alembic_version", "accounts", "entries")):
        raise BackupRefused(messages.damaged_or_foreign(path.name))


def run(command: list[str], place: URL) -> str:
    """Run one of PostgreSQL's programs on a database and return what it printed.

    The password is never in the arguments.

    :raises BackupRefused: when it fails, with the program's last lines of output.
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
    """Replace a PostgreSQL database by a backup, in one transaction.

    :raises BackupRefused: when it is not a backup or cannot be restored; then nothing has changed.
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
    """Refuse to replace a database that is in use.

    :raises BackupRefused: when a server or another program has it open.
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
    """Switch off write-ahead logging, which SQLite allows only to the sole connection."""
    try:
        with closing(pysqlite3.connect(database, timeout=0)) as old:
            return bool(old.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",))
    except pysqlite3.OperationalError:
        return False


def put_back_sqlite(database: Path, backup: Path, finish_restore: Callable[[Path], None]) -> Path | None:
    """Replace a SQLite database by a backup; return where the old database is now.

    :param settle: brings the copy to the state it may be served in, before the replacement.
    :raises BackupRefused: when the backup is damaged; then nothing has changed.
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
    """Keep the current database under another name too, so that its path never goes missing."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.before-{clock.now():%Y-%m-%dT%H%M%S}")
    os.link(database, aside)
    return aside
