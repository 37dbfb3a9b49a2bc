# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is over leaves the SQLite file and its write-ahead log (database.py, checkpoint_wal)."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from server.config import Settings
from server.http.wire import from_base64url
from tests.server.people import Pair, Person, password_slot, random_text, sealed


def disk(settings: Settings) -> bytes:
    """All the bytes of a server's database: the file and what SQLite keeps beside it."""
    file = Path(make_url(settings.database_url).database or "")
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


@pytest.mark.parametrize("together", [False, True])
def test_a_deleted_entry(ana: Person, settings: Settings, *, together: bool) -> None:
    entry_id = ana.keep(b"")
    (row,) = ana.entries()
    kept = from_base64url(row["envelope"])
    assert kept[100:132] in disk(settings)

    deleted = sealed(b"", 2, deleted=True)
    if together:
        ana.post("/api/entries", json={"entries": [deleted | {"entry_id": entry_id}]})
    else:
        ana.put(f"/api/entries/{entry_id}", json=deleted)

    assert ana.entries()[0]["deleted"]
    assert kept[100:132] not in disk(settings)


def test_a_slot_that_was_replaced(ana: Person, settings: Settings) -> None:
    slots = {slot["type"]: slot for slot in ana.get("/api/slots").json["slots"]}
    old = from_base64url(slots["password"]["envelope"])
    assert old in disk(settings)
    proof = {"auth_key": ana.body["auth_key"]}
    body = {"proof": proof, "auth_key": random_text(), "slots": [password_slot(), slots["recovery"]]}

    assert ana.put("/api/account/keys", json=body).status_code == 200

    assert old not in disk(settings)


@pytest.mark.parametrize("how", ["pairing", "account"])
def test_the_sealed_name_tag_and_key_of_a_pairing_that_ended(
    pair: Pair, settings: Settings, how: str
) -> None:
    sealed_name, tag, key = (from_base64url(pair.acceptance[name]) for name in ("hello", "tag", "pk_patient"))
    assert sealed_name[100:132] in disk(settings)
    body = {"proof": {"auth_key": pair.patient.body["auth_key"]}}

    ended = pair.patient.delete(pair.path if how == "pairing" else "/api/account", json=body)

    assert ended.status_code == 204
    left = disk(settings)
    assert [part in left for part in (sealed_name[100:132], tag, key)] == [False] * 3
    (row,) = pair.therapist.get("/api/pairings").json["pairings"]
    assert (row["state"], len(from_base64url(row["hello"]))) == ("ended", 1105)
