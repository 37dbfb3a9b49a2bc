# SPDX-License-Identifier: AGPL-3.0-or-later
"""The headers on every response, and what is said when things go wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.http.guard import HEADERS
from tests.server.people import Person, code_of, sealed, some_id

ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/anything", 200),
    ("GET", "/assets/gone.js", 404),
    ("GET", "/healthz", 200),
    ("GET", "/api/docs", 200),
    ("GET", "/api/practice", 200),
    ("GET", "/api/account", 401),
    ("GET", "/api/nothing", 404),
    ("POST", "/api/nothing", 404),
    ("PATCH", "/api/account", 405),
    ("POST", "/api/prelogin", 415),
    ("OPTIONS", "/api/account", 200),
]


@pytest.mark.usefixtures("built_webapp")
@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_carries_the_headers(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)

    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert (answer.headers.get("Cache-Control") == "no-store") == path.startswith("/api")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_policy_allows_nothing_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; ")
    assert policy.endswith("require-trusted-types-for 'script'; trusted-types interlude")
    assert not [word for word in ("unsafe-inline", "'unsafe-eval'", "http:", "https:", "*") if word in policy]


@pytest.fixture
def falling(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An app with an endpoint that raises an error."""

    def fall(**_: Any) -> None:
        raise RuntimeError("ana's secret words")

    monkeypatch.setitem(app.view_functions, "accounts.show_practice", fall)
    return app


def test_a_fault_of_ours_tells_nothing_of_itself(falling: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    answer = falling.test_client().get("/api/practice")

    assert code_of(answer) == (500, "server_error")
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "secret words" not in answer.get_data(as_text=True)
    told = capfd.readouterr().err
    assert "secret words" not in told
    assert '"error": "RuntimeError"' in told


@pytest.mark.parametrize(
    ("method", "path", "problem"),
    [
        ("GET", "/api/nothing", (404, "not_found")),
        ("GET", "/api", (404, "not_found")),
        ("GET", "/api/entries/816c9dcd-b26d-47d2-a5cc-6cc3f5382965/x", (404, "not_found")),
        ("DELETE", "/api/entries", (405, "method_not_allowed")),
        ("POST", "/", (405, "method_not_allowed")),
        ("GET", "/api/account", (401, "not_signed_in")),
    ],
)
def test_what_goes_wrong_has_a_name(app: Flask, method: str, path: str, problem: tuple[int, str]) -> None:
    answer = app.test_client().open(path, method=method)

    assert code_of(answer) == problem
    assert answer.json.keys() == {"type", "title", "status", "code", "detail"}
    assert ("Allow" in answer.headers) == (problem[0] == 405)


def test_missing_and_not_yours_are_the_same_to_the_letter(ana: Person, mallory: Person) -> None:
    missing = mallory.delete(f"/api/logins/{some_id()}")
    not_hers = mallory.delete(f"/api/logins/{ana.login['login_id']}")

    assert missing.data == not_hers.data


def test_the_same_name_without_https_is_another_origin(ana: Person, app_with: Callable[..., Flask]) -> None:
    client = app_with(origins=("https://localhost",)).test_client()

    refused = client.post("/api/logins", json=ana.credentials(), headers={"Origin": "http://localhost"})
    taken = client.post("/api/logins", json=ana.credentials(), headers={"Origin": "https://localhost"})

    assert code_of(refused) == (403, "same_origin_required")
    assert taken.status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:9", "", "evil.example:80"]
)
@pytest.mark.parametrize("path", ["/", "/api/practice", "/api/docs", "/api/entries/", "//evil.example/.."])
def test_a_request_under_a_name_that_is_not_ours_is_refused(app: Flask, host: str, path: str) -> None:
    answer = app.test_client().get(path, headers={"Host": host, "X-Forwarded-Host": "localhost"})

    assert code_of(answer) == (421, "unknown_host")
    assert "evil" not in answer.get_data(as_text=True) + str(answer.headers)


def test_a_page_of_another_name_changes_nothing_though_host_and_origin_agree(ana: Person) -> None:
    headers = {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}

    assert code_of(ana.put(f"/api/entries/{some_id()}", json=sealed(), headers=headers)) == (
        421,
        "unknown_host",
    )
    assert ana.entries() == []


def test_a_probe_that_knows_no_name_is_told_how_the_server_is(app: Flask) -> None:
    for path in ("/healthz", "/readyz"):
        assert app.test_client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.usefixtures("built_webapp")
def test_no_address_redirects(app: Flask) -> None:
    for path in ("//evil.example", "/api//entries", "/api/entries/", "/assets/../..", "/journal/"):
        answer = app.test_client().get(path)
        assert not 300 <= answer.status_code < 400, path
        assert "Location" not in answer.headers
