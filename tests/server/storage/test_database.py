# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the database is opened, read and written (server/storage, server/cli.py)."""

import os
import stat
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from server import create_app
from server.accounts.authentication import anybody
from server.config import Settings
from server.secret import make_secret
from server.storage import database, schema_version
from server.storage.database import InsideWrite, Moment, SqliteTooOld, db, refuse_old_sqlite
from tests.running import free_port
from tests.server.conftest import close
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, envelope, registration, sealed, some_id

pytestmark = BOTH_DATABASES

Block = Callable[[], AbstractContextManager[Any]]


@pytest.mark.parametrize("version", [(3, 51, 2), (3, 40, 1), (3, 7, 0)])
def test_a_sqlite_that_can_lose_a_commit_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(SqliteTooOld):
        refuse_old_sqlite(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_a_newer_one_is_taken(version: tuple[int, ...]) -> None:
    refuse_old_sqlite(version)


def test_an_acknowledged_commit_is_on_the_disk(app: Flask, dialect: str) -> None:
    with app.app_context(), database.reading() as session:
        if dialect == "sqlite":
            asked = ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "busy_timeout")
            found = [session.scalar(text(f"PRAGMA {name}")) for name in asked]
            assert found == ["wal", 2, 1, 0, 10_000]
        else:
            assert session.scalar(text("SHOW synchronous_commit")) == "on"


def test_no_request_starts_an_event_loop(app: Flask) -> None:
    assert [close for close in app.teardown_appcontext_funcs if iscoroutinefunction(close)] == []


def test_a_writing_block_that_fails_leaves_nothing(app: Flask, ana: Person) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.execute(text("DELETE FROM slots"))
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        fail()

    assert len(ana.get("/api/slots").json["slots"]) == 2
    ana.keep()  # the write lock is free again


def test_a_time_without_zone_is_refused_and_others_become_utc() -> None:
    there, noon = Moment(), datetime(2026, 11, 22, 12, tzinfo=UTC)

    with pytest.raises(ValueError, match="zone"):
        there.process_bind_param(datetime(2026, 11, 22, 12), sqlite.dialect())  # noqa: DTZ001 (the point)
    assert there.process_result_value(noon.replace(tzinfo=None), sqlite.dialect()) == noon
    assert there.process_result_value(noon, postgresql.dialect()) == noon


