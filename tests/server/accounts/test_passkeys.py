# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints of passkeys: adding, naming, removing, signing in, and proving with one."""

import json
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from server.accounts.passkeys.rules import MOST_PASSKEYS
from server.http.throttle import limiter
from server.http.wire import to_base64url
from server.storage.database import db
from tests.server.accounts.test_replace_keys import new_password, recover, recovery_slot
from tests.server.authenticator import (
    PRESENT,
    PRF,
    add,
    authenticator_of,
    by_key,
    by_passkey,
    challenge,
    challenge_for_anybody,
    new_passkey,
    sign_in,
    slot_of,
)
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, password_slot, random_text, slot, some_id

EVIL = "https://evil.example"
NEXT_DOOR = "http://localhost:9999"  # another program on the same machine, with the same rp id


@BOTH_DATABASES
def test_ana_adds_a_passkey_and_signs_in_with_it(ana: Person) -> None:
    held, passkey_id = add(ana)

    answer = sign_in(ana, held)

    assert (answer.status_code, answer.json["account_id"], answer.json["needs"]) == (
        200,
        ana.account_id,
        None,
    )
    ana.token = answer.json["token"]
    (passkey,) = ana.get("/api/passkeys").json["passkeys"]
    assert passkey["passkey_id"] == passkey_id
    assert passkey["credential_hash"] == to_base64url(held.credential_hash)
    assert (passkey["name"], passkey["unlocks"]) == ("this phone", False)
    assert passkey["last_used_at"].endswith(":00:00Z")


def test_in_a_browser_it_brings_the_cookie(ana: Person) -> None:
    held, _ = add(ana)
    client = ana.app.test_client()
    body = {"credential": held.get(challenge_for_anybody(ana)), "device": "x"}

    answer = client.post("/api/logins/passkey", json=body, headers={"Origin": "http://localhost"})

    assert "token" not in answer.json
    assert client.get("/api/account").json["login"] == "ana"


def test_a_passkey_that_can_unlock_brings_its_slot(ana: Person) -> None:
    held = authenticator_of(ana)
    body = new_passkey(ana, held, slot=slot_of(held))

    made = ana.post("/api/passkeys", json=body)

    assert (made.status_code, made.json["unlocks"]) == (201, True)
    assert body["slot"] in ana.get("/api/slots").json["slots"]


def test_a_slot_goes_only_with_its_own_passkey(ana: Person) -> None:
    held = authenticator_of(ana)
    others = [
        slot("passkey", b"c" * 32),
        password_slot(),
        slot_of(held) | {"slot_id": recovery_slot(ana)["slot_id"]},
    ]

    answers = [ana.post("/api/passkeys", json=new_passkey(ana, held, slot=other)) for other in others]

    assert {(*code_of(answer), answer.json["field"]) for answer in answers} == {
        (422, "invalid_request", "slot")
    }
    assert ana.get("/api/passkeys").json["passkeys"] == []


def test_adding_again_after_a_lost_answer_is_a_success(ana: Person) -> None:
    held = authenticator_of(ana)
    body = new_passkey(ana, held, slot=slot_of(held))

    first, again = ana.post("/api/passkeys", json=body), ana.post("/api/passkeys", json=body)

    assert (first.status_code, first.json) == (again.status_code, again.json) == (201, first.json)
    assert len(ana.get("/api/passkeys").json["passkeys"]) == 1


def test_being_signed_in_is_not_enough_to_add_or_remove_one(ana: Person) -> None:
    _, passkey_id = add(ana)
    wrong = {"auth_key": random_text()}

    added = ana.post("/api/passkeys", json=new_passkey(ana, authenticator_of(ana), proof=wrong))
    removed = ana.delete(f"/api/passkeys/{passkey_id}", json={"proof": wrong})

    assert code_of(added) == code_of(removed) == (403, "proof_refused")
    assert len(ana.get("/api/passkeys").json["passkeys"]) == 1


