# SPDX-License-Identifier: AGPL-3.0-or-later
"""A therapist's two steps: codes, passkeys, half logins, and signing in again."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from threading import Thread
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server import clock
from server.accounts.models import Totp
from server.accounts.second_factor.codes import step_of, use_code
from server.http.problems import WrongCode
from server.http.throttle import limiter
from server.secret import ServerSecret
from server.storage import database
from tests.server.accounts.test_replace_keys import recover
from tests.server.authenticator import (
    PRESENT,
    add,
    authenticator_of,
    by_key,
    by_passkey,
    challenge,
    new_passkey,
    sign_in,
)
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Browser, Person, code_of, random_text

STEP = 30
GIVE = "/api/logins/current/second-factor"
CODES = "/api/second-factor/totp"


def half(person: Person) -> Person:
    """The same person on a device where she gave her password only."""
    other = copy(person)
    other.token = person.begin_login()["token"]
    return other


def enrolled(app: Flask) -> Person:
    """A therapist who registered and set up nothing yet."""

    class Newcomer(Person):
        def give_second_factor(self, login: dict[str, Any]) -> None:
            """Not yet."""

    return Newcomer(app, "nora", "therapist")


def codes(person: Person, **changes: Any) -> dict[str, Any]:
    return {"proof": by_key(person), "secret": person.totp, "code": person.code()} | changes


def test_a_patient_signs_in_in_one_step(ana: Person) -> None:
    assert ana.begin_login()["needs"] is None
    assert ana.get("/api/second-factor").json == {"totp": False, "passkeys": 0, "required": False}


def test_a_new_therapist_sets_up_an_authenticator_app_and_is_in(app: Flask) -> None:
    nora = enrolled(app)
    assert nora.login["needs"] == "second_factor_setup"
    assert nora.get("/api/second-factor").json == {"totp": False, "passkeys": 0, "required": True}
    assert code_of(nora.get("/api/entries")) == (403, "second_factor_required")

    assert nora.put(CODES, json=codes(nora)).status_code == 204

    assert nora.get("/api/entries").status_code == 200
    assert nora.get("/api/second-factor").json == {"totp": True, "passkeys": 0, "required": True}
    assert nora.begin_login()["needs"] == "second_factor"


def test_a_new_therapist_may_set_up_a_passkey_instead(app: Flask) -> None:
    nora = enrolled(app)

    held, _ = add(nora)

    assert nora.get("/api/account").status_code == 200
    assert nora.begin_login()["needs"] == "second_factor"
    assert sign_in(nora, held).json["needs"] is None


def test_a_password_and_a_code_are_a_whole_login(theo: Person) -> None:
    login = half(theo)

    answer = login.post(GIVE, json={"code": theo.code()})

    assert (answer.status_code, answer.json["needs"]) == (200, None)
    assert answer.json["account_id"] == theo.account_id
    assert login.get("/api/shares").status_code == 200
    assert login.post(GIVE, json={"code": "000000"}).json == answer.json  # a repeated request changes nothing


def test_a_password_and_a_passkey_are_a_whole_login(theo: Person) -> None:
    held, _ = add(theo)
    login = half(theo)

    answer = login.post(GIVE, json={"credential": held.get(challenge(login, "second_factor"))})

    assert answer.json["needs"] is None
    assert login.get("/api/shares").status_code == 200


def test_a_half_login_does_nothing_but_become_whole_or_end(theo: Person) -> None:
    login = half(theo)

    for method, path in (
        ("GET", "/api/account"),
        ("GET", "/api/slots"),
        ("GET", "/api/passkeys"),
        ("GET", "/api/logins"),
    ):
        assert code_of(login.ask(method, path)) == (403, "second_factor_required")
    proof = login.post("/api/passkeys/challenges", json={"purpose": "proof"})
    assert code_of(proof) == (403, "second_factor_required")
    assert login.delete("/api/logins/current").status_code == 204
    assert code_of(login.get("/api/second-factor")) == (401, "not_signed_in")


def test_who_knows_the_password_cannot_set_up_a_second_factor_where_there_is_one(theo: Person) -> None:
    login, held = half(theo), authenticator_of(theo)

    new_app = login.put(CODES, json=codes(theo, secret=pyotp.random_base32()))
    new_key = login.post("/api/passkeys", json=new_passkey(login, held))

    assert code_of(new_app) == code_of(new_key) == (403, "second_factor_required")
    assert code_of(login.get("/api/account")) == (403, "second_factor_required")


def test_who_knows_the_password_adds_no_passkey_beside_one_that_is_the_only_second_factor(app: Flask) -> None:
    nora = enrolled(app)
    add(nora)
    mallory = half(nora)

    answer = mallory.post("/api/passkeys", json=new_passkey(mallory, authenticator_of(nora)))

    assert code_of(answer) == (403, "second_factor_required")
    assert code_of(mallory.get("/api/account")) == (403, "second_factor_required")
    assert nora.get("/api/second-factor").json["passkeys"] == 1


def test_saying_again_what_made_another_login_whole_makes_this_one_no_whole_one(app: Flask) -> None:
    nora = enrolled(app)
    said = new_passkey(nora, authenticator_of(nora))
    assert nora.post("/api/passkeys", json=said).status_code == 201
    mallory = half(nora)

    mallory.post("/api/passkeys", json=said)

    assert code_of(mallory.get("/api/account")) == (403, "second_factor_required")


def test_a_first_passkey_needs_the_password_once_more_and_a_person_who_was_verified(app: Flask) -> None:
    nora = enrolled(app)
    held = authenticator_of(nora)
    guessed = new_passkey(nora, held) | {"proof": {"auth_key": random_text()}}
    unverified = new_passkey(nora, authenticator_of(nora, flags=PRESENT))

    assert code_of(nora.post("/api/passkeys", json=guessed)) == (403, "proof_refused")
    assert code_of(nora.post("/api/passkeys", json=unverified))[1] == "passkey_refused"
    assert nora.get("/api/second-factor").json["passkeys"] == 0
    assert code_of(nora.get("/api/account")) == (403, "second_factor_required")


@BOTH_DATABASES
def test_of_two_half_logins_at_the_same_moment_one_sets_up_and_the_other_does_not(app: Flask) -> None:
    """Whoever stole the password and is as quick as she is still brings in one key at most."""
    nora = enrolled(app)
    devices = [half(nora), half(nora)]
    said = [new_passkey(device, authenticator_of(nora)) for device in devices]
    answers = []

    def send(device: Person, body: dict[str, Any]) -> None:
        device.client = app.test_client()
        answers.append(device.post("/api/passkeys", json=body).status_code)

    threads = [Thread(target=send, args=pair) for pair in zip(devices, said, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [201, 403]


def test_a_half_login_is_over_in_a_quarter_of_an_hour(
    theo: Person, later: Callable[[timedelta], None]
) -> None:
    login = half(theo)

    later(timedelta(minutes=15))

    assert code_of(login.post(GIVE, json={"code": theo.code()})) == (401, "not_signed_in")


def test_a_code_works_once(theo: Person) -> None:
    code = theo.code()
    assert half(theo).post(GIVE, json={"code": code}).status_code == 200

    assert code_of(half(theo).post(GIVE, json={"code": code})) == (401, "wrong_code")


@BOTH_DATABASES
def test_a_code_sent_twice_at_once_works_once(app: Flask, theo: Person) -> None:
    code, answers = theo.code(), []
    devices = [half(theo), half(theo)]

    def give(device: Person) -> None:
        device.client = app.test_client()
        answers.append(device.post(GIVE, json={"code": code}).status_code)

    threads = [Thread(target=give, args=[device]) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 401]


@pytest.mark.databases("postgresql")  # SQLite has one writer at a time anyway
def test_a_code_is_held_by_who_gave_it_first_until_that_is_decided(app: Flask, theo: Person) -> None:
    code, secret = theo.code(), app.extensions["interlude.secret"]
    with (
        app.app_context(),
        Session(database.db.engine) as first,
        Session(database.db.engine) as second,
    ):
        use_code(first, secret, theo.account_id, code)

        second.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            use_code(second, secret, theo.account_id, code)
        second.rollback()

        first.commit()
        with pytest.raises(WrongCode):
            use_code(second, secret, theo.account_id, code)


def test_an_older_code_than_the_last_is_refused(theo: Person, later: Callable[[timedelta], None]) -> None:
    later(timedelta(minutes=5))
    now = int(clock.now().timestamp()) // STEP
    app_of_theo = pyotp.TOTP(theo.totp)
    assert half(theo).post(GIVE, json={"code": app_of_theo.generate_otp(now)}).status_code == 200

    older = half(theo).post(GIVE, json={"code": app_of_theo.generate_otp(now - 1)})

    assert code_of(older) == (401, "wrong_code")


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    secret = pyotp.random_base32()
    now = int(clock.now().timestamp()) // STEP

    right = {
        off: step_of(secret, pyotp.TOTP(secret).generate_otp(now + off), after=0) for off in range(-3, 4)
    }

    near = {off for off, step in right.items() if step is not None}
    assert {-1, 0, 1} <= near | {-2, 2}  # the half minute may turn while this runs
    assert not near & {-3, 3}


def test_codes_are_those_of_rfc_6238(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now().replace(year=2005, month=3, day=18, hour=1, minute=58, second=29)
    monkeypatch.setattr(clock, "now", lambda: moment)
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # 12345678901234567890, appendix B

    assert step_of(secret, "081804", after=0) == 0x23523EC


def test_wrong_second_factors_are_told_alike(theo: Person, ulla: Person) -> None:
    held, _ = add(theo)
    hers, _ = add(ulla)
    login = half(theo)
    wrong = [
        {"code": "000000"},
        {"credential": held.get(challenge(theo, "proof"))},
        {"credential": held.get(challenge(half(ulla), "second_factor"))},
        {"credential": held.get(challenge(half(theo), "second_factor"))},
        {"credential": hers.get(challenge(login, "second_factor"))},
        {"credential": held.get(challenge(login, "second_factor"), flags=PRESENT)},
    ]
    for given in wrong:
        assert code_of(login.post(GIVE, json=given)) == (401, "wrong_code")
    assert code_of(login.post(GIVE, json={})) == (422, "invalid_request")
    assert code_of(login.get("/api/account")) == (403, "second_factor_required")


@pytest.mark.parametrize(
    "change",
    [{"secret": "A" * 31}, {"secret": "a" * 32}, {"secret": "1" * 32}, {"code": "12345"}, {"code": "١٢٣٤٥٦"}],
)
def test_a_secret_is_160_bits_and_a_code_six_digits(theo: Person, change: dict[str, str]) -> None:
    assert code_of(theo.put(CODES, json=codes(theo, **change))) == (422, "invalid_request")


@BOTH_DATABASES
def test_a_new_app_replaces_the_old_one_once_it_shows_the_right_code(theo: Person) -> None:
    new = pyotp.random_base32()

    wrong = theo.put(CODES, json=codes(theo, secret=new))
    unproven = theo.put(CODES, json=codes(theo, proof={"auth_key": random_text()}))

    assert (code_of(wrong), code_of(unproven)) == ((401, "wrong_code"), (403, "proof_refused"))
    theo.step -= 2  # the app still shows what was sent with the wrong secret and the wrong proof
    assert theo.sign_in()["token"]
    old, theo.totp, theo.step = theo.totp, new, 0
    assert theo.put(CODES, json=codes(theo)).status_code == 204
    now = int(clock.now().timestamp()) // STEP
    assert code_of(half(theo).post(GIVE, json={"code": pyotp.TOTP(old).generate_otp(now)})) == (
        401,
        "wrong_code",
    )
    assert half(theo).post(GIVE, json={"code": theo.code()}).status_code == 200


@BOTH_DATABASES
def test_the_last_second_factor_stays(theo: Person) -> None:
    alone = theo.delete(CODES, json={"proof": by_key(theo)})
    held, passkey_id = add(theo)
    beside = theo.delete(CODES, json={"proof": by_passkey(theo, held)})
    last = theo.delete(f"/api/passkeys/{passkey_id}", json={"proof": by_key(theo)})

    assert (code_of(alone), beside.status_code, code_of(last)) == (
        (409, "last_way_in"),
        204,
        (409, "last_way_in"),
    )
    assert theo.get("/api/second-factor").json == {"totp": False, "passkeys": 1, "required": True}


def test_the_doors_of_codes_are_for_therapists(ana: Person) -> None:
    assert code_of(ana.put(CODES, json=codes(ana))) == (403, "wrong_role")
    assert code_of(ana.delete(CODES, json={"proof": by_key(ana)})) == (403, "wrong_role")


def test_a_thief_of_the_database_cannot_make_codes(app: Flask, theo: Person) -> None:
    with app.app_context(), database.reading() as session:
        sealed = session.scalars(select(Totp.sealed_secret)).one()
    held: ServerSecret = app.extensions["interlude.secret"]

    assert theo.totp.encode() not in sealed
    assert held.open("totp", theo.account_id, sealed) == theo.totp.encode()
    assert held.open("totp", random_text(), sealed) is None
    assert held.open("other", theo.account_id, sealed) is None


def test_with_another_server_secret_codes_are_wrong_and_not_a_fault(app: Flask, theo: Person) -> None:
    login, code = half(theo), theo.code()
    with app.app_context(), database.writing() as session:
        session.get_one(Totp, theo.account_id).sealed_secret = bytes(60)

    assert code_of(login.post(GIVE, json={"code": code})) == (401, "wrong_code")


@BOTH_DATABASES
def test_a_therapist_who_rests_for_half_an_hour_signs_in_again_with_her_password_alone(
    theo: Person, later: Callable[[timedelta], None]
) -> None:
    later(timedelta(minutes=29))
    assert theo.get("/api/account").status_code == 200
    later(timedelta(minutes=58))
    assert theo.get("/api/account").status_code == 200
    later(timedelta(minutes=88))
    assert code_of(theo.get("/api/account")) == (401, "sign_in_again")
    assert code_of(theo.get("/api/account")) == (401, "sign_in_again")  # asking does not wake it

    resting = theo.login["login_id"]
    again = theo.post("/api/logins", json=theo.credentials(**{"as": "token"})).json

    assert again["needs"] is None
    assert code_of(theo.get("/api/account")) == (401, "not_signed_in")
    theo.token = again["token"]
    assert resting not in {login["login_id"] for login in theo.get("/api/logins").json["logins"]}


def test_in_a_browser_the_cookie_says_which_login_rests(
    theo: Person, later: Callable[[timedelta], None]
) -> None:
    browser = Browser(theo)
    browser.client.post(GIVE, json={"code": theo.code()}, headers=browser.headers)
    later(timedelta(minutes=40))
    assert code_of(browser.client.get("/api/account")) == (401, "sign_in_again")

    again = browser.client.post("/api/logins", json=theo.credentials(), headers=browser.headers)

    assert again.json["needs"] is None
    assert browser.client.get("/api/account").status_code == 200


def test_twelve_hours_after_her_second_factor_she_gives_it_again(
    theo: Person, later: Callable[[timedelta], None]
) -> None:
    later(timedelta(hours=6))
    theo.token = theo.post("/api/logins", json=theo.credentials(**{"as": "token"})).json["token"]
    for minutes in range(6 * 60, 12 * 60, 25):
        later(timedelta(minutes=minutes))
        assert theo.get("/api/account").status_code == 200

    later(timedelta(hours=12, minutes=1))

    assert code_of(theo.get("/api/account")) == (401, "not_signed_in")
    assert theo.post("/api/logins", json=theo.credentials(**{"as": "token"})).json["needs"] == "second_factor"


def test_only_her_own_whole_login_stands_for_the_second_factor(
    theo: Person, ulla: Person, ana: Person, later: Callable[[timedelta], None]
) -> None:
    tokens = [ulla.token, ana.token, half(theo).token, recover(theo), random_text()]
    for token in tokens:
        answer = theo.client.post(
            "/api/logins",
            json=theo.credentials(**{"as": "token"}),
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.json["needs"] == "second_factor"
    assert ulla.get("/api/account").status_code == ana.get("/api/account").status_code == 200


def test_a_wrong_password_does_not_end_the_login_that_rests(
    theo: Person, later: Callable[[timedelta], None]
) -> None:
    later(timedelta(minutes=40))

    wrong = theo.post("/api/logins", json=theo.credentials(auth_key=random_text()))

    assert code_of(wrong) == (401, "wrong_login")
    assert theo.post("/api/logins", json=theo.credentials()).json["needs"] is None


def test_a_login_that_rests_can_still_be_ended(theo: Person, later: Callable[[timedelta], None]) -> None:
    later(timedelta(minutes=40))

    assert theo.delete("/api/logins/current").status_code == 204
    assert theo.begin_login()["needs"] == "second_factor"


def test_a_passkey_is_a_whole_login_for_twelve_hours(
    theo: Person, later: Callable[[timedelta], None]
) -> None:
    held, _ = add(theo)
    later(timedelta(minutes=45))
    answer = sign_in(theo, held)
    assert answer.json["needs"] is None
    theo.token = answer.json["token"]
    assert theo.get("/api/account").status_code == 200
    later(timedelta(hours=12, minutes=46))
    assert code_of(theo.get("/api/account")) == (401, "not_signed_in")


def test_patients_stay_signed_in_for_ninety_days(ana: Person, later: Callable[[timedelta], None]) -> None:
    later(timedelta(days=89))

    assert ana.get("/api/account").status_code == 200


def test_guessing_codes_is_slowed_down_for_the_account(
    theo: Person, ulla: Person, app_with: Callable[..., Flask]
) -> None:
    theo.client = ulla.client = app_with(rate_limits=True).test_client()
    limiter.reset()
    login = half(theo)

    guesses = [login.post(GIVE, json={"code": f"{guess:06}"}).status_code for guess in range(11)]

    assert guesses == [401] * 10 + [429]
    assert half(theo).post(GIVE, json={"code": theo.code()}).status_code == 429
    assert half(ulla).post(GIVE, json={"code": ulla.code()}).status_code == 200
