# SPDX-License-Identifier: AGPL-3.0-or-later
"""DELETE /api/account: leaving for good."""

from collections.abc import Callable
from copy import copy
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.accounts.hashes import digest
from server.accounts.leaving import rules as leaving_rules
from server.accounts.models import Account
from server.http.wire import from_base64url
from server.storage import database, replay, revocations
from server.storage.database import Base
from tests.server.authenticator import add, by_key, by_passkey, sign_in
from tests.server.databases import BOTH_DATABASES
from tests.server.people import (
    Pair,
    Person,
    acceptance,
    code_of,
    invite,
    random_text,
    registration,
    sealed,
    some_id,
)

pytestmark = BOTH_DATABASES


def leave(person: Person, **proof: str) -> int:
    return person.delete("/api/account", json={"proof": proof or by_key(person)}).status_code


def close_and_crash(person: Person) -> None:
    """Run only the first of the two transactions, as if the server crashed after it."""
    with person.app.app_context(), database.writing() as session:
        leaving_rules.close(session, session.get_one(Account, person.account_id))


def rows_naming(app: Flask, account_id: str) -> dict[str, int]:
    """In which tables an account is still named, and how often."""
    with app.app_context(), database.reading() as session:
        found = {}
        for table in Base.metadata.sorted_tables:
            names = [column for column in table.columns if str(column.type) in ("VARCHAR(36)", "UUID")]
            count = sum(
                session.scalar(select(func.count()).select_from(table).where(column == account_id)) or 0
                for column in names
            )
            if count:
                found[table.name] = count
    return found


def test_ana_leaves_and_nothing_of_her_stays(app: Flask, ana: Person) -> None:
    held, _ = add(ana, unlocking=True)
    ana.keep(b"words")
    elsewhere = ana.sign_in()["token"]

    assert leave(ana) == 204

    assert rows_naming(app, ana.account_id) == {}
    for token in (ana.token, elsewhere):
        ana.token = token
        assert code_of(ana.get("/api/account")) == (401, "not_signed_in")
    assert code_of(ana.client.post("/api/logins", json=ana.credentials())) == (401, "wrong_login")
    assert code_of(sign_in(ana, held)) == (401, "wrong_passkey")
    code = {"login": "ana", "recovery_auth": ana.body["recovery_auth"], "device": "x"}
    assert code_of(ana.client.post("/api/logins/recovery", json=code)) == (401, "wrong_login")


def test_the_cookie_goes_with_the_account(ana: Person) -> None:
    answer = ana.delete("/api/account", json={"proof": by_key(ana)})

    assert "Max-Age=0" in answer.headers["Set-Cookie"]


def test_her_login_name_is_free_again(app: Flask, ana: Person) -> None:
    leave(ana)

    assert Person(app, "ana").get("/api/account").json["login"] == "ana"


def test_being_signed_in_is_not_enough(ana: Person, mallory: Person) -> None:
    for person in (ana, mallory):
        wrong = person.delete("/api/account", json={"proof": {"auth_key": random_text()}})
        assert code_of(wrong) == (403, "proof_refused")
    stolen = mallory.delete("/api/account", json={"proof": by_key(ana)})
    assert code_of(stolen) == (403, "proof_refused")
    assert code_of(ana.delete("/api/account", json={})) == (422, "invalid_request")
    assert ana.get("/api/account").status_code == mallory.get("/api/account").status_code == 200


def test_code_and_passkey_are_proof_enough(ana: Person, bea: Person) -> None:
    held, _ = add(bea)

    assert leave(ana, recovery_auth=ana.body["recovery_auth"]) == 204
    assert bea.delete("/api/account", json={"proof": by_passkey(bea, held)}).status_code == 204


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_the_other_side_learns_of_the_end_and_keeps_no_copy(app: Flask, pair: Pair, who: str) -> None:
    pair.share(pair.patient, b"hers")
    pair.share(pair.therapist, b"his")
    leaver, stays = (pair.patient, pair.therapist) if who == "patient" else (pair.therapist, pair.patient)
    position = stays.get("/api/shares").json["position"]

    assert leave(leaver) == 204

    told = stays.shares(after=position)
    assert [share["envelope"] for share in told] == [None, None]
    (pairing,) = stays.get("/api/pairings").json["pairings"]
    assert (pairing["pairing_id"], pairing["state"]) == (pair.pairing_id, "ended")
    assert stays.events()[-1] == "ended"
    assert stays.delete(pair.path).status_code == 204  # ending it again is the same end
    assert set(rows_naming(app, leaver.account_id)) == {"pairings", "shares"}  # tombstones