def test_a_new_passkey_signs_this_logins_own_challenge_once(
    ana: Person, later: Callable[[timedelta], None]
) -> None:
    held = authenticator_of(ana)
    used = challenge(ana, "add")
    tablet = copy(ana)
    tablet.token = ana.sign_in()["token"]
    made_up = [
        held.create(random_text()),
        held.create(challenge(ana, "proof")),
        held.create(challenge_for_anybody(ana)),
        held.create(challenge(tablet, "add")),
        held.create(used, origin=EVIL),
    ]
    for credential in [*made_up, held.create(used)]:  # the last one was used up by the one before
        answer = ana.post("/api/passkeys", json=new_passkey(ana, held, credential=credential))
        assert code_of(answer) == (403, "passkey_refused")
    late = new_passkey(ana, held)
    later(timedelta(minutes=5))
    assert code_of(ana.post("/api/passkeys", json=late)) == (403, "passkey_refused")


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": EVIL},
        {"origin": NEXT_DOOR},
        {"rp_id": "evil.example"},
        {"origin": EVIL, "rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 4},
    ],
    ids=["origin", "same host", "rp id", "origin and rp id", "not verified", "not present"],
)
def test_a_new_passkey_that_lies_is_refused(ana: Person, lie: dict[str, Any]) -> None:
    held = authenticator_of(ana)
    body = new_passkey(ana, held, credential=held.create(challenge(ana, "add"), **lie))

    assert code_of(ana.post("/api/passkeys", json=body)) == (403, "passkey_refused")


@BOTH_DATABASES
def test_mallory_cannot_add_anas_passkey_to_her_own_account(ana: Person, mallory: Person) -> None:
    held, passkey_id = add(ana)

    taken = mallory.post("/api/passkeys", json=new_passkey(mallory, held))
    own = ana.post("/api/passkeys", json=new_passkey(ana, authenticator_of(ana), passkey_id=passkey_id))

    assert code_of(taken) == code_of(own) == (409, "passkey_taken")
    assert sign_in(ana, held).json["account_id"] == ana.account_id


def test_twelve_passkeys_are_enough(ana: Person) -> None:
    for _ in range(MOST_PASSKEYS):
        add(ana)

    answer = ana.post("/api/passkeys", json=new_passkey(ana, authenticator_of(ana)))

    assert code_of(answer) == (422, "invalid_request")


@BOTH_DATABASES
def test_a_passkey_takes_another_name(ana: Person, mallory: Person) -> None:
    _, passkey_id = add(ana)
    path = f"/api/passkeys/{passkey_id}"

    assert ana.put(path, json={"name": "the blue key"}).json["name"] == "the blue key"
    assert code_of(mallory.put(path, json={"name": "mine"})) == (404, "not_found")
    for name in ("", "x" * 41, "two\nlines"):
        assert code_of(ana.put(path, json={"name": name})) == (422, "invalid_request")


@BOTH_DATABASES
def test_a_removed_passkey_signs_in_and_unlocks_no_more(ana: Person) -> None:
    held, passkey_id = add(ana, unlocking=True)

    assert ana.delete(f"/api/passkeys/{passkey_id}", json={"proof": by_passkey(ana, held)}).status_code == 204

    assert code_of(sign_in(ana, held)) == (401, "wrong_passkey")
    assert "passkey" not in {kept["type"] for kept in ana.get("/api/slots").json["slots"]}


def test_mallory_removes_nobodys_passkey(ana: Person, mallory: Person) -> None:
    held, passkey_id = add(ana)

    answer = mallory.delete(f"/api/passkeys/{passkey_id}", json={"proof": by_key(mallory)})

    assert code_of(answer) == (404, "not_found")
    assert sign_in(ana, held).status_code == 200


@BOTH_DATABASES
def test_an_account_without_password_keeps_its_last_unlocking_passkey(ana: Person) -> None:
    held, first = add(ana, unlocking=True)
    _, second = add(ana, unlocking=True)
    kept = [kept for kept in ana.get("/api/slots").json["slots"] if kept["type"] != "password"]
    assert ana.put("/api/account/keys", json={"proof": by_key(ana), "slots": kept}).status_code == 200

    removed = ana.delete(f"/api/passkeys/{second}", json={"proof": by_passkey(ana, held)})
    refused = ana.delete(f"/api/passkeys/{first}", json={"proof": by_passkey(ana, held)})

    assert removed.status_code == 204
    assert code_of(refused) == (409, "last_way_in")
    assert {s["type"] for s in ana.get("/api/slots").json["slots"]} == {"passkey", "recovery"}
    assert sign_in(ana, held).status_code == 200


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": EVIL},
        {"origin": EVIL, "rp_id": "evil.example"},
        {"origin": NEXT_DOOR},
        {"origin": "http://localhost.evil.example"},
        {"origin": "null"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 4},
        {"kind": "webauthn.create"},
        {"more": {"crossOrigin": True}},
        {"user_handle": None},
        {"user_handle": b"x" * 16},
        {"count": 0},
    ],
    ids=lambda lie: " ".join(f"{name} {value}" for name, value in lie.items()),
)
def test_mallory_signs_nobody_in_with_a_lie(ana: Person, lie: dict[str, Any]) -> None:
    held, _ = add(ana)
    assert sign_in(ana, held).status_code == 200

    assert code_of(sign_in(ana, held, **lie)) == (401, "wrong_passkey")
    assert sign_in(ana, held).status_code == 200


