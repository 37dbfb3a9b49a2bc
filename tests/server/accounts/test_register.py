# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/accounts: make an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from server.config import Practice
from server.storage.database import Base
from tests.server.databases import BOTH_DATABASES
from tests.server.people import (
    Person,
    code_of,
    enrol,
    invite,
    password_slot,
    random_text,
    registration,
    slot,
    some_id,
)

CLOSED = Practice(registration="invite")


@BOTH_DATABASES
def test_ana_registers_where_everybody_may(app: Flask) -> None:
    body = registration("ana")

    answer = app.test_client().post("/api/accounts", json=body)

    assert answer.status_code == 201
    assert answer.json == {"account_id": body["account_id"], "role": "patient", "login": "ana"}
    assert "Set-Cookie" not in answer.headers


@BOTH_DATABASES
def test_registering_again_after_a_lost_answer_is_the_same_account(app: Flask) -> None:
    body, client = registration("ana"), app.test_client()

    first, again = client.post("/api/accounts", json=body), client.post("/api/accounts", json=body)

    assert (again.status_code, again.json) == (201, first.json)


@BOTH_DATABASES
def test_a_taken_login_is_refused_whatever_the_rest(ana: Person) -> None:
    answer = ana.client.post("/api/accounts", json=registration("ana"))

    assert code_of(answer) == (409, "login_taken")


@BOTH_DATABASES
def test_a_stranger_cannot_take_over_an_account_id(ana: Person) -> None:
    taken = registration("mallory", account_id=ana.account_id)
    same_login = registration("ana", account_id=ana.account_id)

    assert code_of(ana.client.post("/api/accounts", json=taken)) == (409, "account_exists")
    assert code_of(ana.client.post("/api/accounts", json=same_login)) == (409, "login_taken")
    assert ana.sign_in()["account_id"] == ana.account_id


def known(ana: Person) -> list[dict[str, Any]]:
    """What somebody may know or guess of Ana's registration: her id, her name, her password, and her code."""
    names = ("account_id", "login", "auth_key", "recovery_auth")
    return [registration("ana") | {name: ana.body[name] for name in names[:count]} for count in (1, 2, 3, 4)]


def test_whoever_may_not_register_learns_of_no_account_and_no_password(
    ana: Person, app_with: Callable[..., Flask]
) -> None:
    client = app_with(practice=CLOSED).test_client()

    answers = [
        code_of(client.post("/api/accounts", json=body)) for body in [registration("x-y"), *known(ana)]
    ]

    assert set(answers) == {(403, "registration_closed")}


def test_a_right_password_is_told_as_a_wrong_one(ana: Person) -> None:
    answers = [code_of(ana.client.post("/api/accounts", json=body)) for body in known(ana)]

    assert set(answers) == {(409, "login_taken")}


def test_an_account_without_password_is_the_same_again_after_a_lost_answer(app: Flask) -> None:
    slots = [slot("passkey", b"c" * 32), recovery()]
    body, client = registration("ana", slots=slots, auth_key=None), app.test_client()

    assert [client.post("/api/accounts", json=body).status_code for _ in range(2)] == [201, 201]


def test_a_therapist_needs_an_enrolment(app: Flask) -> None:
    client = app.test_client()

    for enrolment in (None, "", random_text(), some_id(), "not base64url!"):
        body = registration("theo", "therapist", enrolment=enrolment)
        assert code_of(client.post("/api/accounts", json=body)) == (403, "enrolment_refused")


@BOTH_DATABASES
def test_an_enrolment_is_good_for_one_therapist(app: Flask) -> None:
    client, token = app.test_client(), enrol(app)

    first = client.post("/api/accounts", json=registration("theo", "therapist", enrolment=token))
    second = client.post("/api/accounts", json=registration("ulla", "therapist", enrolment=token))

    assert first.status_code == 201
    assert code_of(second) == (403, "enrolment_refused")


def test_an_enrolment_is_good_for_a_week(app: Flask, later: Callable[[timedelta], None]) -> None:
    body = registration("theo", "therapist", enrolment=enrol(app))

    later(timedelta(days=7, seconds=1))

    assert code_of(app.test_client().post("/api/accounts", json=body)) == (403, "enrolment_refused")


@BOTH_DATABASES
def test_where_registration_is_closed_a_patient_needs_an_invite(
    theo: Person, app_with: Callable[..., Flask]
) -> None:
    client = app_with(practice=CLOSED).test_client()
    invite_id = invite(theo)

    alone = client.post("/api/accounts", json=registration("ana"))
    invited = client.post("/api/accounts", json=registration("ana", enrolment=invite_id))

    assert code_of(alone) == (403, "registration_closed")
    assert invited.status_code == 201


