# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup was restored: the operator says so, and every device learns it from the epoch."""

from flask import Flask

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person

pytestmark = BOTH_DATABASES


def test_after_a_restored_backup_every_feed_begins_anew_and_loses_nothing(
    app: Flask, ana: Person, mallory: Person
) -> None:
    before = [person.get("/api/account").json for person in (ana, mallory)]

    told = app.test_cli_runner().invoke(args=["begin-new-epoch"])

    after = [person.get("/api/account").json for person in (ana, mallory)]
    assert told.exit_code == 0
    assert "begin anew" in told.output
    assert len({account["epoch"] for account in before + after}) == 4
    assert [account["head"] for account in after] == [account["head"] for account in before]
