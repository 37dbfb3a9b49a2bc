# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps of the database: head equals the models, and each goes up and down with rows in it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pysqlite3
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, inspect, make_url, select, text
from sqlalchemy.event import listen

from server.config import Settings
from server.storage import schema_version
from tests.server.databases import BOTH_DATABASES

pytestmark = BOTH_DATABASES

STEPS = ["0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"]
KEYED_BY_THEMSELVES = {"alembic_version", "accounts", "enrolments", "challenges"}
ANA, THEO, PAIRING = str(uuid4()), str(uuid4()), str(uuid4())
NIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
ENVELOPE = b"\x01" + os.urandom(1104)

Rows = dict[str, list[dict[str, Any]]]


def account(account_id: str, role: str) -> dict[str, Any]:
    hashes = {"auth_hash": b"a" * 32, "recovery_hash": b"r" * 32}
    return {"id": account_id, "role": role, "login": f"{role}@home", "created_at": NIGHT, **hashes}


ROWS: dict[str, Rows] = {
    "0001": {
        "accounts": [account(ANA, "patient"), account(THEO, "therapist")],
        "slots": [
            {
                "account_id": ANA,
                "slot_id": str(uuid4()),
                "type": "recovery",
                "params": b"",
                "envelope": b"\x01" * 113,
            }
        ],
        "logins": [
            {
                "account_id": ANA,
                "login_id": str(uuid4()),
                "token_hash": b"t" * 32,
                "scope": "full",
                "device": "Anas Telefon ☾",
                "created_at": NIGHT,
                "last_used_at": NIGHT,
                "ends_at": NIGHT,
            }
        ],
        "enrolments": [{"token_hash": b"e" * 32, "expires_at": NIGHT, "used_by": THEO}],
        "streams": [{"account_id": ANA, "epoch": str(uuid4()), "head": 2**53 - 1}],
    },
    "0002": {
        "entries": [
            {
                "account_id": ANA,
                "entry_id": str(uuid4()),
                "revision": 2**53 - 1,
                "envelope": ENVELOPE,
                "deleted": False,
                "position": 1,
                "kept_at": NIGHT,
            }
        ]
    },
    "0003": {
        "invites": [
            {"therapist_id": THEO, "invite_id": str(uuid4()), "expires_at": NIGHT, "pairing_id": PAIRING}
        ],
        "pairings": [
            {
                "pairing_id": PAIRING,
                "therapist_id": THEO,
                "patient_id": ANA,
                "invite_id": str(uuid4()),
                "pk_patient": b"k" * 32,
                "tag": b"t" * 32,
                "hello": ENVELOPE,
                "state": "confirmed",
                "since": NIGHT,
            }
        ],
    },
    "0004": {
        "shares": [
            {
                "pairing_id": PAIRING,
                "share_id": str(uuid4()),
                "from_id": ANA,
                "to_id": THEO,
                "revision": 1,
                "envelope": envelope,
                "expires_at": None,
                "from_position": position,
                "to_position": position,
                "kept_at": NIGHT,
                "opened_at": NIGHT,
            }
            for position, envelope in enumerate([ENVELOPE, None])
        ],
        "ledger_events": [
            {
                "account_id": ANA,
                "position": 1,
                "event": "shared",
                "pairing_id": PAIRING,
                "share_id": None,
                "revision": None,
                "at": NIGHT,
            }
        ],
    },
    "0005": {
        "passkeys": [
            {
                "account_id": ANA,
                "passkey_id": str(uuid4()),
                "credential_id": b"c" * 64,
                "public_key": b"k" * 77,
                "sign_count": 2**32 - 1,
                "name": "Anas Schlüssel ☾",
                "created_at": NIGHT,
                "last_used_at": None,
            }
        ],
        "challenges": [
            {
                "challenge_hash": bytes([person]) * 32,
                "purpose": "sign_in",
                "account_id": account_id,
                "login_id": None,
                "expires_at": NIGHT,
            }
            for person, account_id in enumerate([ANA, None])
        ],
        "totps": [{"account_id": THEO, "sealed_secret": b"s" * 60, "last_step": 59_000_000}],
    },
    "0006": {},
    "0007": {},
    "0008": {},
    "0009": {},
    "0010": {},
}