@BOTH_DATABASES
def test_a_copied_passkey_whose_count_falls_back_is_refused(ana: Person) -> None:
    held, _ = add(ana)
    for _ in range(3):
        assert sign_in(ana, held).status_code == 200

    held.count = 1

    assert code_of(sign_in(ana, held)) == (401, "wrong_passkey")


@BOTH_DATABASES
def test_a_synced_passkey_that_never_counts_signs_in_again_and_again(ana: Person) -> None:
    held, _ = add(ana, counts=False)

    assert [sign_in(ana, held).status_code for _ in range(3)] == [200] * 3


def test_another_key_under_the_same_credential_id_is_refused(ana: Person, mallory: Person) -> None:
    held, _ = add(ana)
    forged = authenticator_of(ana, credential_id=held.credential_id, count=100)

    assert code_of(sign_in(ana, forged)) == (401, "wrong_passkey")


def test_nobody_signs_in_as_another_with_her_own_passkey(ana: Person, mallory: Person) -> None:
    held, _ = add(mallory)

    answer = sign_in(mallory, held, user_handle=authenticator_of(ana).user_handle)

    assert code_of(answer) == (401, "wrong_passkey")


def test_a_challenge_to_sign_in_is_good_once_also_when_it_was_signed_wrongly(ana: Person) -> None:
    held, _ = add(ana)
    told = challenge_for_anybody(ana)

    def try_with(credential: dict[str, Any]) -> Any:
        body = {"credential": credential, "device": "x", "as": "token"}
        return ana.app.test_client().post("/api/logins/passkey", json=body)

    assert code_of(try_with(held.get(told, origin=EVIL))) == (401, "wrong_passkey")
    assert code_of(try_with(held.get(told))) == (401, "wrong_passkey")
    right = held.get(challenge_for_anybody(ana))
    assert try_with(right).status_code == 200
    assert code_of(try_with(right)) == (401, "wrong_passkey")


def test_a_challenge_is_for_one_purpose_and_for_minutes(
    ana: Person, later: Callable[[timedelta], None]
) -> None:
    held, _ = add(ana)
    for purpose in ("add", "proof"):
        body = {"credential": held.get(challenge(ana, purpose)), "device": "x"}
        assert code_of(ana.app.test_client().post("/api/logins/passkey", json=body)) == (401, "wrong_passkey")
    late = {"credential": held.get(challenge_for_anybody(ana)), "device": "x"}
    later(timedelta(minutes=5))
    assert code_of(ana.app.test_client().post("/api/logins/passkey", json=late)) == (401, "wrong_passkey")


def test_unknown_and_wrong_passkeys_are_told_alike(ana: Person) -> None:
    held, _ = add(ana)
    wrong, unknown = sign_in(ana, held, origin=EVIL), sign_in(ana, authenticator_of(ana))

    assert code_of(wrong) == code_of(unknown) == (401, "wrong_passkey")
    assert wrong.data == unknown.data


def test_strange_bytes_are_refused_and_not_a_fault(ana: Person) -> None:
    held, _ = add(ana)
    good = held.get(challenge_for_anybody(ana))
    strange = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"challenge":1}',
        b"[" * 4000,
        b'{"origin":{}}',
        os_like(),
    ]
    for data in strange:
        for end_pairing_of in ("clientDataJSON", "authenticatorData", "signature"):
            credential = good | {"response": good["response"] | {end_pairing_of: to_base64url(data)}}
            body = {"credential": credential, "device": "x"}
            assert ana.app.test_client().post("/api/logins/passkey", json=body).status_code == 401
        told = held.create(challenge(ana, "add"))
        for end_pairing_of in ("clientDataJSON", "attestationObject"):
            credential = told | {"response": told["response"] | {end_pairing_of: to_base64url(data)}}
            body = new_passkey(ana, held, credential=credential)
            assert code_of(ana.post("/api/passkeys", json=body)) == (403, "passkey_refused")


def os_like() -> bytes:
    """CBOR that promises more than it holds."""
    return b"\xbb" + b"\xff" * 8 + b"\xa3" * 20


def test_a_passkey_proves_who_changes_the_password(ana: Person) -> None:
    held, _ = add(ana)
    body = new_password(ana, proof=by_passkey(ana, held))

    assert ana.put("/api/account/keys", json=body).status_code == 200


