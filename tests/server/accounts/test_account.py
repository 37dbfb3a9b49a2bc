# SPDX-License-Identifier: AGPL-3.0-or-later
"""GET /api/account, GET /api/slots, GET /api/practice."""

from collections.abc import Callable

from flask import Flask

from server.config import Help, Practice
from tests.server.people import Person, code_of


def test_ana_sees_her_own_account(ana: Person) -> None:
    account = ana.get("/api/account").json

    assert account.keys() == {"account_id", "role", "login", "created_at", "epoch", "head"}
    assert (account["account_id"], account["role"], account["login"]) == (ana.account_id, "patient", "ana")
    assert account["head"] == 0


def test_ana_gets_her_slots_as_she_made_them(ana: Person) -> None:
    slots = ana.get("/api/slots").json["slots"]

    assert sorted(slots, key=str) == sorted(ana.body["slots"], key=str)


def test_mallory_gets_her_own_slots_and_no_others(ana: Person, mallory: Person) -> None:
    hers = {slot["slot_id"] for slot in mallory.get("/api/slots").json["slots"]}

    assert hers.isdisjoint({slot["slot_id"] for slot in ana.body["slots"]})
    assert code_of(mallory.client.get("/api/slots")) == (401, "not_signed_in")


def test_anybody_reads_whom_to_call_at_night(app_with: Callable[..., Flask]) -> None:
    practice = Practice("Praxis am See", "invite", (Help("Kris", "0800 1", "day and night"),))

    told = app_with(practice=practice).test_client().get("/api/practice").json

    assert told == {
        "name": "Praxis am See",
        "registration": "invite",
        "help": [{"name": "Kris", "number": "0800 1", "text": "day and night"}],
        "backup_days": 35,
    }
