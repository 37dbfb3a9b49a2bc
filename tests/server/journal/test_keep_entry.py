# SPDX-License-Identifier: AGPL-3.0-or-later
"""PUT /api/entries/<id>: keep one sealed entry."""

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, envelope, sealed, some_id


@pytest.fixture
def url() -> str:
    return f"/api/entries/{some_id()}"


def test_ana_keeps_an_entry_and_gets_its_receipt(ana: Person, url: str) -> None:
    answer = ana.put(url, json=sealed(b"first"))

    assert answer.status_code == 200
    assert answer.json == {"entry_id": url[-36:], "revision": 1, "position": 1}


@BOTH_DATABASES
def test_what_ana_kept_comes_back_byte_for_byte(ana: Person, url: str) -> None:
    ana.put(url, json=sealed(b"first"))

    (kept,) = ana.entries()

    assert kept["envelope"] == envelope(b"first")
    assert (kept["revision"], kept["deleted"], kept["position"]) == (1, False, 1)


@BOTH_DATABASES
def test_an_edit_takes_a_new_place_in_the_feed(ana: Person, url: str) -> None:
    ana.put(url, json=sealed(b"first"))
    ana.keep()

    edited = ana.put(url, json=sealed(b"second", revision=2))

    assert edited.json["position"] == 3
    assert [entry["position"] for entry in ana.entries()] == [2, 3]


@BOTH_DATABASES
def test_keeping_the_same_again_after_a_lost_answer_changes_nothing(ana: Person, url: str) -> None:
    first = ana.put(url, json=sealed(b"first"))

    again = ana.put(url, json=sealed(b"first"))

    assert (again.status_code, again.json) == (200, first.json)
    assert ana.get("/api/account").json["head"] == 1


def test_the_second_of_two_devices_is_told_what_is_stored(ana: Person, url: str) -> None:
    ana.put(url, json=sealed(b"phone"))

    answer = ana.put(url, json=sealed(b"tablet"))

    assert code_of(answer) == (409, "stale_revision")
    assert answer.json["stored"]["envelope"] == envelope(b"phone")
    assert answer.json["stored"]["revision"] == 1


@pytest.mark.parametrize(("revision", "replaces"), [(1, 0), (3, None), (3, 2), (2, 0), (1, 1), (2, 2)])
def test_a_revision_that_does_not_follow_is_stale(
    ana: Person, url: str, revision: int, replaces: int | None
) -> None:
    ana.put(url, json=sealed(b"first"))

    answer = ana.put(url, json=sealed(b"other", revision=revision, replaces=replaces))

    assert code_of(answer) == (409, "stale_revision")
    assert ana.entries()[0]["envelope"] == envelope(b"first")


def test_a_jump_that_names_what_it_replaces_is_taken(ana: Person, url: str) -> None:
    ana.put(url, json=sealed(b"first"))

    assert ana.put(url, json=sealed(b"merged", revision=9, replaces=1)).status_code == 200


def test_after_a_restored_backup_the_phone_pushes_what_the_server_lacks(ana: Person, url: str) -> None:
    stale = ana.put(url, json=sealed(b"fifth", revision=5))
    pushed = ana.put(url, json=sealed(b"fifth", revision=5, replaces=0))

    assert code_of(stale) == (409, "stale_revision")
    assert stale.json["stored"] is None
    assert pushed.json["revision"] == 5


def test_a_deletion_replaces_the_older_bytes(ana: Person, url: str) -> None:
    ana.put(url, json=sealed(b"first"))

    ana.put(url, json=sealed(b"gone", revision=2, deleted=True))

    (kept,) = ana.entries()
    assert (kept["deleted"], kept["envelope"]) == (True, envelope(b"gone"))


@BOTH_DATABASES
def test_a_stranger_using_the_same_id_writes_only_her_own_journal(
    ana: Person, mallory: Person, url: str
) -> None:
    ana.put(url, json=sealed(b"ana"))

    hers = mallory.put(url, json=sealed(b"mallory"))

    assert hers.status_code == 200
    assert ana.put(url, json=sealed(b"ana")).json["revision"] == 1
    assert ana.entries()[0]["envelope"] == envelope(b"ana")


def test_a_stranger_learns_nothing_from_a_conflict(ana: Person, mallory: Person, url: str) -> None:
    ana.put(url, json=sealed(b"ana"))

    answer = mallory.put(url, json=sealed(b"mallory", revision=2))

    assert code_of(answer) == (409, "stale_revision")
    assert answer.json["stored"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"envelope": envelope()[:-2]}, "envelope"),
        ({"envelope": envelope(size=1000)}, "envelope"),
        ({"envelope": envelope(size=1025)}, "envelope"),
        ({"envelope": "AA" + envelope()[2:]}, "envelope"),
        ({"envelope": envelope() + "="}, "envelope"),
        ({"envelope": None}, "envelope"),
        ({"revision": 0}, "revision"),
        ({"revision": 1.0}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": "1"}, "revision"),
        ({"revision": 2**52}, "revision"),
        ({"revision": 2**53}, "revision"),
        ({"replaces": 2**52}, "replaces"),
        ({"replaces": -1}, "replaces"),
        ({"deleted": 0}, "deleted"),
        ({"deleted": "false"}, "deleted"),
        ({"attachment_ids": [some_id()]}, "attachment_ids"),
        ({"mood": 4}, "mood"),
    ],
)
def test_what_the_protocol_cannot_make_is_refused_by_name(
    ana: Person, url: str, changes: dict[str, object], field: str
) -> None:
    answer = ana.put(url, json=sealed(b"first") | changes)

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == field
    assert ana.entries() == []


@BOTH_DATABASES
def test_the_largest_entry_is_kept_and_the_next_bucket_is_not(ana: Person, url: str) -> None:
    largest, too_large = envelope(size=1_081_344), envelope(size=1_114_112)

    assert ana.put(url, json=sealed(envelope=largest)).status_code == 200
    assert code_of(ana.put(url, json=sealed(envelope=too_large))) == (422, "invalid_request")
    assert ana.entries()[0]["envelope"] == largest


@pytest.mark.parametrize(
    "wrong", ["0", "ABCDEF00-0000-4000-8000-000000000000", "{816c9dcd-b26d-47d2-a5cc-6cc3f5382965}"]
)
def test_an_id_that_is_none_is_not_there(ana: Person, wrong: str) -> None:
    assert ana.put(f"/api/entries/{wrong}", json=sealed()).status_code in {404, 405}