@pytest.fixture
def blank(settings: Settings, dialect: str, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the dialect's kind."""
    if dialect == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'blank.sqlite3'}", module=pysqlite3)
        listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
        yield engine
        return
    url, name = make_url(settings.database_url), f"blank_{uuid4().hex}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(url.set(database=name))
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def config(connection: Connection) -> Config:
    made = schema_version.alembic_config()
    made.attributes["connection"] = connection
    return made


def move(engine: Engine, step: str, *, down: bool = False) -> None:
    with engine.begin() as connection:
        (command.downgrade if down else command.upgrade)(config(connection), step)


def put(engine: Engine, rows: Rows) -> None:
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name, values in rows.items():
            connection.execute(insert(tables.tables[name]), values)


def count(engine: Engine, rows: Rows) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {name: len(connection.execute(select(tables.tables[name])).all()) for name in rows}


def indexes_of(engine: Engine, table: str) -> list[str]:
    """The indexes of a table, with the conditions of partial ones as text."""
    return sorted(
        f"{index['name']} {index['column_names']} {index['unique']} "
        f"{[f'{name} {value}' for name, value in index.get('dialect_options', {}).items()]}"
        for index in inspect(engine).get_indexes(table)
    )


def test_the_newest_step_equals_the_models(blank: Engine) -> None:
    move(blank, "head")

    with blank.begin() as connection:
        command.check(config(connection))  # raises where a model has changed without a step


def test_there_is_one_line_of_steps(blank: Engine) -> None:
    assert schema_version.newest_version() == STEPS[-1] == list(ROWS)[-1]
    move(blank, "head")
    assert set(inspect(blank).get_table_names()) == {"alembic_version"} | {
        t for rows in ROWS.values() for t in rows
    }


def test_each_step_goes_up_and_down_with_rows_in_it(blank: Engine) -> None:
    for step in STEPS:
        move(blank, step)
        put(blank, ROWS[step])
    for step, below in zip(reversed(STEPS), [*reversed(STEPS[:-1]), "base"], strict=True):
        assert count(blank, ROWS[step]) == {name: len(rows) for name, rows in ROWS[step].items()}
        move(blank, below, down=True)
        assert not set(ROWS[step]) & set(inspect(blank).get_table_names())
    for step in STEPS:
        move(blank, step)
        put(blank, ROWS[step])


def test_a_step_leaves_the_rows_below_it_as_they_were(blank: Engine) -> None:
    before = {}
    for step in STEPS:
        move(blank, step)
        assert {name: count(blank, rows) for name, rows in before.items()} == {
            name: {table: len(values) for table, values in rows.items()} for name, rows in before.items()
        }
        put(blank, ROWS[step])
        before[step] = ROWS[step]


def test_every_table_of_an_account_starts_its_key_with_the_account_or_pairing(blank: Engine) -> None:
    move(blank, "head")
    first = {
        name: inspect(blank).get_pk_constraint(name)["constrained_columns"][0]
        for name in inspect(blank).get_table_names()
    }

    owned = {
        name: key
        for name, key in first.items()
        if name not in {"alembic_version", "accounts", "enrolments", "challenges"}
    }
    assert set(owned.values()) == {"account_id", "therapist_id", "pairing_id"}


