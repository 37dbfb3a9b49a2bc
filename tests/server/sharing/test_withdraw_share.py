"""DELETE /api/pairings/<id>/shares/<share_id>: un-share."""

from flask import Flask
from sqlalchemy import select

from server import database
from server.sharing.models import Share
from tests.server.people import Pair, Person, code_of, sealed_share, some_id


def test_a_withdrawn_share_is_a_tombstone_for_both(pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"words")

    assert pair.patient.delete(pair.share_path(share_id)).status_code == 204

    for person in (pair.patient, pair.therapist):
        (share,) = person.shares(after=1)
        assert (share["share_id"], share["envelope"], share["revision"]) == (share_id, None, 1)


def test_the_envelope_is_gone_from_the_database(app: Flask, pair: Pair) -> None:
    share_id = pair.share(pair.patient, b"words")

    pair.patient.delete(pair.share_path(share_id))

    with app.app_context(), database.reading() as session:
        assert session.scalars(select(Share.envelope)).all() == [None]


def test_withdrawing_twice_is_once(pair: Pair) -> None:
    share_id = pair.share(pair.patient)

    pair.patient.delete(pair.share_path(share_id))

    assert pair.patient.delete(pair.share_path(share_id)).status_code == 204
    assert pair.patient.events() == ["shared", "withdrawn"]


def test_a_withdrawn_id_is_dead(pair: Pair) -> None:
    share_id = pair.share(pair.patient)
    pair.patient.delete(pair.share_path(share_id))

    answer = pair.patient.put(pair.share_path(share_id), json=sealed_share(revision=2))

    assert code_of(answer) == (409, "stale_revision")
    assert answer.json["stored"]["envelope"] is None


def test_only_the_author_withdraws(pair: Pair, bea: Person, ulla: Person, mallory: Person) -> None:
    share_id = pair.share(pair.patient)

    for other in (pair.therapist, bea, ulla, mallory):
        assert code_of(other.delete(pair.share_path(share_id))) == (404, "not_found")
    assert pair.therapist.shares()[0]["envelope"]


def test_what_never_was_is_not_found(pair: Pair) -> None:
    assert code_of(pair.patient.delete(pair.share_path(some_id()))) == (404, "not_found")
