# SPDX-License-Identifier: AGPL-3.0-or-later
"""POST /api/entries: keep up to 100 in one transaction, all or none."""

from typing import Any

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, envelope, sealed, some_id

pytestmark = BOTH_DATABASES


def batch(count: int, **changes: Any) -> dict[str, Any]:
    return {"entries": [sealed(b"%d" % n, entry_id=some_id(), **changes) for n in range(count)]}


def test_a_hundred_entries_get_their_receipts_in_order(ana: Person) -> None:
    body = batch(100)

    receipts = ana.post("/api/entries", json=body).json["receipts"]

    assert [r["entry_id"] for r in receipts] == [e["entry_id"] for e in body["entries"]]
    assert [r["position"] for r in receipts] == list(range(1, 101))
    assert [e["envelope"] for e in ana.entries()] == [e["envelope"] for e in body["entries"]]


def test_one_stale_entry_stops_them_all_and_is_shown(ana: Person) -> None:
    stored = ana.keep(b"stored")
    body = batch(3)
    body["entries"][1] |= {"entry_id": stored}

    answer = ana.post("/api/entries", json=body)

    assert code_of(answer) == (409, "stale_revision")
    assert [(r["entry_id"], r["envelope"]) for r in answer.json["stored"]] == [(stored, envelope(b"stored"))]
    assert len(ana.entries()) == 1


def test_a_batch_sent_twice_is_kept_once(ana: Person) -> None:
    body = batch(3)
    first = ana.post("/api/entries", json=body)

    assert ana.post("/api/entries", json=body).json == first.json
    assert ana.get("/api/account").json["head"] == 3


def test_repeats_and_news_go_together(ana: Person) -> None:
    body = batch(2)
    ana.post("/api/entries", json=body)
    body["entries"].append(sealed(b"new", entry_id=some_id()))

    receipts = ana.post("/api/entries", json=body).json["receipts"]

    assert [receipt["position"] for receipt in receipts] == [1, 2, 3]


@pytest.mark.parametrize("count", [0, 101])
def test_none_and_too_many_are_refused(ana: Person, count: int) -> None:
    answer = ana.post("/api/entries", json=batch(count))

    assert code_of(answer) == (422, "invalid_request")
    assert answer.json["field"] == "entries"


def test_one_entry_twice_in_a_batch_is_refused(ana: Person) -> None:
    body = batch(2)
    body["entries"][1]["entry_id"] = body["entries"][0]["entry_id"]

    assert code_of(ana.post("/api/entries", json=body)) == (422, "invalid_request")


def test_a_strangers_batch_with_anas_ids_stays_in_her_own_journal(ana: Person, mallory: Person) -> None:
    body = batch(2)
    ana.post("/api/entries", json=body)

    for entry in body["entries"]:
        entry["envelope"] = envelope(b"mallory")
    assert mallory.post("/api/entries", json=body).status_code == 200

    assert envelope(b"mallory") not in [entry["envelope"] for entry in ana.entries()]


def test_a_batch_beyond_eight_mebibytes_is_refused(ana: Person) -> None:
    body = {"entries": [sealed(envelope=envelope(size=1_081_344), entry_id=some_id()) for _ in range(6)]}

    assert code_of(ana.post("/api/entries", json=body)) == (413, "body_too_large")
