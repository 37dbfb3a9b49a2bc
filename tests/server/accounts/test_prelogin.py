# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/prelogin: the salt of a password, given to anyone who asks, known or not."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

import server
from server import create_app
from server.config import Settings
from server.http.wire import from_base64url
from server.secret import make_secret
from server.storage.database import db
from tests.server.conftest import close
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, random_text, registration, slot

OURS = str(Path(server.__file__).parent)


def salt(app: Flask, login: str) -> dict[str, object]:
    answer = app.test_client().post("/api/prelogin", json={"login": login})
    assert answer.status_code == 200
    return dict(answer.json)


@BOTH_DATABASES
def test_ana_gets_the_salt_of_her_password_slot(app: Flask, ana: Person) -> None:
    params = from_base64url(ana.body["slots"][0]["params"])

    told = salt(app, "ana")

    assert told["profile"] == 1
    assert from_base64url(str(told["salt16"])) == params[-16:]


def test_an_unknown_login_gets_an_answer_of_the_same_shape_that_stays(app: Flask, ana: Person) -> None:
    assert salt(app, "nobody") == salt(app, "nobody")
    assert salt(app, "nobody") != salt(app, "somebody")
    assert salt(app, "nobody").keys() == salt(app, "ana").keys()
    assert len(from_base64url(str(salt(app, "nobody")["salt16"]))) == 16


def test_the_made_up_salt_hangs_on_the_servers_secret(app: Flask, settings: Settings, tmp_path: Path) -> None:
    make_secret(tmp_path / "secret")
    other = create_app(replace(settings, secret_file=tmp_path / "secret"))

    assert salt(app, "nobody") != salt(other, "nobody")
    close(other)


def test_an_account_without_password_looks_like_nobodys(app: Flask) -> None:
    before = salt(app, "ana")
    body = registration("ana", slots=[slot("passkey", b"c" * 32), slot("recovery", b"")], auth_key=None)
    app.test_client().post("/api/accounts", json=body)

    assert salt(app, "ana") == before


@contextmanager
def listening(app: Flask) -> Iterator[list[str]]:
    """Every call our own code makes, and every statement the database gets, in their order."""
    heard: list[str] = []

    def on_call(frame: FrameType, event: str, called: Any) -> None:
        if frame.f_code.co_filename.startswith(OURS) and event in {"call", "c_call"}:
            heard.append(frame.f_code.co_qualname if event == "call" else f"{called}".partition(" at ")[0])

    def on_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", on_statement)
    sys.setprofile(on_call)
    try:
        yield heard
    finally:
        sys.setprofile(None)
        event.remove(engine, "before_cursor_execute", on_statement)


def work_of(app: Flask, path: str, body: dict[str, str]) -> list[str]:
    client = app.test_client()
    client.post(path, json=body)  # what is done only the first time is done
    with listening(app) as heard:
        client.post(path, json=body)
    return heard


@pytest.mark.parametrize(
    ("path", "more", "hashing"),
    [
        ("/api/prelogin", {}, "ServerSecret.unknown_salt"),
        ("/api/logins", {"auth_key": random_text(), "device": "x"}, "matches"),
        ("/api/logins/recovery", {"recovery_auth": random_text(), "device": "x"}, "matches"),
    ],
)
def test_known_and_unknown_are_the_same_work(
    app: Flask, ana: Person, path: str, more: dict[str, str], hashing: str
) -> None:
    known = work_of(app, path, {"login": "ana"} | more)
    unknown = work_of(app, path, {"login": "bea"} | more)

    assert known == unknown
    assert sum(step.startswith("SELECT") for step in known) == 1
    assert hashing in known


def test_mallory_finds_out_by_no_status_or_header_who_has_an_account(app: Flask, ana: Person) -> None:
    client = app.test_client()
    known = client.post("/api/logins", json={"login": "ana", "auth_key": random_text(), "device": "x"})
    unknown = client.post("/api/logins", json={"login": "nobody", "auth_key": random_text(), "device": "x"})

    assert code_of(known) == code_of(unknown) == (401, "wrong_login")
    assert known.data == unknown.data
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]


def test_a_throttled_door_says_how_long_to_wait(app_with: Callable[..., Flask]) -> None:
    client = app_with(rate_limits=True).test_client()

    for _ in range(60):
        client.post("/api/accounts", json={})
    answer = client.post("/api/accounts", json={})

    assert code_of(answer) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
