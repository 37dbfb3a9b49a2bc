# SPDX-License-Identifier: AGPL-3.0-or-later
"""A restored backup brings nothing back that somebody had ended (revocations.py, replay.py)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from server.storage import database
from server.storage.database import Base, db
from server.storage.replay import replay
from server.storage.revocations import DamagedLog, RevocationLog
from tests.server.databases import BOTH_DATABASES
from tests.server.people import (
    Browser,
    Pair,
    Person,
    acceptance,
    code_of,
    invite,
    password_slot,
    random_text,
    some_id,
)

pytestmark = BOTH_DATABASES

Recording = Callable[[], Flask]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "denials"


@pytest.fixture
def start(app_with: Callable[..., Flask], folder: Path) -> Recording:
    """Start a server that keeps a record; each start replays it."""
    return lambda: app_with(revocations=folder, backup_days=35)


class Snapshot:
    """The whole database as it was at one moment: what a backup is."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), database.reading() as session:
            self.rows = {
                table.name: session.execute(table.select()).all() for table in Base.metadata.sorted_tables
            }

    def restore_keys(self) -> None:
        with self.app.app_context(), database.writing() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
            for table in Base.metadata.sorted_tables:
                if self.rows[table.name]:
                    session.execute(table.insert(), [dict(row._mapping) for row in self.rows[table.name]])


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted(folder.iterdir()) for line in path.read_text().splitlines()]


def epoch(person: Person) -> str:
    return str(person.get("/api/account").json["epoch"])


def test_a_lost_phone_that_was_signed_out_stays_signed_out(start: Recording) -> None:
    ana = Person(app := start(), "ana")
    lost = Browser(ana)
    backup = Snapshot(app)
    ana.delete(f"/api/logins/{lost.signed_in.json['login_id']}")

    backup.restore_keys()
    assert lost.client.get("/api/account").status_code == 200, "the backup had brought it back"
    start()

    assert code_of(lost.client.get("/api/account")) == (401, "not_signed_in")
    assert ana.get("/api/account").status_code == 200


def test_an_invite_that_was_taken_back_pairs_nobody(start: Recording) -> None:
    theo = Person(app := start(), "theo", "therapist")
    invite_id = invite(theo)
    backup = Snapshot(app)
    theo.delete(f"/api/invites/{invite_id}")

    backup.restore_keys()
    start()

    ana = Person(app, "ana")
    accepted = ana.post(f"/api/invites/{invite_id}/acceptance", json=acceptance(ana, some_id()))
    assert code_of(accepted) == (404, "invite_unusable")


def test_a_copy_that_was_taken_back_stays_taken_back(start: Recording) -> None:
    app = start()
    pair = Pair(Person(app, "ana"), Person(app, "theo", "therapist"))
    share_id = pair.share(pair.patient, b"the blue door")
    backup = Snapshot(app)
    pair.patient.delete(pair.share_path(share_id))

    backup.restore_keys()
    start()

    assert [share["envelope"] for share in pair.therapist.shares()] == [None]


def test_a_copy_the_backup_never_knew_cannot_be_brought_back_by_a_phone_that_slept(start: Recording) -> None:
    app = start()
    pair = Pair(Person(app, "ana"), Person(app, "theo", "therapist"))
    backup = Snapshot(app)
    share_id = pair.share(pair.patient, b"the blue door")
    pair.patient.delete(pair.share_path(share_id))

    backup.restore_keys()
    start()
    body = {"revision": 1, "envelope": pair.acceptance["hello"], "expires_at": None, "attachment_ids": []}
    asleep = pair.patient.put(pair.share_path(share_id), json=body)

    assert code_of(asleep) == (409, "stale_revision")
    assert [share["envelope"] for share in pair.therapist.shares()] == [None]


def test_a_pairing_that_was_ended_stays_ended_with_everything_in_it(start: Recording) -> None:
    app = start()
    pair = Pair(Person(app, "ana"), Person(app, "theo", "therapist"))
    pair.share(pair.patient, b"the blue door")
    backup = Snapshot(app)
    pair.patient.delete(pair.path)

    backup.restore_keys()
    start()

    assert [row["state"] for row in pair.therapist.get("/api/pairings").json["pairings"]] == ["ended"]
    assert [share["envelope"] for share in pair.therapist.shares()] == [None]


def new_password(person: Person, **changes: object) -> str:
    """Give somebody another password; what it signs in with."""
    slots = {slot["type"]: slot for slot in person.get("/api/slots").json["slots"]}
    key = random_text()
    body = {
        "proof": {"auth_key": person.body["auth_key"]},
        "auth_key": key,
        "slots": [password_slot(), slots["recovery"]],
    }
    assert person.put("/api/account/keys", json=body | changes).status_code == 200
    return key