@BOTH_DATABASES
def test_an_invite_admits_one_registration(theo: Person, app_with: Callable[..., Flask]) -> None:
    client, invite_id = app_with(practice=CLOSED).test_client(), invite(theo)
    ana = registration("ana", enrolment=invite_id)

    first = client.post("/api/accounts", json=ana)
    second = client.post("/api/accounts", json=registration("mallory", enrolment=invite_id))
    again = client.post("/api/accounts", json=ana)  # her answer was lost

    assert first.status_code == 201
    assert code_of(second) == (403, "enrolment_refused")
    assert (again.status_code, again.json) == (201, first.json)


@BOTH_DATABASES
def test_a_registration_that_is_refused_uses_no_invite_up(
    ana: Person, theo: Person, app_with: Callable[..., Flask]
) -> None:
    client, invite_id = app_with(practice=CLOSED).test_client(), invite(theo)

    taken = client.post("/api/accounts", json=registration(ana.name, enrolment=invite_id))
    other_name = client.post("/api/accounts", json=registration("anna", enrolment=invite_id))

    assert code_of(taken) == (409, "login_taken")
    assert other_name.status_code == 201


def test_where_everybody_may_register_a_used_link_keeps_nobody_away(theo: Person) -> None:
    invite_id = invite(theo)

    for name in ("ana", "bea"):
        answer = theo.client.post("/api/accounts", json=registration(name, enrolment=invite_id))
        assert answer.status_code == 201


@pytest.mark.parametrize("enrolment", [some_id(), "x", random_text()], ids=["id", "letter", "token"])
def test_an_unknown_invite_admits_nobody(app_with: Callable[..., Flask], enrolment: str) -> None:
    client = app_with(practice=CLOSED).test_client()

    answer = client.post("/api/accounts", json=registration("mallory", enrolment=enrolment))

    assert code_of(answer) == (403, "enrolment_refused")


def test_an_invite_that_is_over_admits_nobody(
    theo: Person, app_with: Callable[..., Flask], later: Callable[[timedelta], None]
) -> None:
    client, invite_id = app_with(practice=CLOSED).test_client(), invite(theo, days=1)

    later(timedelta(days=2))

    answer = client.post("/api/accounts", json=registration("ana", enrolment=invite_id))
    assert code_of(answer) == (403, "enrolment_refused")


def recovery() -> dict[str, Any]:
    return slot("recovery", b"")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": "Ana"}, "login"),
        ({"login": "an"}, "login"),
        ({"login": "a" * 65}, "login"),
        ({"login": "ana\n"}, "login"),
        ({"login": "änä"}, "login"),
        ({"role": "operator"}, "role"),
        ({"auth_key": random_text(31)}, "auth_key"),
        ({"auth_key": None}, "auth_key"),
        ({"recovery_auth": random_text(33)}, "recovery_auth"),
        ({"slots": [password_slot()]}, "slots"),
        ({"slots": [password_slot(), password_slot(), recovery()]}, "slots"),
        ({"slots": [recovery(), recovery()]}, "slots"),
        ({"slots": [password_slot(), password_slot()]}, "slots"),
        ({"slots": [slot("password", b"\x00" * 21), recovery()]}, "slots"),
        ({"slots": [password_slot(), slot("recovery", b"x")]}, "slots"),
        ({"slots": [password_slot(), slot("passkey", b"x" * 31), recovery()]}, "slots"),
        (
            {
                "slots": [
                    password_slot() | {"envelope": random_text(113)[:-4] + "AAAA"},
                    recovery() | {"slot_id": "1"},
                ]
            },
            "slots",
        ),
        ({"account_id": some_id().upper()}, "account_id"),
        ({"email": "ana@example.org"}, "email"),
    ],
)
def test_what_no_account_may_have_is_refused_by_name(app: Flask, changes: dict[str, Any], field: str) -> None:
    answer = app.test_client().post("/api/accounts", json=registration("ana") | changes)

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == field


def test_one_slot_id_stands_once(app: Flask) -> None:
    first, second = password_slot(), recovery()
    body = registration("ana", slots=[first, second | {"slot_id": first["slot_id"]}])

    assert code_of(app.test_client().post("/api/accounts", json=body)) == (422, "invalid_request")


def test_an_account_without_password_has_no_key_to_sign_in_with(app: Flask) -> None:
    slots = [slot("passkey", b"c" * 32), recovery()]
    body = registration("ana", slots=slots, auth_key=None)
    client = app.test_client()

    assert client.post("/api/accounts", json=body).status_code == 201
    tried = {"login": "ana", "auth_key": random_text(), "device": "x"}
    assert code_of(client.post("/api/logins", json=tried)) == (401, "wrong_login")


def test_an_email_address_is_a_name_like_any_other_and_never_asked_for(app: Flask) -> None:
    client = app.test_client()

    assert client.post("/api/accounts", json=registration("ana.r+journal@example.org")).status_code == 201
    assert client.post("/api/accounts", json=registration("somebody")).status_code == 201
    assert not any("mail" in column.name for table in Base.metadata.sorted_tables for column in table.columns)
