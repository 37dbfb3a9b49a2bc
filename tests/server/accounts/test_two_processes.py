# SPDX-License-Identifier: AGPL-3.0-or-later
"""A login that one server process ends is refused by another: two real ones, one database."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.config import Settings
from tests.running import Running
from tests.server.databases import BOTH_DATABASES
from tests.signed_up import register, sign_in

pytestmark = BOTH_DATABASES

Two = tuple[Running, Running]


@pytest.fixture(scope="module")
def two(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    data: Path = tmp_path_factory.mktemp("two") / "data"
    data.mkdir()
    practice = data / "practice.json"
    practice.write_text(json.dumps({"name": "Practice", "registration": "open", "help": []}))
    url = None if settings.database_url.startswith("sqlite") else settings.database_url
    env = {"INTERLUDE_PRACTICE_FILE": str(practice)}
    with Running(data, database_url=url, env=env) as one:
        other = Running(data, database_url=url, env=env)
        other.start()
        try:
            yield one, other
        finally:
            other.kill()


def ask(running: Running, token: str, method: str, path: str, body: Any = None) -> int:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(running.url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(asked) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/api/logins/{tablet}"), ("DELETE", "/api/logins/others"), ("DELETE", "/api/account")],
)
def test_a_login_ended_through_one_process_is_refused_by_the_other_at_its_next_request(
    two: Two, method: str, path: str
) -> None:
    here, there = two
    ana = register(here, "patient")
    phone, tablet = sign_in(here, ana), sign_in(there, ana)
    for running in two:
        assert ask(running, tablet, "GET", "/api/entries") == 200
    body = {"proof": {"auth_key": ana["auth_key"]}} if path == "/api/account" else None

    assert ask(here, phone, method, path.format(tablet=id_of_the_other(there, phone)), body) == 204

    assert ask(there, tablet, "GET", "/api/entries") == 401


def id_of_the_other(running: Running, token: str) -> str:
    asked = urllib.request.Request(running.url + "/api/logins", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked) as answer:
        logins = json.load(answer)["logins"]
    return next(str(login["login_id"]) for login in logins if not login["current"])