def test_a_proof_by_passkey_must_be_fresh_and_ones_own(ana: Person, mallory: Person) -> None:
    held, _ = add(ana)
    hers, _ = add(mallory)
    used = by_passkey(ana, held)
    assert ana.put("/api/account/keys", json=new_password(ana, proof=used)).status_code == 200
    refused = [
        used,
        by_passkey(ana, held, origin=EVIL),
        by_passkey(ana, held, flags=PRESENT),
        {"credential": held.get(challenge(ana, "add"))},
        {"credential": held.get(challenge_for_anybody(ana))},
        {"credential": held.get(challenge(mallory, "proof"))},
        {"credential": hers.get(challenge(ana, "proof"))},
    ]
    for proof in refused:
        assert code_of(ana.put("/api/account/keys", json=new_password(ana, proof=proof))) == (
            403,
            "proof_refused",
        )
    stolen = new_password(ana, proof={"credential": held.get(challenge(mallory, "proof"))})
    assert code_of(mallory.put("/api/account/keys", json=stolen)) == (403, "proof_refused")


def test_a_proof_is_exactly_one_of_the_three(ana: Person) -> None:
    held, _ = add(ana)
    both = by_passkey(ana, held) | by_key(ana)

    assert code_of(ana.put("/api/account/keys", json=new_password(ana, proof=both))) == (
        422,
        "invalid_request",
    )


def test_who_may_ask_for_which_challenge(ana: Person) -> None:
    def ask(purpose: str, token: str | None) -> tuple[int, str | None]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = ana.app.test_client().post(
            "/api/passkeys/challenges", json={"purpose": purpose}, headers=headers
        )
        return answer.status_code, answer.json.get("code")

    recovering = recover(ana)
    for purpose in ("add", "proof", "second_factor"):
        assert ask(purpose, None) == (401, "not_signed_in")
        assert ask(purpose, recovering) == (403, "wrong_role")
    assert ask("second_factor", ana.token) == (403, "wrong_role")
    assert ask("sign_in", None)[0] == ask("sign_in", recovering)[0] == 200
    assert ask("anything", ana.token) == (422, "invalid_request")


def test_what_a_passkey_unlocks_with_is_neither_kept_nor_logged(
    ana: Person, app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    held = authenticator_of(ana)
    secret = PRF["prf"]["results"]["first"]
    credential = held.create(challenge(ana, "add"), extensions=PRF)
    assert ana.post("/api/passkeys", json=new_passkey(ana, held, credential=credential)).status_code == 201
    body = {"credential": held.get(challenge_for_anybody(ana), extensions=PRF), "device": "x", "as": "token"}
    answer = app.test_client().post("/api/logins/passkey", json=body)

    assert answer.status_code == 200
    told = json.dumps([ana.get("/api/passkeys").json, answer.json]) + "".join(capfd.readouterr())
    assert secret not in told


def test_a_passkey_slot_that_is_left_out_goes_and_the_passkey_still_signs_in(ana: Person) -> None:
    held, _ = add(ana, unlocking=True)

    ana.put("/api/account/keys", json={"proof": by_key(ana), "slots": ana.body["slots"]})

    (passkey,) = ana.get("/api/passkeys").json["passkeys"]
    assert passkey["unlocks"] is False
    assert sign_in(ana, held).status_code == 200


def test_wrong_passkeys_slow_down_their_address_only(ana: Person, app_with: Callable[..., Flask]) -> None:
    held, _ = add(ana)
    app = app_with(rate_limits=True)
    limiter.reset()

    def wrong(address: str) -> int:
        credential = held.get(random_text())
        body = {"credential": credential, "device": "x"}
        return (
            app.test_client()
            .post("/api/logins/passkey", json=body, environ_base={"REMOTE_ADDR": address})
            .status_code
        )

    assert [wrong("203.0.113.9") for _ in range(121)] == [401] * 120 + [429]
    assert wrong("198.51.100.7") == 401


def test_a_made_up_challenge_takes_no_writers_turn(ana: Person) -> None:
    held, _ = add(ana)
    body = {"credential": held.get(random_text()), "device": "x"}
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    with ana.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    answer = ana.app.test_client().post("/api/logins/passkey", json=body)
    event.remove(engine, "before_cursor_execute", hear)

    assert code_of(answer) == (401, "wrong_passkey")
    assert {statement.split()[0] for statement in heard if not statement.startswith("BEGIN")} == {"SELECT"}


def test_ids_that_nobody_has_are_not_there(ana: Person) -> None:
    path = f"/api/passkeys/{some_id()}"

    assert code_of(ana.put(path, json={"name": "x"})) == (404, "not_found")
    assert code_of(ana.delete(path, json={"proof": by_key(ana)})) == (404, "not_found")