def signs_in(person: Person, key: str) -> int:
    answer = person.client.post("/api/logins", json=person.credentials(auth_key=key, **{"as": "token"}))
    return answer.status_code


def test_a_password_somebody_knew_does_not_open_the_account_again_and_the_new_one_does(
    start: Recording, folder: Path
) -> None:
    ana = Person(app := start(), "ana")
    known = ana.body["auth_key"]
    backup = Snapshot(app)
    new_password(ana, login="ana.r")
    ana.body["auth_key"], ana.name = new_password_again(ana), "ana.r"
    newest = ana.get("/api/slots").json

    backup.restore_keys()
    start()

    assert (signs_in(ana, known), signs_in(ana, ana.body["auth_key"])) == (401, 200)
    ana.token = ana.sign_in()["token"]
    assert ana.get("/api/slots").json == newest
    assert b"auth_key" not in b"".join(path.read_bytes() for path in folder.iterdir())


def new_password_again(ana: Person) -> str:
    """A second change is numbered after the first."""
    slots = {slot["type"]: slot for slot in ana.get("/api/slots").json["slots"]}
    key = random_text()
    proof = {"recovery_auth": ana.body["recovery_auth"]}
    body = {"proof": proof, "auth_key": key, "slots": [password_slot(), slots["recovery"]]}
    assert ana.put("/api/account/keys", json=body).status_code == 200
    return key


def test_a_newer_database_is_never_set_back_by_an_older_line(start: Recording, folder: Path) -> None:
    ana = Person(start(), "ana")
    new_password(ana)
    old_lines = {path: path.read_bytes() for path in folder.iterdir()}
    newest = new_password_again(ana)
    for path, written in old_lines.items():  # the record lost its last line in a crash, the database did not
        path.write_bytes(written)

    start()

    assert signs_in(ana, newest) == 200


def test_a_name_that_went_to_somebody_else_since_stays_hers(start: Recording) -> None:
    ana = Person(app := start(), "ana")
    backup = Snapshot(app)
    key = new_password(ana, login="ana.r")
    backup.restore_keys()
    Person(app, "ana.r")

    start()

    assert signs_in(ana, key) == 200, "under the name the backup knows"


def test_whoever_left_stays_gone_and_her_sealed_slots_with_her(start: Recording, folder: Path) -> None:
    ana, bea = Person(app := start(), "ana"), Person(app, "bea")
    backup = Snapshot(app)
    key, beas = new_password(ana), new_password(bea)
    slots = [slot["envelope"] for slot in ana.get("/api/slots").json["slots"]]
    assert slots[0] in written(folder)
    ana.delete("/api/account", json={"proof": {"auth_key": key}})

    backup.restore_keys()
    start()

    assert [envelope in written(folder) for envelope in slots] == [False, False]
    assert (signs_in(ana, key), signs_in(ana, ana.body["auth_key"])) == (401, 401)
    assert signs_in(bea, beas) == 200, "what was blanked out was nobody else's"


def written(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.iterdir())


def test_every_device_is_told_that_an_older_database_was_put_back(start: Recording) -> None:
    app = start()
    ana, bea = Person(app, "ana"), Person(app, "bea")
    lost = Browser(ana)
    backup = Snapshot(app)
    before = epoch(bea)
    ana.delete(f"/api/logins/{lost.signed_in.json['login_id']}")

    backup.restore_keys()
    start()

    assert epoch(bea) != before


def test_an_ordinary_start_denies_nothing_and_tells_nobody(start: Recording) -> None:
    app = start()
    pair = Pair(Person(app, "ana"), Person(app, "theo", "therapist"))
    pair.patient.delete(pair.share_path(pair.share(pair.patient)))
    pair.patient.delete("/api/logins/" + pair.patient.sign_in()["login_id"])
    before = epoch(pair.patient)

    start()
    start()

    assert epoch(pair.patient) == before


def test_the_record_says_what_is_over_and_nothing_else(start: Recording, folder: Path) -> None:
    app = start()
    pair = Pair(Person(app, "ana"), Person(app, "theo", "therapist"))
    pair.patient.delete(pair.share_path(pair.share(pair.patient, b"the blue door")))
    pair.patient.delete("/api/logins/current")

    withdrawn, login = [line for line in lines(folder) if line["what"] != "keys_replaced"]

    assert set(withdrawn) == {"at", "what", "pairing_id", "share_id", "from_id", "revision"}
    assert set(login) == {"at", "what", "token_hash"}
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_what_failed_is_not_denied_for_ever(start: Recording, folder: Path) -> None:
    app = start()
    pair = Pair(Person(app, "ana"), Person(app, "theo", "therapist"))

    assert pair.therapist.delete(pair.share_path(some_id())).status_code == 404

    assert "share_withdrawn" not in {line["what"] for line in lines(folder)}


