# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logs in which nobody can be found (server/http/logs.py)."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from server.journal import rules
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, envelope, sealed

MARKED = "qzxmarkedword"


@pytest.mark.usefixtures("built_webapp")
def test_a_request_full_of_marked_words_leaves_none_in_the_logs(
    app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    marked = Person(app, f"ana.{MARKED}")
    client = app.test_client()
    headers = {"User-Agent": MARKED, "Referer": f"http://localhost/{MARKED}", "X-Request-Id": MARKED}
    credentials = marked.credentials(device=MARKED)
    client.post("/api/logins", json=credentials, headers=headers | {"Origin": "http://localhost"})
    client.get(f"/api/entries?after={MARKED}", headers=headers)
    client.get(f"/{MARKED}/x?{MARKED}={MARKED}", headers=headers | {"Authorization": f"Bearer {MARKED}"})
    client.open(f"/api/{MARKED}", method=MARKED.upper(), headers=headers)
    client.post("/api/prelogin", data=MARKED, headers=headers)
    client.post("/api/prelogin", json={"login": MARKED, MARKED: MARKED}, headers=headers)
    marked.put(f"/api/entries/{marked.account_id}", json=sealed(MARKED.encode()))
    marked.put(f"/api/entries/{marked.account_id}", json=sealed(b"other", note=MARKED))

    told = "".join(capfd.readouterr())

    sent = [MARKED, MARKED.upper(), marked.account_id, marked.token, marked.body["auth_key"], "127.0.0.1"]
    assert [word for word in [*sent, envelope(MARKED.encode())[:40]] if word in told] == []
    assert told.count("\n") >= 10


def test_a_line_of_the_log_says_what_happened_and_nothing_more(
    app: Flask, ana: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    answer = ana.put(f"/api/entries/{ana.account_id}?x=1", json=sealed())

    line = json.loads(capfd.readouterr().err)

    assert line.keys() == {"event", "level", "timestamp", "method", "route", "status", "ms", "request_id"}
    assert (line["method"], line["route"]) == ("PUT", "/api/entries/<id:entry_id>")
    assert (line["status"], line["request_id"]) == (answer.status_code, answer.headers["X-Request-Id"])


def test_a_failed_sign_in_is_in_the_log_by_its_code_and_without_a_name(
    ana: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    ana.client.post("/api/logins", json=ana.credentials(auth_key="A" * 43))

    told = capfd.readouterr().err

    assert (json.loads(told)["status"], json.loads(told)["code"]) == (401, "wrong_login")
    assert f'"{ana.name}"' not in told


@BOTH_DATABASES
def test_a_database_that_fails_is_logged_without_its_values(
    app: Flask, ana: Person, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    broken = text("SELECT * FROM no_such_table WHERE name = 'qzxmarkedword'")
    monkeypatch.setattr(rules, "_AFTER", broken)

    answer = ana.get("/api/entries")

    told = "".join(capfd.readouterr())
    assert code_of(answer) in {
        (500, "server_error"),
        (503, "not_ready"),
    }  # PostgreSQL and SQLite name it apart
    assert MARKED not in told
    assert "no_such_table" not in told
    assert '"event": "fault"' in told
