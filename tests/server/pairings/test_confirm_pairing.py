# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/pairings/<id>/confirmation, GET /api/pairings."""

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, code_of, some_id

pytestmark = BOTH_DATABASES


def state(person: Person) -> list[str]:
    return [pairing["state"] for pairing in person.get("/api/pairings").json["pairings"]]


def test_theo_confirms_and_both_see_it(ana: Person, theo: Person) -> None:
    pair = Pair(ana, theo, confirmed=False)
    assert state(ana) == ["accepted"]

    answer = theo.post(f"{pair.path}/confirmation")

    assert answer.json == {"pairing_id": pair.pairing_id, "state": "confirmed"}
    assert state(ana) == state(theo) == ["confirmed"]


def test_confirming_again_changes_nothing(pair: Pair) -> None:
    assert pair.therapist.post(f"{pair.path}/confirmation").json["state"] == "confirmed"


def test_nobody_else_confirms(ana: Person, theo: Person, ulla: Person, mallory: Person) -> None:
    pair = Pair(ana, theo, confirmed=False)

    assert code_of(ulla.post(f"{pair.path}/confirmation")) == (404, "not_found")
    assert code_of(ana.post(f"{pair.path}/confirmation")) == (403, "wrong_role")
    assert code_of(mallory.post(f"{pair.path}/confirmation")) == (403, "wrong_role")
    assert code_of(theo.post(f"/api/pairings/{some_id()}/confirmation")) == (404, "not_found")
    assert state(ana) == ["accepted"]


def test_what_has_ended_is_not_confirmed(pair: Pair) -> None:
    pair.patient.delete(pair.path)

    assert code_of(pair.therapist.post(f"{pair.path}/confirmation")) == (404, "not_found")


def test_a_stranger_sees_nobodys_pairings(pair: Pair, ulla: Person, mallory: Person) -> None:
    assert state(ulla) == state(mallory) == []