def test_half_a_line_of_a_crash_is_cut_off_and_the_rest_is_read(folder: Path) -> None:
    record = RevocationLog(folder)
    record.add([{"what": "one"}])
    path = next(folder.iterdir())
    path.write_bytes(path.read_bytes() + b'{"at":"2026-')

    assert [line["what"] for line in record.lines()] == ["one"]
    record.add([{"what": "two"}])

    assert [line["what"] for line in record.lines()] == ["one", "two"]


@pytest.mark.parametrize("written", ["not json\n", '{"what":"no time"}\n', "[1]\n"])
def test_a_damaged_record_keeps_the_server_closed(
    folder: Path, app: Flask, start: Recording, written: str
) -> None:
    folder.mkdir()
    (folder / "2026-11.machine.jsonl").write_text(written)

    with pytest.raises(DamagedLog):
        start()


def test_a_line_nobody_understands_keeps_the_server_closed(
    folder: Path, app: Flask, start: Recording
) -> None:
    RevocationLog(folder).add([{"what": "something of a later version"}])

    with pytest.raises(DamagedLog):
        start()


def test_lines_of_two_machines_are_read_together_in_the_order_they_happened(folder: Path) -> None:
    folder.mkdir()
    (folder / "2026-11.one.jsonl").write_text(
        '{"at":"2026-11-01","what":"a"}\n{"at":"2026-11-03","what":"c"}\n'
    )
    (folder / "2026-11.two.jsonl").write_text('{"at":"2026-11-02","what":"b"}\n')

    assert [line["what"] for line in RevocationLog(folder).lines()] == ["a", "b", "c"]


def test_a_clock_a_hundred_days_ahead_brings_no_deleted_account_back(
    start: Recording, later: Callable[[timedelta], None]
) -> None:
    ana = Person(app := start(), "ana")
    backup = Snapshot(app)
    assert ana.delete("/api/account", json={"proof": {"auth_key": ana.body["auth_key"]}}).status_code == 204

    later(timedelta(days=100))
    start()
    later(timedelta(0))
    backup.restore_keys()
    start()

    assert signs_in(ana, ana.body["auth_key"]) == 401


def test_the_record_keeps_the_newest_keys_of_an_account_only(start: Recording, folder: Path) -> None:
    ana = Person(start(), "ana")
    new_password(ana)
    older = ana.get("/api/slots").json["slots"]
    new_password_again(ana)

    written = b"".join(path.read_bytes() for path in folder.iterdir())
    kept = [line for line in RevocationLog(folder).lines() if line["what"] == "keys_replaced"]
    replaced = next(slot["envelope"] for slot in older if slot["type"] == "password")
    assert [line["account"]["keys_version"] for line in kept] == [3]
    assert replaced.encode() not in written


def test_two_people_who_took_each_others_name_have_them_after_a_restored_backup(start: Recording) -> None:
    ana, bea = Person(app := start(), "ana"), Person(app, "bea")
    backup = Snapshot(app)
    for person, name in ((ana, "somebody"), (bea, "ana"), (ana, "bea")):
        key = random_text()
        slots = {slot["type"]: slot for slot in person.get("/api/slots").json["slots"]}
        body = {"proof": {"recovery_auth": person.body["recovery_auth"]}, "login": name, "auth_key": key}
        body["slots"] = [password_slot(), slots["recovery"]]
        assert person.put("/api/account/keys", json=body).status_code == 200
        person.name, person.body["auth_key"] = name, key

    backup.restore_keys()
    start()

    assert [signs_in(person, person.body["auth_key"]) for person in (ana, bea)] == [200, 200]


def test_a_long_record_is_replayed_by_a_few_questions_to_the_database(start: Recording, folder: Path) -> None:
    ana = Person(app := start(), "ana")
    slots = [{"what": "login_ended", "token_hash": random_text()} for _ in range(300)]
    gone = [{"what": "account_deleted", "account_id": some_id()} for _ in range(300)]
    ended = [{"what": "pairing_ended", "pairing_id": some_id()} for _ in range(300)]
    share = {"what": "share_withdrawn", "from_id": ana.account_id, "revision": 1}
    shares = [share | {"pairing_id": some_id(), "share_id": some_id()} for _ in range(300)]
    RevocationLog(folder).add([*slots, *gone, *ended, *shares])
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", hear)
        undone = replay(app)
        event.remove(engine, "before_cursor_execute", hear)

    assert (undone, len(heard) < 20) == (0, True)
