# SPDX-License-Identifier: AGPL-3.0-or-later
"""DELETE /api/invites/<id>: a therapist takes an invite back."""

from collections.abc import Callable

from flask import Flask

from server.config import Practice
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, acceptance, code_of, invite, registration, some_id

pytestmark = BOTH_DATABASES


def test_an_invite_taken_back_admits_and_pairs_nobody(
    ana: Person, theo: Person, app_with: Callable[..., Flask]
) -> None:
    client, invite_id = app_with(practice=Practice(registration="invite")).test_client(), invite(theo)

    assert theo.delete(f"/api/invites/{invite_id}").status_code == 204

    registered = client.post("/api/accounts", json=registration("mallory", enrolment=invite_id))
    accepted = ana.post(f"/api/invites/{invite_id}/acceptance", json=acceptance(ana, some_id()))
    assert code_of(registered) == (403, "enrolment_refused")
    assert code_of(accepted) == (404, "invite_unusable")


def test_taking_it_back_again_after_a_lost_answer_changes_nothing(theo: Person) -> None:
    path = f"/api/invites/{invite(theo)}"

    assert [theo.delete(path).status_code for _ in range(2)] == [204, 204]


def test_nobody_takes_back_anothers_invite_or_learns_of_it(ana: Person, theo: Person, ulla: Person) -> None:
    invite_id = invite(theo)

    assert code_of(ana.delete(f"/api/invites/{invite_id}")) == (403, "wrong_role")
    assert [ulla.delete(f"/api/invites/{one}").status_code for one in (invite_id, some_id())] == [204, 204]

    accepted = ana.post(f"/api/invites/{invite_id}/acceptance", json=acceptance(ana, some_id()))
    assert accepted.status_code == 201


def test_an_invite_that_was_accepted_ends_no_pairing(ana: Person, theo: Person) -> None:
    pair = Pair(ana, theo)

    assert theo.delete(f"/api/invites/{pair.invite_id}").status_code == 204

    assert [row["state"] for row in ana.get("/api/pairings").json["pairings"]] == ["confirmed"]
    again = ana.post(f"/api/invites/{pair.invite_id}/acceptance", json=pair.acceptance)
    assert again.status_code == 201