def test_when_both_have_left_their_pairing_goes_too(app: Flask, pair: Pair, bea: Person) -> None:
    pair.share(pair.patient)
    other = Pair(bea, pair.therapist)

    leave(pair.patient)
    leave(pair.therapist)

    assert rows_naming(app, pair.patient.account_id) == {}
    assert set(rows_naming(app, pair.therapist.account_id)) == {"pairings"}
    assert [p["pairing_id"] for p in bea.get("/api/pairings").json["pairings"]] == [other.pairing_id]
    leave(bea)
    assert rows_naming(app, pair.therapist.account_id) == {}


def test_another_pairing_of_the_therapist_is_untouched(pair: Pair, bea: Person) -> None:
    other = Pair(bea, pair.therapist)
    share_id = other.share(bea, b"words")

    leave(pair.patient)

    (share,) = pair.therapist.shares(after=0)[-1:]
    assert (
        {s["share_id"] for s in pair.therapist.shares() if s["envelope"]} == {share_id} == {share["share_id"]}
    )
    assert other.opened(pair.therapist, share_id).status_code == 200


def test_an_invite_of_a_therapist_who_left_pairs_nobody(theo: Person, ana: Person) -> None:
    invite_id = invite(theo)

    leave(theo)

    answer = ana.post(f"/api/invites/{invite_id}/acceptance", json=acceptance(ana, some_id()))
    assert code_of(answer) == (404, "invite_unusable")


def test_her_used_enrolment_admits_nobody_again(app: Flask, theo: Person) -> None:
    leave(theo)

    again = registration("eve", "therapist", enrolment=theo.body["enrolment"])
    assert code_of(app.test_client().post("/api/accounts", json=again)) == (403, "enrolment_refused")


def test_after_a_crash_in_between_nobody_opens_it_and_the_command_deletes_the_rest(
    app: Flask, pair: Pair
) -> None:
    ana = pair.patient
    ana.keep(b"words")
    pair.share(ana)
    close_and_crash(ana)

    assert code_of(ana.get("/api/slots")) == (401, "not_signed_in")
    assert code_of(ana.client.post("/api/logins", json=ana.credentials())) == (401, "wrong_login")
    assert {"entries", "streams"} <= set(rows_naming(app, ana.account_id))

    told = app.test_cli_runner().invoke(args=["finish-deletions"]).output

    assert told == "1 deletion was finished.\n"
    assert set(rows_naming(app, ana.account_id)) == {"pairings", "shares"}
    assert [share["envelope"] for share in pair.therapist.shares()] == [None]
    assert app.test_cli_runner().invoke(args=["finish-deletions"]).output == "0 deletions were finished.\n"


def test_the_next_start_deletes_the_rest(app: Flask, ana: Person, app_with: Callable[..., Flask]) -> None:
    close_and_crash(ana)

    app_with()

    assert rows_naming(app, ana.account_id) == {}


def test_a_server_without_a_database_starts(app_with: Callable[..., Flask], tmp_path: Path) -> None:
    started = app_with(database_url=f"sqlite:///{tmp_path / 'none.sqlite3'}")

    assert started.test_client().get("/healthz").status_code == 200
    assert not (tmp_path / "none.sqlite3").exists()


def test_what_is_written_while_she_leaves_is_refused_and_not_a_fault(app: Flask, pair: Pair) -> None:
    ana, answers = pair.patient, []
    here = copy(ana)
    here.client = app.test_client()

    def write() -> None:
        kept = (here.put(f"/api/entries/{some_id()}", json=sealed()) for _ in range(15))
        answers.extend(answer.status_code for answer in kept)

    writer = Thread(target=write)
    writer.start()
    assert leave(ana) == 204
    writer.join()

    assert set(answers) <= {200, 401, 404}
    assert set(rows_naming(app, ana.account_id)) == {"pairings"}


def test_a_deletion_is_in_the_denial_record_and_happens_again_after_a_restored_backup(
    app_with: Callable[..., Flask], ana: Person, tmp_path: Path
) -> None:
    app = app_with(revocations=tmp_path / "denials")
    ana.client = app.test_client()
    before = ana.body
    assert leave(ana) == 204
    Person(app, "bea")  # somebody else is there
    assert (
        app.test_client().post("/api/accounts", json=before).status_code == 201
    )  # as an older backup has her

    with app.app_context():
        assert replay.replay(app) == 1

    assert code_of(app.test_client().post("/api/logins", json=ana.credentials())) == (401, "wrong_login")
    app_with(revocations=tmp_path / "denials")
    assert rows_naming(app, ana.account_id) == {}
    lines = (next((tmp_path / "denials").iterdir())).read_text()
    assert revocations.ACCOUNT_DELETED in lines
    assert ana.name not in lines.replace(ana.account_id, "")


def test_of_a_closed_account_no_hash_matches(app: Flask, ana: Person) -> None:
    close_and_crash(ana)

    with app.app_context(), database.reading() as session:
        account = session.get_one(Account, ana.account_id)
        assert account.auth_hash is None
        assert account.recovery_hash != digest(from_base64url(ana.body["recovery_auth"]))
        assert account.login == f"leaving:{ana.account_id}"
