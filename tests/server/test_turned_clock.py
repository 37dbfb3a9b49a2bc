# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every endpoint answers whoever comes back after a while: the use of her login is then to be noted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from server import clock
from server.accounts.models import Login
from server.storage import database
from tests.server.conftest import empty
from tests.server.people import Person
from tests.server.test_access_matrix import KNOCKERS, MATRIX, SPOIL, Scene

HOURS = [1, 13]  # a therapist's login rests after one, and is over after the other
PURPOSES = ["sign_in", "add", "proof", "second_factor"]


def nobody_was_here_since(app: Flask, hours: int) -> None:
    """Let all logins have been used last when the clock was not turned yet."""
    used = clock.now() - timedelta(hours=hours)
    with app.app_context(), database.writing() as session:
        session.execute(update(Login).values(last_used_at=used))


@pytest.mark.usefixtures("built_webapp")
@pytest.mark.parametrize("hours", HOURS)
def test_every_endpoint_answers_when_the_use_of_the_login_is_to_be_noted(
    app: Flask, later: Callable[[timedelta], None], hours: int
) -> None:
    scene = Scene(app)
    for (method, rule), row in MATRIX.items():
        for who in ("patient", "her therapist", "half login", "anonymous"):
            later(timedelta(hours=hours))
            nobody_was_here_since(app, hours)

            found = scene.knock(who, method, rule)

            assert found < 500, (who, method, rule)
            assert who != "patient" or (found == 401) == (row[KNOCKERS.index(who)] == 401), (method, rule)
            later(timedelta())
            if (method, rule) in SPOIL and found < 400:
                empty(app)
                scene = Scene(app)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_challenge_for_whoever_comes_back_does_not_freeze_the_server(
    app: Flask, ana: Person, later: Callable[[timedelta], None], purpose: str
) -> None:
    later(timedelta(hours=1))

    assert ana.post("/api/passkeys/challenges", json={"purpose": purpose}).status_code < 500
    ana.keep()  # the write lock is free again
