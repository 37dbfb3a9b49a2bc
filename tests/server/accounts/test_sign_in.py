# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/logins: sign in, by cookie or by bearer token."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from server.http.throttle import limiter, network_of
from server.storage.database import db
from tests.server.databases import BOTH_DATABASES
from tests.server.people import HOME, Browser, Person, code_of, random_text, sealed, some_id


def test_ana_signs_in_and_her_browser_carries_a_cookie_no_script_can_read(ana: Person) -> None:
    browser = Browser(ana)

    assert browser.signed_in.json.keys() == {"login_id", "account_id", "role", "needs"}
    assert browser.signed_in.json["needs"] is None
    cookie = browser.signed_in.headers["Set-Cookie"]
    assert cookie.startswith("interlude=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=7776000"} <= set(cookie.split("; "))
    assert browser.client.get("/api/account").json["login"] == "ana"


def test_over_https_the_cookie_is_bound_to_the_host(ana: Person, app_with: Callable[..., Flask]) -> None:
    client = app_with(origins=("https://interlude.example",)).test_client()
    headers = {"Host": "interlude.example", "Origin": "https://interlude.example"}

    answer = client.post("/api/logins", json=ana.credentials(), headers=headers)

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-interlude=")
    assert "Secure" in cookie.split("; ")
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_program_gets_a_bearer_token_and_no_cookie(ana: Person) -> None:
    answer = ana.client.post("/api/logins", json=ana.credentials(**{"as": "token"}))

    assert len(answer.json["token"]) == 43
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_key_is_refused(ana: Person) -> None:
    answer = ana.client.post("/api/logins", json=ana.credentials(auth_key=random_text()))

    assert code_of(answer) == (401, "wrong_login")


@pytest.mark.parametrize(
    "token",
    ["", "x", random_text(), random_text(31), "%00", "a" * 5000, random_text()[:-1] + "="],
    ids=["none", "letter", "unknown", "short", "percent", "endless", "padded"],
)
def test_a_made_up_token_opens_nothing(app: Flask, token: str) -> None:
    answer = app.test_client().get("/api/entries", headers={"Authorization": f"Bearer {token}"})

    assert code_of(answer) == (401, "not_signed_in")


@BOTH_DATABASES
def test_a_login_that_was_not_used_for_ninety_days_has_ended(
    ana: Person, later: Callable[[timedelta], None]
) -> None:
    later(timedelta(days=90, seconds=1))

    assert code_of(ana.get("/api/account")) == (401, "not_signed_in")


@pytest.mark.parametrize("device", ["", "x" * 81, "a\u0000b", "two\nlines", None, 7])
def test_a_device_name_is_one_line_of_text(ana: Person, device: object) -> None:
    answer = ana.client.post("/api/logins", json=ana.credentials(device=device))

    assert code_of(answer) == (422, "invalid_request")


def test_a_change_by_cookie_needs_proof_that_our_page_asks_for_it(ana: Person) -> None:
    browser, url = Browser(ana), f"/api/entries/{some_id()}"

    def keep(**headers: str) -> tuple[int, str | None]:
        answer = browser.client.put(url, json=sealed(b"x"), headers=headers)
        return answer.status_code, answer.json.get("code")

    assert keep() == (403, "same_origin_required")
    assert keep(Origin="https://evil.example") == (403, "same_origin_required")
    assert keep(Origin="null") == (403, "same_origin_required")
    assert keep(**{"Sec-Fetch-Site": "cross-site"}) == (403, "same_origin_required")
    assert keep(**{"Sec-Fetch-Site": "same-site", "Origin": HOME}) == (403, "same_origin_required")
    assert keep(**{"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"})[0] == 403
    assert keep(Origin=HOME)[0] == 200
    assert keep(**{"Sec-Fetch-Site": "same-origin"})[0] == 200


def test_a_page_of_somebody_else_cannot_even_sign_in(ana: Person) -> None:
    browser = Browser(ana, origin="https://evil.example")

    assert code_of(browser.signed_in) == (403, "same_origin_required")


RECOVERY = "/api/logins/recovery"


@pytest.mark.parametrize("path", ["/api/logins", RECOVERY])
def test_ana_is_let_in_whatever_strangers_tried_before_her(
    ana: Person, app_with: Callable[..., Flask], path: str
) -> None:
    client = app_with(rate_limits=True).test_client()
    limiter.reset()

    def sign_in(address: str, key: str) -> int:
        name = "recovery_auth" if path == RECOVERY else "auth_key"
        body = {"login": "ana", name: key, "device": "a new phone", "as": "token"}
        return client.post(path, json=body, environ_base={"REMOTE_ADDR": address}).status_code

    tries = [sign_in(f"203.0.113.{host}", random_text()) for host in range(7) for _ in range(10)]
    right = ana.body["recovery_auth" if path == RECOVERY else "auth_key"]

    assert tries == [401] * 60 + [429] * 10
    assert sign_in("198.51.100.7", right) == 200
    assert [sign_in("203.0.113.0", random_text()), sign_in("203.0.113.0", right)] == [429, 200]


def test_a_whole_ipv6_network_counts_as_one_address(ana: Person, app_with: Callable[..., Flask]) -> None:
    client = app_with(rate_limits=True).test_client()
    limiter.reset()

    def wrong(address: str) -> int:
        body = ana.credentials(auth_key=random_text())
        return client.post("/api/logins", json=body, environ_base={"REMOTE_ADDR": address}).status_code

    assert [wrong(f"2001:db8:1:2::{host:x}") for host in range(11)] == [401] * 10 + [429]
    assert [wrong("2001:db8:1:3::1"), wrong("203.0.113.9")] == [401, 401]
    assert [network_of("::ffff:203.0.113.9"), network_of("fe80::1%eth0")] == ["203.0.113.9", "fe80::/64"]


def test_signing_in_rightly_is_not_counted(ana: Person, app_with: Callable[..., Flask]) -> None:
    client = app_with(rate_limits=True).test_client()
    limiter.reset()

    tries = [client.post("/api/logins", json=ana.credentials(**{"as": "token"})) for _ in range(15)]

    assert {answer.status_code for answer in tries} == {200}


@pytest.mark.parametrize("who", ["ana", "theo"])
@BOTH_DATABASES
def test_finding_a_login_again_is_one_question_to_the_database(
    app: Flask, request: pytest.FixtureRequest, who: str
) -> None:
    person: Person = request.getfixturevalue(who)
    path = "/api/pairings"
    person.get(path)
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    person.get(path)
    event.remove(engine, "before_cursor_execute", hear)

    asked = [statement for statement in heard if not statement.startswith(("BEGIN", "UPDATE logins"))]
    assert len([statement for statement in asked if "FROM logins" in statement]) == 1
    assert len(asked) == 2  # the other one is the endpoint's own
