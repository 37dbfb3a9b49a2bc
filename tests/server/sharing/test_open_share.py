# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/shares/<id>/opened, GET /api/ledger: who opened what."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, code_of, sealed_share, some_id

pytestmark = BOTH_DATABASES


def test_ana_is_told_that_theo_opened_it(pair: Pair) -> None:
    share_id = pair.share(pair.patient)

    opened_at = pair.opened(pair.therapist, share_id).json["opened_at"]

    (share,) = pair.patient.shares(after=1)
    assert share["opened_at"] == opened_at
    assert pair.patient.events() == ["shared", "opened"]


def test_the_first_time_stays(pair: Pair, later: Callable[[timedelta], None]) -> None:
    share_id = pair.share(pair.patient)
    first = pair.opened(pair.therapist, share_id)

    later(timedelta(minutes=5))

    assert pair.opened(pair.therapist, share_id).json == first.json
    assert pair.patient.events() == ["shared", "opened"]


def test_a_copy_shared_anew_has_not_been_opened(pair: Pair, later: Callable[[timedelta], None]) -> None:
    share_id = pair.share(pair.patient)
    first = pair.opened(pair.therapist, share_id).json["opened_at"]
    pair.patient.put(pair.share_path(share_id), json=sealed_share(revision=2))

    (share,) = pair.patient.shares()
    assert (share["revision"], share["opened_revision"], share["opened_at"]) == (2, 1, first)

    later(timedelta(minutes=5))
    second = pair.opened(pair.therapist, share_id, revision=2).json["opened_at"]

    (share,) = pair.patient.shares()
    assert (share["opened_revision"], share["opened_at"]) == (2, second)
    assert second > first


def test_an_opening_told_late_takes_nothing_from_a_later_one(pair: Pair) -> None:
    share_id = pair.share(pair.patient)
    pair.patient.put(pair.share_path(share_id), json=sealed_share(revision=2))
    second = pair.opened(pair.therapist, share_id, revision=2).json["opened_at"]

    pair.opened(pair.therapist, share_id, revision=1)

    (share,) = pair.patient.shares()
    assert (share["opened_revision"], share["opened_at"]) == (2, second)


def test_each_revision_that_was_opened_stands_in_the_ledger(pair: Pair) -> None:
    share_id = pair.share(pair.patient)
    pair.opened(pair.therapist, share_id)
    pair.patient.put(pair.share_path(share_id), json=sealed_share(revision=2))
    pair.opened(pair.therapist, share_id, revision=2)

    events = pair.patient.get("/api/ledger").json["events"]

    assert [(event["event"], event["revision"]) for event in events] == [
        ("shared", 1),
        ("opened", 1),
        ("shared", 2),
        ("opened", 2),
    ]


def test_what_was_read_without_signal_and_withdrawn_meanwhile_was_read(pair: Pair) -> None:
    share_id = pair.share(pair.patient)
    pair.patient.delete(pair.share_path(share_id))

    assert pair.opened(pair.therapist, share_id).status_code == 200
    assert pair.patient.events() == ["shared", "withdrawn", "opened"]
    assert pair.therapist.shares()[0]["envelope"] is None


def test_a_revision_that_never_was_cannot_be_opened(pair: Pair) -> None:
    share_id = pair.share(pair.patient)

    assert code_of(pair.opened(pair.therapist, share_id, revision=2)) == (422, "invalid_request")


def test_only_the_receiver_opens(pair: Pair, bea: Person, ulla: Person, mallory: Person) -> None:
    share_id = pair.share(pair.patient)

    for other in (pair.patient, bea, ulla, mallory):
        assert code_of(pair.opened(other, share_id)) == (404, "not_found")
    assert code_of(pair.opened(pair.therapist, some_id())) == (404, "not_found")
    assert pair.patient.events() == ["shared"]


def test_mallory_cannot_report_through_a_pairing_of_her_own(
    pair: Pair, mallory: Person, ulla: Person
) -> None:
    share_id, hers = pair.share(pair.patient), Pair(mallory, ulla)

    assert code_of(hers.opened(mallory, share_id)) == (404, "not_found")


def test_after_the_end_nothing_is_reported(pair: Pair) -> None:
    share_id = pair.share(pair.patient)
    pair.patient.delete(pair.path)

    assert code_of(pair.opened(pair.therapist, share_id)) == (404, "not_found")


def test_the_ledger_is_read_on_in_pages(pair: Pair) -> None:
    for _ in range(3):
        pair.share(pair.patient)

    first = pair.patient.get("/api/ledger?limit=2").json
    rest = pair.patient.get(f"/api/ledger?after={first['position']}").json

    assert first.keys() == {"events", "position", "more"}
    assert (len(first["events"]), first["more"]) == (2, True)
    assert (len(rest["events"]), rest["more"]) == (1, False)


def test_an_event_says_what_when_and_where(pair: Pair) -> None:
    share_id = pair.share(pair.patient)

    (event,) = pair.patient.get("/api/ledger").json["events"]

    assert event.pop("at").endswith("Z")
    assert event == {
        "event": "shared",
        "pairing_id": pair.pairing_id,
        "share_id": share_id,
        "revision": 1,
        "position": 1,
    }


@pytest.mark.parametrize("who", ["bea", "ulla", "mallory"])
def test_nobody_reads_anothers_ledger(pair: Pair, request: pytest.FixtureRequest, who: str) -> None:
    pair.share(pair.patient)

    assert request.getfixturevalue(who).events() == []
    assert pair.therapist.events() == []
