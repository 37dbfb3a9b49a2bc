# SPDX-License-Identifier: AGPL-3.0-or-later
"""DELETE /api/pairings/<id>: part."""

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, code_of, some_id

pytestmark = BOTH_DATABASES


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_either_side_ends_it_and_everything_shared_is_gone(pair: Pair, who: str) -> None:
    pair.share(pair.patient)
    pair.share(pair.therapist)

    assert getattr(pair, who).delete(pair.path).status_code == 204

    for person in (pair.patient, pair.therapist):
        assert [share["envelope"] for share in person.shares()] == [None, None]
        (pairing,) = person.get("/api/pairings").json["pairings"]
        assert pairing["state"] == "ended"


def test_the_tombstones_reach_a_reader_who_had_read_on(pair: Pair) -> None:
    pair.share(pair.patient)
    pair.share(pair.patient)
    position = pair.therapist.get("/api/shares").json["position"]

    pair.patient.delete(pair.path)

    assert [share["envelope"] for share in pair.therapist.shares(after=position)] == [None, None]


def test_both_ledgers_say_so(pair: Pair) -> None:
    pair.share(pair.patient)
    pair.patient.delete(pair.path)

    assert pair.patient.events() == ["shared", "ended"]
    assert pair.therapist.events() == ["ended"]


def test_ending_again_is_the_same_end(pair: Pair) -> None:
    pair.patient.delete(pair.path)
    (before,) = pair.patient.get("/api/pairings").json["pairings"]

    assert pair.therapist.delete(pair.path).status_code == 204
    assert pair.patient.get("/api/pairings").json["pairings"] == [before]
    assert pair.patient.events() == ["ended"]


def test_nobody_else_ends_it(pair: Pair, bea: Person, ulla: Person, mallory: Person) -> None:
    for stranger in (bea, ulla, mallory):
        assert code_of(stranger.delete(pair.path)) == (404, "not_found")
    assert code_of(pair.patient.delete(f"/api/pairings/{some_id()}")) == (404, "not_found")
    assert pair.patient.get("/api/pairings").json["pairings"][0]["state"] == "confirmed"


def test_another_pairing_of_the_same_therapist_is_untouched(pair: Pair, bea: Person) -> None:
    other = Pair(bea, pair.therapist)
    other.share(bea)

    pair.therapist.delete(pair.path)

    assert [share["envelope"] is None for share in bea.shares()] == [False]