def test_pairings_and_shares_outlive_the_change_of_their_keys(blank: Engine) -> None:
    for step in STEPS[:4]:
        move(blank, step)
        put(blank, ROWS[step])
    indexes = {name: indexes_of(blank, name) for name in ("shares", "pairings")}

    move(blank, "0005")

    assert count(blank, ROWS["0004"]) == {"shares": 2, "ledger_events": 1}
    assert inspect(blank).get_foreign_keys("pairings") == []
    assert [key["referred_table"] for key in inspect(blank).get_foreign_keys("shares")] == ["pairings"]
    assert {name: indexes_of(blank, name) for name in indexes} == indexes
    move(blank, "0004", down=True)
    assert count(blank, ROWS["0004"]) == {"shares": 2, "ledger_events": 1}
    assert len(inspect(blank).get_foreign_keys("pairings")) == 2


def test_a_therapists_older_logins_end_with_the_step_that_asks_for_a_second_factor(blank: Engine) -> None:
    move(blank, "0004")
    put(blank, ROWS["0001"])
    (ana,) = ROWS["0001"]["logins"]
    put(blank, {"logins": [ana | {"account_id": THEO, "token_hash": b"u" * 32}]})

    move(blank, "0005")

    with blank.connect() as connection:
        assert connection.execute(text("SELECT device FROM logins")).scalars().all() == [ana["device"]]


def test_which_revision_was_opened_is_taken_from_the_ledger(blank: Engine) -> None:
    move(blank, "0006")
    for step in STEPS[:3]:
        put(blank, ROWS[step])
    anew, once = ROWS["0004"]["shares"]
    (event,) = ROWS["0004"]["ledger_events"]
    later = NIGHT + timedelta(hours=1)
    put(blank, {"shares": [anew | {"revision": 3}, once]})
    opened = event | {"event": "opened", "share_id": anew["share_id"]}
    put(
        blank,
        {
            "ledger_events": [
                opened | {"position": 2, "revision": 1, "at": NIGHT},
                opened | {"position": 3, "revision": 2, "at": later},
            ]
        },
    )

    move(blank, "0007")

    with blank.connect() as connection:
        rows = connection.execute(text("SELECT share_id, opened_revision FROM shares")).all()
    assert {str(share_id): which for share_id, which in rows} == {anew["share_id"]: 2, once["share_id"]: 1}


def test_what_was_sealed_for_a_pairing_that_ended_before_goes(blank: Engine) -> None:
    move(blank, "0007")
    put(blank, ROWS["0001"])
    (live,) = ROWS["0003"]["pairings"]
    put(blank, {"pairings": [live, live | {"pairing_id": str(uuid4()), "state": "ended"}]})

    move(blank, "0008")

    with blank.connect() as connection:
        rows = connection.execute(text("SELECT state, pk_patient, tag, hello FROM pairings")).all()
    assert {row.state: (row.pk_patient, row.tag, row.hello) for row in rows} == {
        "confirmed": (live["pk_patient"], live["tag"], ENVELOPE),
        "ended": (bytes(32), bytes(32), b"\x01" + bytes(1104)),
    }


def test_what_an_account_takes_up_is_counted_from_what_is_there(blank: Engine) -> None:
    move(blank, "0009")
    for step in STEPS[:4]:
        put(blank, ROWS[step])
    (entry,) = ROWS["0002"]["entries"]
    (pairing,) = ROWS["0003"]["pairings"]
    deleted = entry | {"entry_id": str(uuid4()), "deleted": True, "position": 2}
    put(blank, {"entries": [deleted], "pairings": [pairing | {"pairing_id": str(uuid4()), "state": "ended"}]})
    put(blank, {"streams": [{"account_id": THEO, "epoch": str(uuid4()), "head": 0}]})

    move(blank, "0010")

    with blank.connect() as connection:
        rows = connection.execute(text("SELECT account_id, kept_bytes, kept_entries FROM streams")).all()
    sums = {str(row.account_id): (row.kept_bytes, row.kept_entries) for row in rows}
    # Two entries, two pairings and a share have an envelope; one share was taken back.
    assert sums == {ANA: (5 * len(ENVELOPE) + 256, 3), THEO: (0, 0)}
