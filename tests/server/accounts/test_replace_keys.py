# SPDX-License-Identifier: AGPL-3.0-or-later
"""PUT /api/account/keys and POST /api/logins/recovery: new password, new code, new name."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from threading import Thread
from typing import Any

import pyotp
import pytest
from flask import Flask

from server.accounts.models import Account
from server.http.throttle import limiter
from server.storage import database
from tests.server.authenticator import add, sign_in
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, envelope, password_slot, random_text, slot, some_id


def recovery_slot(person: Person) -> dict[str, Any]:
    return next(slot for slot in person.body["slots"] if slot["type"] == "recovery")


def new_password(person: Person, **changes: Any) -> dict[str, Any]:
    """What a device sends for a new password; the recovery slot stays as it is."""
    return {
        "proof": {"auth_key": person.body["auth_key"]},
        "auth_key": random_text(),
        "slots": [password_slot(), recovery_slot(person)],
    } | changes


def recover(person: Person) -> str:
    """Sign in with the code; return the token."""
    code = {"login": person.name, "recovery_auth": person.body["recovery_auth"], "device": "x", "as": "token"}
    return str(person.client.post("/api/logins/recovery", json=code).json["token"])


@BOTH_DATABASES
def test_a_new_password_replaces_slot_and_key_together(ana: Person) -> None:
    body = new_password(ana)

    answer = ana.put("/api/account/keys", json=body)

    assert (answer.status_code, answer.json) == (200, {"account_id": ana.account_id})
    assert {s["slot_id"] for s in ana.get("/api/slots").json["slots"]} == {
        s["slot_id"] for s in body["slots"]
    }
    assert code_of(ana.client.post("/api/logins", json=ana.credentials())) == (401, "wrong_login")
    ana.body["auth_key"] = body["auth_key"]
    assert ana.sign_in()["account_id"] == ana.account_id


def test_a_new_password_ends_every_other_login(ana: Person) -> None:
    here, elsewhere = ana.token, ana.sign_in()["token"]

    ana.put("/api/account/keys", json=new_password(ana))

    ana.token = elsewhere
    assert code_of(ana.get("/api/account")) == (401, "not_signed_in")
    ana.token = here
    assert ana.get("/api/account").status_code == 200


def test_being_signed_in_is_not_enough(ana: Person) -> None:
    for proof in ({"auth_key": random_text()}, {"recovery_auth": random_text()}):
        answer = ana.put("/api/account/keys", json=new_password(ana, proof=proof))
        assert code_of(answer) == (403, "proof_refused")
    assert ana.sign_in()


@pytest.mark.parametrize("proof", [{}, {"auth_key": random_text(), "recovery_auth": random_text()}])
def test_a_proof_is_one_thing(ana: Person, proof: dict[str, str]) -> None:
    assert code_of(ana.put("/api/account/keys", json=new_password(ana, proof=proof)))[0] == 422


def test_mallory_changes_nobodys_keys_but_her_own(ana: Person, mallory: Person) -> None:
    body = new_password(ana)

    assert code_of(mallory.put("/api/account/keys", json=body)) == (403, "proof_refused")
    assert ana.sign_in()


def test_a_slot_does_not_change_without_its_key_nor_a_key_without_its_slot(ana: Person) -> None:
    password, recovery = ana.body["slots"]
    without_key = {"proof": {"auth_key": ana.body["auth_key"]}, "slots": [password_slot(), recovery]}
    without_slot = new_password(ana, slots=[password, recovery])
    without_code = new_password(ana, slots=[password_slot(), slot("recovery", b"")])

    fields = [
        ana.put("/api/account/keys", json=body).json["field"]
        for body in (without_key, without_slot, without_code)
    ]

    assert fields == ["auth_key", "auth_key", "recovery_auth"]
    assert ana.sign_in()


def test_ana_takes_another_login_name(ana: Person) -> None:
    body = new_password(ana, login="ana.k")

    assert ana.put("/api/account/keys", json=body).status_code == 200

    assert ana.get("/api/account").json["login"] == "ana.k"
    ana.name, ana.body["auth_key"] = "ana.k", body["auth_key"]
    assert ana.sign_in()


def test_wrong_proofs_slow_down_their_own_account_and_never_the_right_one(
    ana: Person, bea: Person, app_with: Callable[..., Flask]
) -> None:
    ana.client = bea.client = app_with(rate_limits=True).test_client()
    limiter.reset()

    wrong = new_password(ana, proof={"auth_key": random_text()})
    tries = [ana.put("/api/account/keys", json=wrong).status_code for _ in range(11)]

    assert tries == [403] * 10 + [429]
    assert bea.put("/api/account/keys", json=wrong).status_code == 403
    assert ana.put("/api/account/keys", json=new_password(ana)).status_code == 200


@BOTH_DATABASES
def test_a_new_login_name_must_be_free_and_brings_a_new_key(ana: Person, bea: Person) -> None:
    taken = ana.put("/api/account/keys", json=new_password(ana, login="bea"))
    without = {"proof": {"auth_key": ana.body["auth_key"]}, "login": "ana.k", "slots": ana.body["slots"]}

    assert code_of(taken) == (409, "login_taken")
    assert code_of(ana.put("/api/account/keys", json=without)) == (422, "invalid_request")
    assert ana.sign_in()


def test_an_account_keeps_its_recovery_slot(ana: Person) -> None:
    body = new_password(ana, slots=[password_slot(), slot("passkey", b"c" * 32)])

    assert ana.put("/api/account/keys", json=body).json["field"] == "slots"


@BOTH_DATABASES
def test_with_the_code_at_hand_a_lost_password_is_replaced(ana: Person) -> None:
    ana.token = recover(ana)
    body = new_password(
        ana,
        proof={"recovery_auth": ana.body["recovery_auth"]},
        recovery_auth=random_text(),
        slots=[password_slot(), slot("recovery", b"")],
    )

    assert ana.get("/api/slots").status_code == 200
    assert ana.put("/api/account/keys", json=body).status_code == 200

    ana.body |= {"auth_key": body["auth_key"]}
    assert ana.sign_in()
    old_code = {"login": "ana", "recovery_auth": ana.body["recovery_auth"], "device": "x"}
    assert code_of(ana.client.post("/api/logins/recovery", json=old_code)) == (401, "wrong_login")


def test_a_recovery_login_reads_slots_and_sets_keys_and_nothing_more(ana: Person) -> None:
    ana.token = recover(ana)

    for path in ("/api/entries", "/api/account", "/api/shares", "/api/logins", "/api/pairings"):
        assert code_of(ana.get(path)) == (403, "wrong_role")
    assert ana.delete("/api/logins/current").status_code == 204


def test_a_recovery_login_leaves_passkeys_as_they_are(ana: Person) -> None:
    ana.token = recover(ana)
    slots = [password_slot(), recovery_slot(ana), slot("passkey", b"c" * 32)]
    body = new_password(ana, proof={"recovery_auth": ana.body["recovery_auth"]}, slots=slots)

    assert code_of(ana.put("/api/account/keys", json=body)) == (422, "invalid_request")


def test_a_recovery_login_ends_within_the_hour(ana: Person, later: Callable[[timedelta], None]) -> None:
    ana.token = recover(ana)

    later(timedelta(hours=1, seconds=1))

    assert code_of(ana.get("/api/slots")) == (401, "not_signed_in")


def test_a_wrong_code_and_an_unknown_login_are_told_alike(ana: Person) -> None:
    code = {"login": "ana", "recovery_auth": random_text(), "device": "x"}
    wrong = ana.client.post("/api/logins/recovery", json=code)
    unknown = ana.client.post("/api/logins/recovery", json=code | {"login": "nobody"})

    assert code_of(wrong) == code_of(unknown) == (401, "wrong_login")
    assert wrong.data == unknown.data


def test_the_key_of_the_password_is_no_recovery_code(ana: Person) -> None:
    code = {"login": "ana", "recovery_auth": ana.body["auth_key"], "device": some_id()}

    assert code_of(ana.client.post("/api/logins/recovery", json=code)) == (401, "wrong_login")


@BOTH_DATABASES
def test_no_login_begins_with_a_key_that_is_just_being_replaced(app: Flask, ana: Person) -> None:
    answers: list[int] = []

    def sign_in_with_the_old_key() -> None:
        answers.append(app.test_client().post("/api/logins", json=ana.credentials()).status_code)

    stranger = Thread(target=sign_in_with_the_old_key)
    with app.app_context(), database.writing() as session:
        account = session.get_one(Account, ana.account_id, with_for_update=True)
        account.auth_hash = bytes(32)
        session.flush()
        stranger.start()
        stranger.join(timeout=1)
        assert stranger.is_alive()
    stranger.join()

    assert answers == [401]


def retired_key(filler: bytes = b"the old key", **changes: Any) -> dict[str, Any]:
    """The entry that goes with new account keys."""
    entry = {
        "entry_id": some_id(),
        "revision": 1,
        "replaces": None,
        "envelope": envelope(filler),
        "deleted": False,
    }
    return entry | changes


def new_account_key(person: Person, **changes: Any) -> dict[str, Any]:
    """What a device sends when somebody may know the password or the code."""
    fresh = {
        "recovery_auth": random_text(),
        "slots": [password_slot(), slot("recovery", b"")],
        "entries": [retired_key()],
        "end_passkeys": True,
    }
    return new_password(person, **fresh) | changes


@BOTH_DATABASES
def test_with_a_new_account_key_the_old_one_is_kept_and_every_passkey_ends(ana: Person) -> None:
    held, _ = add(ana, unlocking=True)
    elsewhere = ana.sign_in()["token"]
    body = new_account_key(ana)

    assert ana.put("/api/account/keys", json=body).status_code == 200

    (kept,) = ana.entries()
    assert (kept["entry_id"], kept["envelope"]) == (
        body["entries"][0]["entry_id"],
        body["entries"][0]["envelope"],
    )
    assert ana.get("/api/account").json["head"] == kept["position"] == 1
    assert ana.get("/api/passkeys").json["passkeys"] == []
    assert code_of(sign_in(ana, held)) == (401, "wrong_passkey")
    ana.token = elsewhere
    assert code_of(ana.get("/api/account")) == (401, "not_signed_in")


@BOTH_DATABASES
def test_where_the_old_key_cannot_be_kept_nothing_changes(ana: Person) -> None:
    held, _ = add(ana, unlocking=True)
    other = ana.keep(b"other")
    body = new_account_key(ana, entries=[retired_key(), retired_key(entry_id=other)])

    assert code_of(ana.put("/api/account/keys", json=body)) == (409, "stale_revision")

    assert [entry["entry_id"] for entry in ana.entries()] == [other]
    assert ana.sign_in()
    assert sign_in(ana, held).status_code == 200
    assert len(ana.get("/api/slots").json["slots"]) == 3


def test_with_new_keys_come_at_most_four_entries_and_no_slot_of_an_ended_passkey(ana: Person) -> None:
    many = new_account_key(ana, entries=[retired_key() for _ in range(5)])
    stays = new_account_key(ana, slots=[password_slot(), slot("recovery", b""), slot("passkey", b"c" * 32)])

    for body in (many, stays):
        assert code_of(ana.put("/api/account/keys", json=body)) == (422, "invalid_request")
    assert ana.entries() == []


@BOTH_DATABASES
def test_new_keys_and_an_entry_at_the_same_moment_do_not_stand_in_each_others_way(
    app: Flask, ana: Person
) -> None:
    answers: list[int] = []
    here, there = copy(ana), copy(ana)
    here.client, there.client = app.test_client(), app.test_client()
    body = new_account_key(ana, login="ana.new")
    threads = [Thread(target=lambda: answers.append(here.put("/api/account/keys", json=body).status_code))]
    threads += [Thread(target=lambda: answers.append(int(bool(there.keep(b"words"))))) for _ in range(3)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [1, 1, 1, 200]
    assert [entry["position"] for entry in ana.entries()] == [1, 2, 3, 4]


def test_a_recovery_login_keeps_no_entries_and_ends_no_passkeys(ana: Person) -> None:
    ana.token = recover(ana)
    proof = {"recovery_auth": ana.body["recovery_auth"]}

    for change in ({"entries": [retired_key()]}, {"end_passkeys": True}):
        body = new_password(ana, proof=proof) | change
        assert code_of(ana.put("/api/account/keys", json=body)) == (422, "invalid_request")


@BOTH_DATABASES
def test_a_therapist_who_lost_everything_but_the_paper_sets_up_a_new_second_factor(theo: Person) -> None:
    _, lost = add(theo, unlocking=True)
    add(theo)
    theo.token = recover(theo)
    body = new_password(
        theo,
        proof={"recovery_auth": theo.body["recovery_auth"]},
        recovery_auth=random_text(),
        slots=[password_slot(), slot("recovery", b"")],
        reset_second_factor=True,
    )

    assert theo.put("/api/account/keys", json=body).status_code == 200

    theo.body["auth_key"], theo.totp, theo.step = body["auth_key"], pyotp.random_base32(), 0
    login = theo.begin_login()
    assert login["needs"] == "second_factor_setup"
    theo.give_second_factor(login)
    theo.token = login["token"]
    assert theo.get("/api/passkeys").json["passkeys"] == []
    assert lost


def test_an_unlocking_passkey_that_is_still_there_stays_the_second_factor(theo: Person) -> None:
    held, _ = add(theo, unlocking=True)
    add(theo)
    kept = [kept for kept in theo.get("/api/slots").json["slots"] if kept["type"] != "password"]
    theo.token = recover(theo)
    proof = {"recovery_auth": theo.body["recovery_auth"]}
    body = new_password(theo, proof=proof, slots=[password_slot(), *kept], reset_second_factor=True)

    assert theo.put("/api/account/keys", json=body).status_code == 200

    theo.token = sign_in(theo, held).json["token"]
    assert theo.get("/api/second-factor").json == {"totp": False, "passkeys": 1, "required": True}


def test_only_a_recovery_login_resets_the_second_factor(theo: Person) -> None:
    body = new_password(theo, reset_second_factor=True)

    assert theo.put("/api/account/keys", json=body).json["field"] == "reset_second_factor"
    assert theo.get("/api/second-factor").json["totp"]


def test_without_asking_for_it_a_new_password_leaves_the_second_factor(theo: Person) -> None:
    theo.token = recover(theo)
    proof = {"recovery_auth": theo.body["recovery_auth"]}
    body = new_password(theo, proof=proof)

    assert theo.put("/api/account/keys", json=body).status_code == 200

    theo.body["auth_key"] = body["auth_key"]
    assert theo.begin_login()["needs"] == "second_factor"


def test_a_recovery_login_gives_the_account_no_other_name(ana: Person) -> None:
    ana.token = recover(ana)
    body = new_password(ana, login="anna") | {"proof": {"recovery_auth": ana.body["recovery_auth"]}}

    answer = ana.put("/api/account/keys", json=body)

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == "login"
    assert ana.begin_login()["account_id"] == ana.account_id
