# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database: declaring tables, opening it, reading and writing.

Reads and writes are blocks: ``with reading() as session`` and ``with writing() as
session``. A writing block commits at its end and rolls back on an exception; nothing else
in the server commits. The busiest endpoints use ``reading_rows`` and ``writing_rows``, the
same with a plain connection: a quarter less work than with the ORM's session.

No read or write may begin inside a write: it would wait for itself, on SQLite for the write lock
and on PostgreSQL for a connection. It always raises ``InsideWrite`` at once, even if it need not wait.
"""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

import pysqlite3  # type: ignore[import-untyped]
from flask import Flask, current_app
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, String, event, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from . import private, revocations

# 3.7.0 to 3.51.2 can lose a commit when the WAL is reset while another connection writes.
OLDEST_SQLITE = (3, 51, 3)
BUSY_TIMEOUT_MS = 10_000  # only for writers of other processes (the command line)
LONGEST_TURN = 10.0  # seconds a write waits for others of this process, or for a row lock of PostgreSQL
CHECKPOINT_TIMEOUT_MS = 500  # how long a checkpoint may hold up all writes

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL lost acknowledged commits in simulated power cuts
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "mmap_size = 0",
    "trusted_schema = OFF",
    "secure_delete = ON",  # withdrawn data does not stay in free pages
)

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Ids are lower-case UUID text everywhere in Python, checked at the edge (wire.Id): no
# conversion on the way in or out. PostgreSQL keeps them as its own 16-byte type.
Id = String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


class SqliteTooOld(Exception):
    """The linked SQLite has the WAL-reset fault; the server does not start with it."""


class InsideWrite(RuntimeError):
    """A programming error: a read or write was begun inside a write, and would wait for itself."""


class WritersBusy(Exception):
    """Other writes took too long; nothing of this one was kept."""


class Moment(TypeDecorator[datetime]):
    """A UTC time. SQLite stores no time zone, so it is removed and added again here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone, which could be a local time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the server."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


_thread = threading.local()  # whether this thread is inside a write

db = SQLAlchemy(session_options={"expire_on_commit": False})


def open_database(app: Flask, url: str, threads: int) -> None:
    """Create the app's engine, with exactly as many connections as threads.

    :raises SqliteTooOld: when the linked SQLite could lose a commit.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    options: dict[str, Any] = {"url": url, "hide_parameters": True}
    options |= {"poolclass": QueuePool, "pool_size": threads, "max_overflow": 0, "pool_timeout": 30}
    if sqlite:
        refuse_old_sqlite(pysqlite3.sqlite_version_info)
        private.tighten_database(Path(make_url(url).database or ""))
        options |= {"module": pysqlite3, "connect_args": {"check_same_thread": False}}
    else:
        lock_timeout = f"-c lock_timeout={int(LONGEST_TURN * 1000)}"
        options |= {"pool_pre_ping": True, "connect_args": {"options": lock_timeout}}
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    remove_async_teardown(app)
    app.extensions["interlude.writers"] = threading.Lock()
    if sqlite:
        with app.app_context():
            configure_sqlite(db.engine)


def exists() -> bool:
    """Whether the database exists; connecting to SQLite would create an empty one."""
    url = db.engine.url
    return url.get_backend_name() != "sqlite" or (url.database is not None and Path(url.database).is_file())


def remove_async_teardown(app: Flask) -> None:
    """Remove the teardown function for async connections, of which there are none.

    Flask would start a thread and an event loop for it at the end of each request, which is a
    quarter of the time of storing an entry.
    """
    app.teardown_appcontext_funcs = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]


def refuse_old_sqlite(version: tuple[int, ...]) -> None:
    """Stop before a SQLite with the WAL-reset fault touches a journal."""
    if version < OLDEST_SQLITE:
        raise SqliteTooOld(f"SQLite {'.'.join(map(str, version))} can lose a commit; 3.51.3 is the oldest")


def configure_sqlite(engine: Engine) -> None:
    """Configure every connection, and begin transactions explicitly: writes with BEGIN IMMEDIATE."""

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transaction on its own
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        driver: Any = (
            connection.connection.dbapi_connection
        )  # directly, without SQLAlchemy's statement handling
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing() -> Iterator[Session]:
    """Open a write: one transaction, committed at the end of the block.

    On SQLite there is one writer at a time; the others queue here, which is fairer and
    quicker than SQLite's own waiting. PostgreSQL orders writers by row locks (feed.py).
    """
    refuse_inside_write()
    session = db.session
    session.rollback()  # a read that is still open has an older snapshot
    with _writer_turn():
        try:
            revocations.discard_pending(session)
            session.connection(execution_options={"writes": True})
            yield session
            session.flush()
            revocations.before_commit(session)
            session.commit()
            revocations.after_commit(session)
        except BaseException:
            session.rollback()
            raise


@contextmanager
def reading() -> Iterator[Session]:
    """Open a read: one transaction, so that all reads in it are consistent."""
    refuse_inside_write()
    session = db.session
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def writing_rows() -> Iterator[Connection]:
    """Open a write for Core statements only."""
    with _writer_turn(), db.engine.connect() as connection, connection.execution_options(writes=True).begin():
        yield connection


@contextmanager
def reading_rows() -> Iterator[Connection]:
    """Open a read for Core statements only: one transaction, from the first statement to the end."""
    refuse_inside_write()
    with db.engine.connect() as connection:
        yield connection


def checkpoint_wal() -> None:
    """Empty SQLite's write-ahead log, in which the sealed bytes of deleted rows would remain.

    To be called after the commit. It waits a little for concurrent readers; if they take
    longer, the next call empties the log.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with _writer_turn(), closing(db.engine.raw_connection()) as connection:
        run = connection.cursor().execute
        run(f"PRAGMA busy_timeout = {CHECKPOINT_TIMEOUT_MS}")
        try:
            run("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            run(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def refuse_inside_write() -> None:
    """Refuse to begin a read or write inside a write of the same thread.

    :raises InsideWrite: when this thread is in a write.
    """
    if getattr(_thread, "writes", False):
        raise InsideWrite("begun inside a write: read what it needs before, or hand its session on")


@contextmanager
def _writer_turn() -> Iterator[None]:
    """Hold the write lock, of which there is one per process on SQLite.

    :raises InsideWrite: when this thread holds it already.
    :raises WritersBusy: when it is not free within ``LONGEST_TURN``.
    """
    refuse_inside_write()
    writers: threading.Lock | None = None
    if db.engine.dialect.name == "sqlite":
        writers = current_app.extensions["interlude.writers"]
        if not writers.acquire(timeout=LONGEST_TURN):
            raise WritersBusy
    _thread.writes = True
    try:
        yield
    finally:
        _thread.writes = False
        if writers is not None:
            writers.release()
