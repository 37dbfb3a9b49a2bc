# SPDX-License-Identifier: AGPL-3.0-or-later
"""GET /api/shares: the feed of what passed between the two, both ways."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from server.sharing.models import Share
from server.sharing.rules import expire_shares
from server.storage import database
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, envelope, in_days

pytestmark = BOTH_DATABASES


def test_both_directions_come_in_the_readers_order(pair: Pair) -> None:
    first, second = pair.share(pair.patient), pair.share(pair.therapist)
    third = pair.share(pair.patient)

    for person in (pair.patient, pair.therapist):
        assert [share["share_id"] for share in person.shares()] == [first, second, third]
        assert [share["position"] for share in person.shares()] == [1, 2, 3]


def test_shares_come_in_pages(pair: Pair) -> None:
    for turn in range(5):
        pair.share(pair.patient if turn % 2 else pair.therapist)

    pages = [pair.patient.get(f"/api/shares?limit=2&after={after}").json for after in (0, 2, 4, 5)]

    assert [(len(p["shares"]), p["position"], p["more"]) for p in pages] == [
        (2, 2, True),
        (2, 4, True),
        (1, 5, False),
        (0, 5, False),
    ]


def test_a_page_of_large_shares_ends_at_two_mebibytes(pair: Pair) -> None:
    for _ in range(2):
        pair.share(pair.patient, envelope=envelope(size=1_081_344))

    page = pair.therapist.get("/api/shares").json

    assert (len(page["shares"]), page["more"]) == (1, True)


def test_nobody_else_sees_what_passed(pair: Pair, bea: Person, ulla: Person, mallory: Person) -> None:
    pair.share(pair.patient)

    for stranger in (bea, ulla, mallory):
        assert stranger.shares() == []


def test_a_therapist_sees_each_patients_shares_and_no_journal(pair: Pair, bea: Person, theo: Person) -> None:
    pair.patient.keep(b"private")
    pair.share(pair.patient, b"ana")
    Pair(bea, theo).share(bea, b"bea")

    assert [share["envelope"] for share in theo.shares()] == [envelope(b"ana"), envelope(b"bea")]
    assert theo.entries() == []


def test_the_first_to_ask_after_the_end_finds_a_tombstone(
    app: Flask, pair: Pair, later: Callable[[timedelta], None]
) -> None:
    pair.share(pair.patient, expires_at=in_days(7))
    lasting = pair.share(pair.patient)

    later(timedelta(days=7, seconds=1))
    pair.therapist.come_back()

    assert [share["envelope"] is None for share in pair.therapist.shares()] == [False, True]
    assert pair.therapist.shares()[0]["share_id"] == lasting
    assert pair.patient.events() == ["shared", "shared", "expired"]
    with app.app_context(), database.reading() as session:
        assert len(session.scalars(select(Share).where(Share.envelope.is_(None))).all()) == 1


def test_the_end_of_a_share_reaches_a_reader_who_had_read_on(
    pair: Pair, later: Callable[[timedelta], None]
) -> None:
    pair.share(pair.patient, expires_at=in_days(1))
    position = pair.therapist.get("/api/shares").json["position"]

    later(timedelta(days=2))
    pair.therapist.come_back()

    assert [share["envelope"] for share in pair.therapist.shares(after=position)] == [None]


def test_the_operator_ends_what_is_over_for_people_who_do_not_come_by(
    app: Flask, pair: Pair, bea: Person, later: Callable[[timedelta], None]
) -> None:
    pair.share(pair.patient, expires_at=in_days(1))
    Pair(bea, pair.therapist).share(bea, expires_at=in_days(1))

    later(timedelta(days=2))

    with app.app_context(), database.writing() as session:
        assert expire_shares(session) == 2
        assert expire_shares(session) == 0