def test_the_server_lives_and_is_ready(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/healthz").json == {"live": True}
    assert client.get("/readyz").json == {"ready": True}


def test_without_secret_or_tables_it_lives_but_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    blank = f"sqlite:///{tmp_path / 'blank.sqlite3'}"
    without_tables = create_app(replace(settings, database_url=blank))
    without_secret = create_app(replace(settings, secret_file=tmp_path / "none"))

    for app in (without_tables, without_secret):
        assert app.test_client().get("/healthz").status_code == 200
        assert code_of(app.test_client().get("/readyz")) == (503, "not_ready")
        close(app)


def test_a_new_practice_needs_three_commands(settings: Settings, tmp_path: Path) -> None:
    home = tmp_path / "data"
    url = f"sqlite:///{home / 'interlude.sqlite3'}"
    app = create_app(replace(settings, database_url=url, secret_file=home / "secret"))
    run = app.test_cli_runner().invoke

    said = [
        run(args=[command]).output.strip() for command in ("make-secret", "make-secret", "upgrade-database")
    ]
    link = run(args=["enrol-therapist", "--link", "http://127.0.0.1:8000/"]).output.strip()
    token = run(args=["enrol-therapist"]).output.strip()

    assert said[:2] == ["The secret was made.", "There is a secret already; it wasn't changed."]
    assert said[2] == f"The database is at step {schema_version.newest_version()}."
    assert link.startswith("http://127.0.0.1:8000/enrol#")
    assert len(token) == len(link.partition("#")[2]) == 43
    assert app.test_client().get("/readyz").status_code == 200
    close(app)


def test_the_first_therapist_is_enrolled_by_command_until_there_is_one(app: Flask) -> None:
    def enrol_first() -> str:
        return str(app.test_cli_runner().invoke(args=["enrol-therapist", "--first"]).output).strip()

    lost, token = enrol_first(), enrol_first()
    body = registration("theo", "therapist", enrolment=token)

    assert len(lost) == len(token) == 43
    assert app.test_client().post("/api/accounts", json=body).status_code == 201
    assert enrol_first() == ""


def test_a_patient_is_no_first_therapist(app: Flask, ana: Person) -> None:
    done = app.test_cli_runner().invoke(args=["enrol-therapist", "--first", "--link", "https://ours.example"])

    assert done.output.startswith("https://ours.example/enrol#")


def test_upgrading_again_changes_nothing(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["upgrade-database"])

    assert (done.exit_code, done.output) == (
        0,
        f"The database is at step {schema_version.newest_version()}.\n",
    )


def test_shares_that_are_over_are_ended_by_command(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["expire-shares"]).output == "0 shares had ended.\n"


def test_on_a_full_disk_nothing_is_lost_and_keeping_works_again_later(
    settings: Settings, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'full.sqlite3'}"
    app = create_app(replace(settings, database_url=url, threads=1))
    app.test_cli_runner().invoke(args=["upgrade-database"])
    ana = Person(app, "ana")
    before, another = ana.keep(b"before"), sealed(envelope=envelope(size=65_536))
    path = f"/api/entries/{some_id()}"

    hold_pages(app, 1)
    full = ana.put(path, json=another)
    hold_pages(app, 1_000_000)

    assert code_of(full) == (503, "not_ready")
    assert full.headers["Retry-After"] == "30"
    assert [entry["entry_id"] for entry in ana.entries()] == [before]
    assert ana.put(path, json=another).json["position"] == 2
    close(app)


def hold_pages(app: Flask, most: int) -> None:
    """Limit SQLite's file to so many pages, but no fewer than it has, as if the disk were full."""
    with app.app_context(), database.reading() as session:
        session.execute(text(f"PRAGMA max_page_count = {most}"))


def test_figures_are_counted_by_route_on_a_port_of_their_own(app_with: Callable[..., Flask]) -> None:
    port = free_port()
    app = app_with(metrics_port=port)
    app.test_client().get("/api/practice?who=ana")

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        metrics = answer.read().decode()

    assert 'interlude_requests_total{method="GET",route="/api/practice",status="200"} 1.0' in metrics
    assert "ana" not in metrics


def test_the_pool_holds_as_many_connections_as_threads(app: Flask, settings: Settings) -> None:
    with app.app_context():
        assert db.engine.pool.size() == settings.threads  # type: ignore[attr-defined]


def test_an_empty_file_is_not_a_secret(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    assert not make_secret(tmp_path / "secret")
    app = create_app(replace(settings, secret_file=tmp_path / "secret"))

    assert code_of(app.test_client().get("/readyz")) == (503, "not_ready")
    close(app)


WRITES = [database.writing, database.writing_rows]
ALL_BLOCKS = [*WRITES, database.reading, database.reading_rows]


@pytest.mark.parametrize("inner", ALL_BLOCKS)
@pytest.mark.parametrize("outer", WRITES)
def test_nothing_begins_inside_a_write(app: Flask, outer: Block, inner: Block) -> None:
    with app.app_context():
        with outer(), pytest.raises(InsideWrite), inner():
            pass
        with outer():  # the write lock is free again
            pass


def test_who_asks_is_known_before_a_write_begins(app: Flask) -> None:
    with app.test_request_context(), database.writing(), pytest.raises(InsideWrite):
        anybody()


def test_a_write_whose_turn_does_not_come_is_refused_and_can_be_sent_again(
    app: Flask, ana: Person, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    if dialect != "sqlite":
        return  # rows are waited for there, see the next test
    monkeypatch.setattr(database, "LONGEST_TURN", 0.01)
    entry_id, writers = some_id(), app.extensions["interlude.writers"]

    with writers:
        refused = ana.put(f"/api/entries/{entry_id}", json=sealed(b"words"))
        read = ana.get("/api/entries")

    assert code_of(refused) == (503, "busy")
    assert refused.headers["Retry-After"] == "5"
    assert read.status_code == 200
    assert ana.put(f"/api/entries/{entry_id}", json=sealed(b"words")).status_code == 200


def test_no_row_of_postgresql_is_waited_for_without_end(app: Flask, dialect: str) -> None:
    with app.app_context(), database.reading() as session:
        assert dialect == "sqlite" or session.scalar(text("SHOW lock_timeout")) == "10s"


def test_a_lost_secret_is_not_replaced_beside_accounts_without_a_word(
    app: Flask, ana: Person, app_with: Callable[..., Flask], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    there = app_with(secret_file=secret)
    run = there.test_cli_runner().invoke

    refused = run(args=["make-secret"])

    assert (refused.exit_code, secret.exists()) == (1, False)
    assert "Put the file back" in refused.output
    assert code_of(there.test_client().get("/readyz")) == (503, "not_ready")
    assert run(args=["make-secret", "--anew"]).exit_code == 0
    assert run(args=["make-secret"]).output.strip() == "There is a secret already; it wasn't changed."


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}


def test_only_its_owner_reads_what_a_server_keeps_whatever_the_umask(
    settings: Settings, tmp_path: Path
) -> None:
    home = tmp_path / "data"
    home.mkdir(mode=0o755)
    database_file = home / "interlude.sqlite3"
    for name in ("interlude.sqlite3", "interlude.sqlite3-wal"):
        (home / name).touch(0o644)
    before = os.umask(0)
    try:
        changes = {"database_url": f"sqlite:///{database_file}", "secret_file": home / "secret", "data": home}
        app = create_app(replace(settings, **changes))  # type: ignore[arg-type]
        assert set(modes(home).values()) == {0o700, 0o600}, "an earlier release left them readable"
        new = home / "new"
        changes = {"database_url": f"sqlite:///{new / 'x.sqlite3'}", "secret_file": new / "secret"}
        other = create_app(replace(settings, **changes, revocations=new / "denials"))  # type: ignore[arg-type]
        run = other.test_cli_runner().invoke
        for command in (["make-secret"], ["upgrade-database"], ["backup", str(new / "backup")]):
            assert run(args=command).exit_code == 0
        with other.app_context(), database.writing() as session:
            session.execute(text("DELETE FROM accounts"))
            found = modes(new)
    finally:
        os.umask(before)
    assert found.pop("new") == 0o700
    assert set(found) >= {"x.sqlite3", "x.sqlite3-wal", "x.sqlite3-shm", "secret", "backup"}
    assert set(found.values()) == {0o600}
    for made in (app, other):
        close(made)
