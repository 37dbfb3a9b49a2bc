# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/invites/<id>/acceptance: a patient accepts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, acceptance, code_of, envelope, invite, random_text, some_id

pytestmark = BOTH_DATABASES


def accept(patient: Person, invite_id: str, body: dict[str, Any]) -> Any:
    return patient.post(f"/api/invites/{invite_id}/acceptance", json=body)


def test_ana_accepts_and_both_see_the_pairing(ana: Person, theo: Person) -> None:
    invite_id, body = invite(theo), acceptance(ana, some_id())

    answer = accept(ana, invite_id, body)

    assert (answer.status_code, answer.json) == (201, {"pairing_id": body["pairing_id"]})
    for person in (ana, theo):
        (pairing,) = person.get("/api/pairings").json["pairings"]
        assert pairing.pop("since")
        assert pairing == body | {
            "invite_id": invite_id,
            "therapist_id": theo.account_id,
            "state": "accepted",
        }


def test_accepting_again_after_a_lost_answer_changes_nothing(ana: Person, theo: Person) -> None:
    invite_id, body = invite(theo), acceptance(ana, some_id())

    accept(ana, invite_id, body)

    assert accept(ana, invite_id, body).status_code == 201
    assert len(ana.get("/api/pairings").json["pairings"]) == 1


def test_an_invite_is_good_once(ana: Person, bea: Person, theo: Person) -> None:
    invite_id = invite(theo)
    accept(ana, invite_id, acceptance(ana, some_id()))

    assert code_of(accept(bea, invite_id, acceptance(bea, some_id()))) == (404, "invite_unusable")
    assert code_of(accept(ana, invite_id, acceptance(ana, some_id()))) == (404, "invite_unusable")
    assert bea.get("/api/pairings").json == {"pairings": []}


def test_unknown_used_and_over_are_told_alike(
    ana: Person, theo: Person, later: Callable[[timedelta], None]
) -> None:
    invite_id = invite(theo, days=1)
    unknown = accept(ana, some_id(), acceptance(ana, some_id()))

    later(timedelta(days=2))
    over = accept(ana, invite_id, acceptance(ana, some_id()))

    assert code_of(unknown) == code_of(over) == (404, "invite_unusable")
    assert unknown.data == over.data


def test_a_pairing_id_is_never_used_twice(ana: Person, bea: Person, theo: Person) -> None:
    pairing_id = some_id()
    accept(ana, invite(theo), acceptance(ana, pairing_id))
    ana.delete(f"/api/pairings/{pairing_id}")

    assert code_of(accept(bea, invite(theo), acceptance(bea, pairing_id))) == (409, "pairing_id_used")
    assert code_of(accept(ana, invite(theo), acceptance(ana, pairing_id))) == (409, "pairing_id_used")


def test_mallory_cannot_accept_in_anas_name(ana: Person, mallory: Person, theo: Person) -> None:
    answer = accept(mallory, invite(theo), acceptance(ana, some_id()))

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == "patient_id"
    assert ana.get("/api/pairings").json == {"pairings": []}


def test_mallory_learns_nothing_from_repeating_anas_acceptance(
    ana: Person, mallory: Person, theo: Person
) -> None:
    invite_id, body = invite(theo), acceptance(ana, some_id())
    accept(ana, invite_id, body)

    answer = accept(mallory, invite_id, body | {"patient_id": mallory.account_id})

    assert code_of(answer) == (404, "invite_unusable")


def test_a_therapist_accepts_no_invite(theo: Person, ulla: Person) -> None:
    assert code_of(accept(ulla, invite(theo), acceptance(ulla, some_id()))) == (403, "wrong_role")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pk_patient", random_text(31)),
        ("tag", random_text(33)),
        ("hello", envelope()[:-1]),
        ("pairing_id", "x"),
        ("name", "Ana"),
    ],
    ids=["pk_patient", "tag", "hello", "pairing_id", "name"],
)
def test_what_the_protocol_cannot_make_is_refused(ana: Person, theo: Person, field: str, value: str) -> None:
    answer = accept(ana, invite(theo), acceptance(ana, some_id()) | {field: value})

    assert (answer.status_code, answer.json["field"]) == (422, field)
