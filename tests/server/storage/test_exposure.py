# SPDX-License-Identifier: AGPL-3.0-or-later
"""``flask exposure-report``: what a thief of this database would learn."""

from flask import Flask

from server.storage.database import Base
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person


def printed(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["exposure-report"])
    assert done.exit_code == 0, done.output
    return done.output


@BOTH_DATABASES
def test_it_tells_each_column_with_its_count(app: Flask, pair: Pair) -> None:
    pair.patient.keep()
    pair.share(pair.patient)

    report = printed(app)

    assert "accounts: 2 rows" in report
    assert "entries: 1 row\n" in report
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            assert f"  {column.name}: " in report, (table.name, column.name)


def test_it_says_that_login_and_device_names_are_seen(app: Flask, ana: Person) -> None:
    report = printed(app)

    assert "login names, readable" in report
    assert "called the device, readable" in report


def test_it_prints_nobodys_values(app: Flask) -> None:
    marked = Person(app, "qzxmarkedword")

    report = printed(app)

    assert "qzxmarkedword" not in report
    assert marked.account_id not in report


def test_whoever_adds_a_column_says_what_its_loss_would_tell() -> None:
    silent = [
        str(column) for table in Base.metadata.sorted_tables for column in table.columns if not column.info
    ]

    assert silent == []
