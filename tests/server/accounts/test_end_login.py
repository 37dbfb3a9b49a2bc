# SPDX-License-Identifier: AGPL-3.0-or-later
"""GET /api/logins, DELETE /api/logins/<id|current>: the devices, and ending one."""

from collections.abc import Callable
from datetime import timedelta

from server import clock
from server.accounts.logins.rules import hour
from server.clock import format_utc
from tests.server.databases import BOTH_DATABASES
from tests.server.people import HOME, Browser, Person, code_of, some_id

pytestmark = BOTH_DATABASES


def test_ana_sees_her_devices_and_which_one_she_holds(ana: Person) -> None:
    second = ana.sign_in()

    logins = ana.get("/api/logins").json["logins"]

    assert {login["login_id"]: login["current"] for login in logins} == {
        ana.login["login_id"]: True,
        second["login_id"]: False,
    }
    assert {login["device"] for login in logins} == {"a phone"}


def test_the_last_use_is_told_by_the_hour(ana: Person, later: Callable[[timedelta], None]) -> None:
    later(timedelta(hours=3))
    ana.get("/api/account")

    (login,) = ana.get("/api/logins").json["logins"]

    assert login["last_used_at"] == format_utc(hour(clock.now()))
    assert login["last_used_at"].endswith(":00:00Z")


def test_a_login_ended_on_another_device_is_refused_at_once(ana: Person) -> None:
    phone = ana.token
    tablet = ana.sign_in()

    assert ana.delete(f"/api/logins/{tablet['login_id']}").status_code == 204

    ana.token = tablet["token"]
    assert code_of(ana.get("/api/entries")) == (401, "not_signed_in")
    ana.token = phone
    assert ana.get("/api/entries").status_code == 200


def test_signing_out_ends_the_login_and_takes_the_cookie_back(ana: Person) -> None:
    browser = Browser(ana)
    kept = browser.client.get_cookie("interlude")

    answer = browser.client.delete("/api/logins/current", headers={"Origin": HOME})

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert kept is not None
    browser.client.set_cookie("interlude", kept.value)
    assert code_of(browser.client.get("/api/account")) == (401, "not_signed_in")


def test_a_stranger_cannot_end_anas_login(ana: Person, mallory: Person) -> None:
    answer = mallory.delete(f"/api/logins/{ana.login['login_id']}")

    assert code_of(answer) == (404, "not_found")
    assert code_of(mallory.delete(f"/api/logins/{some_id()}")) == (404, "not_found")
    assert ana.get("/api/account").status_code == 200


def test_all_other_devices_are_signed_out_at_once(ana: Person, mallory: Person) -> None:
    others = [ana.sign_in()["token"] for _ in range(3)]

    assert ana.delete("/api/logins/others").status_code == 204

    assert [login["current"] for login in ana.get("/api/logins").json["logins"]] == [True]
    for token in others:
        answer = ana.client.get("/api/account", headers={"Authorization": f"Bearer {token}"})
        assert code_of(answer) == (401, "not_signed_in")
    assert mallory.get("/api/account").status_code == 200
