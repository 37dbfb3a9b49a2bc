# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/invites: a therapist invites."""

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, in_days, invite, some_id


@BOTH_DATABASES
def test_theo_makes_an_invite(theo: Person) -> None:
    body = {"invite_id": some_id(), "expires_at": in_days(14)}

    answer = theo.post("/api/invites", json=body)

    assert (answer.status_code, answer.json) == (201, body)


@BOTH_DATABASES
def test_the_same_invite_again_is_a_repeat(theo: Person) -> None:
    body = {"invite_id": some_id(), "expires_at": in_days(14)}

    assert theo.post("/api/invites", json=body).json == theo.post("/api/invites", json=body).json


def test_a_patient_invites_nobody(ana: Person) -> None:
    answer = ana.post("/api/invites", json={"invite_id": some_id(), "expires_at": in_days(1)})

    assert code_of(answer) == (403, "wrong_role")


@pytest.mark.parametrize("days", [-1, 0, 16])
def test_an_invite_is_good_for_two_weeks_at_most(theo: Person, days: int) -> None:
    answer = theo.post("/api/invites", json={"invite_id": some_id(), "expires_at": in_days(days)})

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == "expires_at"


@pytest.mark.parametrize(
    "time", ["2026-02-30T00:00:00Z", "2026-11-22 03:46:00Z", "2026-11-22T03:46:00", 0, "9999"]
)
def test_a_time_that_is_none_is_refused(theo: Person, time: object) -> None:
    answer = theo.post("/api/invites", json={"invite_id": some_id(), "expires_at": time})

    assert code_of(answer) == (422, "invalid_request")


@BOTH_DATABASES
def test_another_therapist_cannot_take_over_an_invite(theo: Person, ulla: Person) -> None:
    invite_id = invite(theo)

    answer = ulla.post("/api/invites", json={"invite_id": invite_id, "expires_at": in_days(14)})

    assert code_of(answer) == (422, "invalid_request")
