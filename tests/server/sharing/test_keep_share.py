# SPDX-License-Identifier: AGPL-3.0-or-later
"""PUT /api/pairings/<id>/shares/<share_id>: share a copy."""

from typing import Any

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, code_of, envelope, in_days, sealed_share, some_id


@BOTH_DATABASES
def test_what_ana_shares_reaches_theo_byte_for_byte(pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"for theo")

    (share,) = pair.therapist.shares()

    assert share.pop("kept_at")
    assert share == {
        "pairing_id": pair.pairing_id,
        "share_id": share_id,
        "from_id": pair.patient.account_id,
        "to_id": pair.therapist.account_id,
        "revision": 1,
        "envelope": envelope(b"for theo"),
        "expires_at": None,
        "attachment_ids": [],
        "position": 1,
        "opened_at": None,
        "opened_revision": None,
    }


def test_the_receipt_names_the_authors_own_position(pair: Pair) -> None:
    pair.patient.keep()
    share_id = some_id()

    answer = pair.patient.put(pair.share_path(share_id), json=sealed_share())

    assert answer.json == {
        "pairing_id": pair.pairing_id,
        "share_id": share_id,
        "revision": 1,
        "position": 2,
    }
    assert pair.therapist.shares()[0]["position"] == 1


def test_theo_shares_an_appointment_the_other_way(pair: Pair) -> None:
    pair.share(pair.therapist, b"tuesday")

    (share,) = pair.patient.shares()

    assert (share["from_id"], share["to_id"]) == (pair.therapist.account_id, pair.patient.account_id)


def test_before_theo_confirmed_nothing_can_be_shared_with_him(ana: Person, theo: Person) -> None:
    pair = Pair(ana, theo, confirmed=False)

    answer = ana.put(pair.share_path(some_id()), json=sealed_share())

    assert code_of(answer) == (409, "pairing_not_confirmed")
    assert theo.shares() == []


def test_once_theo_confirmed_the_same_share_is_taken(ana: Person, theo: Person) -> None:
    pair = Pair(ana, theo, confirmed=False)
    theo.post(f"{pair.path}/confirmation")

    pair.share(ana)

    assert len(theo.shares()) == 1


@pytest.mark.parametrize("revision", [0, 2**52, 2**53 - 1])
def test_mallory_cannot_send_theo_a_revision_that_no_client_accepts(pair: Pair, revision: int) -> None:
    sealed = sealed_share(revision=revision, replaces=0)

    answer = pair.patient.put(pair.share_path(some_id()), json=sealed)

    assert code_of(answer) == (422, "invalid_request")
    assert pair.therapist.shares() == []


@BOTH_DATABASES
def test_sharing_anew_replaces_the_copy(pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"one")

    pair.patient.put(pair.share_path(share_id), json=sealed_share(b"two", revision=2))

    (share,) = pair.therapist.shares()
    assert (share["envelope"], share["revision"], share["position"]) == (envelope(b"two"), 2, 2)


@BOTH_DATABASES
def test_sharing_the_same_again_after_a_lost_answer_changes_nothing(pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"one")

    again = pair.patient.put(pair.share_path(share_id), json=sealed_share(b"one"))

    assert (again.status_code, again.json["position"]) == (200, 1)
    assert pair.patient.events() == ["shared"]


def test_a_second_device_is_told_what_is_stored(pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"phone")

    answer = pair.patient.put(pair.share_path(share_id), json=sealed_share(b"tablet"))

    assert code_of(answer) == (409, "stale_revision")
    assert answer.json["stored"]["envelope"] == envelope(b"phone")
    assert answer.json["stored"]["position"] == 1


def test_a_share_the_server_lacks_is_told_as_nothing(pair: Pair) -> None:
    answer = pair.patient.put(pair.share_path(some_id()), json=sealed_share(revision=4))

    assert code_of(answer) == (409, "stale_revision")
    assert answer.json["stored"] is None


def test_the_receiver_cannot_change_what_the_other_shared(pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"ana")

    answer = pair.therapist.put(pair.share_path(share_id), json=sealed_share(b"theo", revision=2))

    assert code_of(answer) == (404, "not_found")
    assert pair.therapist.shares()[0]["envelope"] == envelope(b"ana")


def test_nobody_shares_into_a_pairing_of_others(
    pair: Pair, bea: Person, ulla: Person, mallory: Person
) -> None:
    for stranger in (bea, ulla, mallory):
        answer = stranger.put(pair.share_path(some_id()), json=sealed_share())
        assert code_of(answer) == (404, "not_found")
    assert pair.patient.shares() == pair.therapist.shares() == []


@BOTH_DATABASES
def test_one_share_id_in_two_pairings_is_two_shares(pair: Pair, bea: Person, theo: Person) -> None:
    other, share_id = Pair(bea, theo), some_id()

    pair.patient.put(pair.share_path(share_id), json=sealed_share(b"ana"))
    bea.put(other.share_path(share_id), json=sealed_share(b"bea"))

    assert [share["envelope"] for share in theo.shares()] == [envelope(b"ana"), envelope(b"bea")]
    assert [share["envelope"] for share in pair.patient.shares()] == [envelope(b"ana")]


@BOTH_DATABASES
def test_after_the_pairing_ended_nothing_is_shared(pair: Pair) -> None:
    pair.therapist.delete(pair.path)

    answer = pair.patient.put(pair.share_path(some_id()), json=sealed_share())

    assert code_of(answer) == (404, "not_found")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"envelope": envelope(size=1100)}, "envelope"),
        ({"expires_at": in_days(-1)}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"attachment_ids": [some_id()]}, "attachment_ids"),
        ({"revision": 0}, "revision"),
        ({"deleted": False}, "deleted"),
    ],
)
def test_what_no_share_may_be_is_refused_by_name(pair: Pair, changes: dict[str, Any], field: str) -> None:
    answer = pair.patient.put(pair.share_path(some_id()), json=sealed_share() | changes)

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == field
