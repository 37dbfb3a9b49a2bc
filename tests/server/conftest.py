# SPDX-License-Identifier: AGPL-3.0-or-later
"""An app on a clean database for each test, and the people.

A test runs on SQLite. It runs on PostgreSQL as well where it, or its file, is marked with
``BOTH_DATABASES`` (workers.py): what can come out differently there. That is what locks, races,
constraints, cascades, types and migrations do, backups, and one walk through every
endpoint (test_access_matrix.py). Whatever SQL the server says to PostgreSQL is said by
a test so marked; what is refused before it reaches a database needs one database only.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from server import clock, create_app
from server.cli import upgrade
from server.config import Practice, Settings
from server.secret import make_secret
from server.storage import database
from server.storage.database import Base, db
from tests.server.databases import DIALECTS, REDIS, Cluster, postgresql_programs
from tests.server.people import Pair, Person


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once on each database it, or else its file, is marked for."""
    if "dialect" not in metafunc.fixturenames:
        return
    marked = metafunc.definition.get_closest_marker("databases")
    lanes = [
        pytest.param(name, marks=[pytest.mark.postgresql] if name == "postgresql" else [])
        for name in (marked.args if marked else ["sqlite"])
    ]
    metafunc.parametrize("dialect", lanes, indirect=True, scope="session")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "postgresql" not in DIALECTS:
        terminalreporter.write_line("server: no PostgreSQL server found, so its tests were left out")
    if REDIS is None:
        terminalreporter.write_line("server: no redis-server found, so counting together was left out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only PostgreSQL or Redis can show, where there is none; the summary says so."""
    missing = [*(["postgresql"] * ("postgresql" not in DIALECTS)), *(["redis"] * (REDIS is None))]
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in missing)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    programs = postgresql_programs()
    assert programs is not None
    started = Cluster(programs)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def in_memory() -> Path | None:
    """A folder in memory, where there is one: the same SQLite settings, without waiting for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 (mkdtemp makes a folder of our own in it)
    if not os.access(memory, os.W_OK):
        return None
    home = Path(tempfile.mkdtemp(prefix="interlude", dir=memory))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


@pytest.fixture(scope="session")
def settings(
    dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    home = in_memory() or tmp_path_factory.mktemp(dialect)
    url = f"sqlite:///{home / 'interlude.sqlite3'}"
    if dialect == "postgresql":
        url = request.getfixturevalue("cluster").url()
    made = Settings(
        database_url=url,
        secret_file=home / "secret",
        webapp=home / "webapp",
        origins=("http://localhost",),
        practice=Practice(registration="open"),
        rate_limits=False,
    )
    make_secret(made.secret_file)
    return made


@pytest.fixture(scope="session")
def dialect_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        upgrade()
    yield app
    close(app)


@pytest.fixture
def app(dialect_app: Flask) -> Flask:
    empty(dialect_app)
    return dialect_app


@pytest.fixture
def app_with(app: Flask, settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Another app on the same clean database, with other settings."""
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        made.append(create_app(replace(settings, **changes)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for other in made:
        close(other)


def empty(app: Flask) -> None:
    with app.app_context(), database.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())


def close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def ana(app: Flask) -> Person:
    return Person(app, "ana")


@pytest.fixture
def bea(app: Flask) -> Person:
    return Person(app, "bea")


@pytest.fixture
def mallory(app: Flask) -> Person:
    """She has an account and no business here."""
    return Person(app, "mallory")


@pytest.fixture
def theo(app: Flask) -> Person:
    return Person(app, "theo", "therapist")


@pytest.fixture
def ulla(app: Flask) -> Person:
    return Person(app, "ulla", "therapist")


@pytest.fixture
def pair(ana: Person, theo: Person) -> Pair:
    return Pair(ana, theo)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Turn the server's clock forward."""
    real = clock.now

    def turn(by: timedelta) -> None:
        def turned() -> datetime:
            return real() + by

        monkeypatch.setattr(clock, "now", turned)

    return turn


@pytest.fixture
def built_webapp(settings: Settings) -> Path:
    """A web app as the build leaves it, in small."""
    folder = settings.webapp
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text("<!doctype html><title>Interlude</title>")
    (folder / "assets" / "app-1a2b.js").write_text("export {}")
    (folder / "sw.js").write_text("self.skip = 1")
    (folder / "manifest.webmanifest").write_text("{}")
    return folder
