# SPDX-License-Identifier: AGPL-3.0-or-later
"""DELETE /api/pairings/<id>/shares/<share_id>: un-share."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from server import create_app
from server.config import Settings
from server.sharing.models import Share
from server.storage import database
from tests.server.conftest import close
from tests.server.databases import BOTH_DATABASES
from tests.server.people import Pair, Person, code_of, envelope, in_days, sealed_share, some_id

pytestmark = BOTH_DATABASES


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


WORDS = b"words, sealed;"


@pytest.fixture
def on_a_file(settings: Settings, tmp_path: Path) -> Iterator[Pair]:
    """Ana and Theo on a SQLite file of their own."""
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'own.sqlite3'}"))
    app.test_cli_runner().invoke(args=["upgrade-database"])
    yield Pair(Person(app, "ana"), Person(app, "theo", "therapist"))
    close(app)


def lingers(folder: Path) -> bool:
    """Whether the words stand in the database file or its write-ahead log."""
    return any(WORDS in file.read_bytes() for file in folder.glob("own.sqlite3*"))


def withdraw(pair: Pair, share_id: str) -> None:
    assert pair.patient.delete(pair.share_path(share_id)).status_code == 204


def end_pairing_of(pair: Pair, _share_id: str) -> None:
    assert pair.therapist.delete(pair.path).status_code == 204


@pytest.mark.parametrize("take_back", [withdraw, end_pairing_of])
@pytest.mark.parametrize("size", [1024, 65_536])
def test_no_file_holds_the_sealed_bytes_of_what_was_taken_back(
    on_a_file: Pair, tmp_path: Path, take_back: Callable[[Pair, str], None], size: int
) -> None:
    filler = WORDS * (size // len(WORDS))
    share_id = on_a_file.share(on_a_file.patient, envelope=envelope(filler, size))
    assert lingers(tmp_path)

    take_back(on_a_file, share_id)

    assert not lingers(tmp_path)


def test_no_file_holds_the_sealed_bytes_of_what_is_over(
    on_a_file: Pair, tmp_path: Path, later: Callable[[timedelta], None]
) -> None:
    on_a_file.share(on_a_file.patient, WORDS, expires_at=in_days(1))
    assert lingers(tmp_path)

    later(timedelta(days=2))
    on_a_file.patient.shares()

    assert not lingers(tmp_path)


def test_whoever_reads_just_then_holds_nobody_up(on_a_file: Pair) -> None:
    share_id = on_a_file.share(on_a_file.patient)
    app = on_a_file.patient.app

    with app.app_context(), database.reading() as session:
        session.scalars(select(Share.envelope)).all()
        withdraw(on_a_file, share_id)

    on_a_file.patient.keep()


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
