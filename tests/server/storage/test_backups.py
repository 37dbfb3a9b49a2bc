# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a backup while the server runs, and putting it back (server/storage/backups.py)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pysqlite3
import pytest
from flask import Flask

from interlude import Client, Note
from interlude.errors import NotSignedIn
from server.config import Settings
from server.storage import backups
from tests.running import ROOT, Running
from tests.server.databases import BOTH_DATABASES, Cluster
from tests.server.people import Person

pytestmark = BOTH_DATABASES

WORDS = "the door was blue"


@pytest.fixture
def server(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """A real server on a database of its own, on either dialect."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "practice.json").write_text('{"registration": "open"}')
    url = None
    if dialect == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.database("restored")
    with Running(data, database_url=url) as running:
        yield running


def refused(server: Running, *words: str) -> str:
    """An operator's command that is not carried out; gives back what it says."""
    command = [sys.executable, "-m", "flask", "--app", "server", *words]
    env = {**os.environ, **server.env}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def texts(client: Client) -> list[str]:
    return sorted(entry.content.text for entry in client.journal() if isinstance(entry.content, Note))


def end_the_lost_phone(client: Client) -> None:
    logins = client.connection.get("/api/logins")["logins"]
    (lost,) = [row["login_id"] for row in logins if row["device"] == "the lost phone"]
    client.connection.delete(f"/api/logins/{lost}")


def test_what_was_kept_since_comes_back_from_the_devices_and_what_was_ended_stays_ended(
    server: Running, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    with Client(server.url) as ana, Client(server.url) as lost, Client(server.url) as new_phone:
        told = ana.register("ana")
        lost.sign_in(told.login, told.password, device="the lost phone")
        ana.keep(Note(WORDS))
        assert str(backup) in server.flask("backup", str(backup)), "taken while the server runs"
        ana.keep(Note("kept after the backup"))
        end_the_lost_phone(ana)
        assert "Stop the server first" in refused(server, "restore", str(backup), "--yes")
        assert texts(ana) == [WORDS, "kept after the backup"][::-1], "nothing was changed by that"

        server.stop()
        assert "ended again" in server.flask("restore", str(backup), "--yes")
        server.start()

        assert texts(ana) == ["kept after the backup", WORDS]
        with pytest.raises(NotSignedIn):
            texts(lost)
        assert texts(new_phone.sign_in(told.login, told.password)) == texts(ana)


@pytest.fixture
def backup(app: Flask, settings: Settings, ana: Person, tmp_path: Path) -> Path:
    """A backup of a database in which Ana has one entry."""
    ana.keep(WORDS.encode())
    path = tmp_path / "backups" / "monday"
    backups.take(settings.database_url, path)
    return path


def check(settings: Settings, path: Path) -> None:
    """What restoring asks first; a PostgreSQL dump is put back for it, over what it was taken from."""
    if settings.database_url.startswith("sqlite"):
        backups.check_sqlite(path)
    else:
        backups.restore_postgresql(settings.database_url, path)


def test_a_backup_is_whole_for_its_owner_only_and_leaves_nothing_beside_it(
    backup: Path, settings: Settings
) -> None:
    assert [(path.name, path.stat().st_mode & 0o777) for path in backup.parent.iterdir()] == [
        ("monday", 0o600)
    ]
    check(settings, backup)


HARMS = {
    "cut": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "not a backup": lambda _: b"hello",
    "a page wiped": lambda whole: whole[:64] + bytes(8192) + whole[64 + 8192 :],
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_backup_is_refused_and_nothing_changes(
    backup: Path, settings: Settings, ana: Person, harm: str
) -> None:
    backup.write_bytes(HARMS[harm](backup.read_bytes()))

    with pytest.raises(backups.BackupRefused):
        check(settings, backup)

    assert len(ana.entries()) == 1


def test_an_old_backup_is_never_written_over(backup: Path, settings: Settings) -> None:
    before = backup.read_bytes()

    with pytest.raises(backups.BackupRefused, match="exists already"):
        backups.take(settings.database_url, backup)

    assert backup.read_bytes() == before


@pytest.mark.databases("sqlite")
def test_the_database_before_is_kept_and_a_copy_that_cannot_be_settled_changes_nothing(
    backup: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there.sqlite3"
    backups.copy_sqlite(backup, there)
    with pysqlite3.connect(there) as now:
        now.execute("UPDATE accounts SET login = 'ana-of-today'")

    def fails(_copy: Path) -> None:
        raise backups.BackupRefused("It could not be brought to today.")

    with pytest.raises(backups.BackupRefused):
        backups.put_back_sqlite(there, backup, fails)
    assert names(there) == ["ana-of-today"]

    aside = backups.put_back_sqlite(there, backup, lambda _copy: None)

    assert aside is not None
    assert (names(there), names(aside)) == (["ana"], ["ana-of-today"])


def names(database: Path) -> list[str]:
    with pysqlite3.connect(database) as opened:
        return [login for (login,) in opened.execute("SELECT login FROM accounts")]
