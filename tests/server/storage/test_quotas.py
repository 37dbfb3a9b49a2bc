# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one account may take up: refused with a code before it hurts others, and given back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.accounts.models import Challenge
from server.config import BadConfiguration, Quotas, read_settings
from server.journal.models import Entry
from server.pairings.models import Pairing
from server.sharing.models import Share
from server.storage import database, revocations
from server.storage.feed import Stream
from tests.server.databases import BOTH_DATABASES
from tests.server.people import (
    Pair,
    Person,
    acceptance,
    code_of,
    envelope,
    in_days,
    invite,
    sealed,
    sealed_share,
    some_id,
)

pytestmark = BOTH_DATABASES

SMALL, LARGE = 1105, 2129  # bytes of the two smallest envelopes
FULL = (422, "quota_reached")
WithQuotas = Callable[..., Flask]


@pytest.fixture
def allowing(app_with: Callable[..., Flask], tmp_path: Path) -> WithQuotas:
    """A server whose accounts may take up this much, and as much as usual of the rest."""
    return lambda **quotas: app_with(quotas=Quotas(**quotas), revocations=tmp_path / "revocations")


def at(app: Flask, person: Person) -> Person:
    """The same person, as she asks another server on the same database."""
    person.app, person.client = app, app.test_client()
    return person


def keep(person: Person, entry_id: str | None = None, **changes: Any) -> Any:
    return person.put(f"/api/entries/{entry_id or some_id()}", json=sealed(**changes))


def kept_sums(app: Flask) -> dict[str, tuple[int, int]]:
    """What the server thinks each account takes up."""
    with app.app_context(), database.reading() as session:
        return {row.account_id: (row.kept_bytes, row.kept_entries) for row in session.scalars(select(Stream))}


def counted_sums(app: Flask) -> dict[str, tuple[int, int]]:
    """The same, counted anew from every row."""
    with app.app_context(), database.reading() as session:
        sums = {account: [0, 0] for account in session.scalars(select(Stream.account_id))}
        rows = [(e.account_id, len(e.envelope), not e.deleted) for e in session.scalars(select(Entry))]
        rows += [
            (s.from_id, len(s.envelope or bytes(256)), s.envelope is not None)
            for s in session.scalars(select(Share))
        ]
        rows += [(p.patient_id, len(p.hello), p.state != "ended") for p in session.scalars(select(Pairing))]
    for account, size, is_one in rows:
        sums[account] = [sums[account][0] + size, sums[account][1] + is_one]
    return {account: (size, pieces) for account, (size, pieces) in sums.items()}


def test_mallory_fills_her_own_quota_and_nobody_elses(
    allowing: WithQuotas, mallory: Person, ana: Person
) -> None:
    app = allowing(sealed_bytes=10 * SMALL)
    mallory, ana = at(app, mallory), at(app, ana)
    for _ in range(10):
        assert keep(mallory).status_code == 200

    refused = keep(mallory)

    assert code_of(refused) == FULL
    assert (refused.json["field"], refused.json["errors"]) == (
        "bytes",
        {"bytes": ["At most 11050 for one account."]},
    )
    assert len(mallory.entries()) == 10
    assert keep(ana).status_code == 200


def test_a_batch_that_does_not_fit_leaves_nothing_of_itself(allowing: WithQuotas, ana: Person) -> None:
    ana = at(allowing(entries=3), ana)
    ana.keep()
    batch = [sealed() | {"entry_id": some_id()} for _ in range(3)]

    refused = ana.post("/api/entries", json={"entries": batch})

    assert code_of(refused) == FULL
    assert refused.json["field"] == "entries"
    assert len(ana.entries()) == 1
    assert ana.post("/api/entries", json={"entries": batch[:2]}).status_code == 200


def test_ana_at_her_quota_reads_edits_deletes_and_so_makes_room(allowing: WithQuotas, ana: Person) -> None:
    ana = at(allowing(entries=2, sealed_bytes=2 * LARGE), ana)
    first, second = some_id(), some_id()
    assert keep(ana, first, envelope=envelope(size=2048)).status_code == 200
    assert keep(ana, second, envelope=envelope(size=2048)).status_code == 200
    assert code_of(keep(ana)) == FULL

    assert len(ana.entries()) == 2
    assert keep(ana, second, revision=2, envelope=envelope(size=2048)).status_code == 200
    assert code_of(keep(ana, second, revision=3, envelope=envelope(size=4096))) == FULL
    assert keep(ana, first, revision=2, deleted=True).status_code == 200
    assert ana.sign_in()["needs"] is None

    assert keep(ana).json["code"] == "quota_reached"  # a deleted entry keeps its smallest envelope
    assert keep(ana, second, revision=3).status_code == 200
    assert keep(ana).status_code == 200


def test_a_deletion_goes_through_also_where_less_is_allowed_than_there_is(
    allowing: WithQuotas, ana: Person, pair: Pair
) -> None:
    entry_id, share_id = ana.keep(), pair.share(ana)
    ana = at(allowing(entries=1, sealed_bytes=1), ana)

    assert code_of(keep(ana)) == FULL
    assert keep(ana, entry_id, revision=2, deleted=True).status_code == 200
    assert ana.delete(pair.share_path(share_id)).status_code == 204
    assert ana.delete(pair.path).status_code == 204


def test_what_is_shared_counts_for_who_shares_it_and_taking_back_gives_room(
    allowing: WithQuotas, pair: Pair
) -> None:
    app = allowing(entries=3)  # the pairing is one
    ana, theo = at(app, pair.patient), at(app, pair.therapist)
    share_id = pair.share(ana)
    pair.share(ana)

    refused = ana.put(pair.share_path(some_id()), json=sealed_share())

    assert code_of(refused) == FULL
    assert len(theo.shares()) == 2
    pair.share(theo)
    assert ana.put(pair.share_path(share_id), json=sealed_share(revision=2)).status_code == 200
    assert ana.delete(pair.share_path(share_id)).status_code == 204
    pair.share(ana)


def test_a_pairing_counts_for_the_patient_until_it_ends(allowing: WithQuotas, pair: Pair) -> None:
    app = allowing(entries=1)
    ana, theo = at(app, pair.patient), at(app, pair.therapist)
    asked = acceptance(ana, some_id())
    path = f"/api/invites/{invite(theo)}/acceptance"

    assert code_of(ana.post(path, json=asked)) == FULL
    assert ana.delete(pair.path).status_code == 204
    assert ana.post(path, json=asked).status_code == 201


def test_the_sums_are_those_of_the_rows_whatever_happens(app: Flask, pair: Pair) -> None:
    ana, theo = pair.patient, pair.therapist
    edited, deleted = ana.keep(), ana.keep()
    assert keep(ana, edited, revision=2, envelope=envelope(size=4096)).status_code == 200
    assert keep(ana, deleted, revision=2, deleted=True).status_code == 200
    assert keep(ana, deleted, revision=3).status_code == 200
    assert code_of(keep(ana, edited, revision=2)) == (409, "stale_revision")
    again, taken_back = pair.share(ana), pair.share(theo)
    assert ana.put(pair.share_path(again), json=sealed_share(revision=2)).status_code == 200
    assert pair.opened(theo, again, 2).status_code == 200
    assert theo.delete(pair.share_path(taken_back)).status_code == 204
    assert kept_sums(app) == counted_sums(app)

    assert theo.delete(pair.path).status_code == 204

    assert kept_sums(app) == counted_sums(app)


def test_new_keys_are_set_at_a_full_quota_too(allowing: WithQuotas, ana: Person) -> None:
    app = allowing(entries=1)
    ana = at(app, ana)
    ana.keep()
    slots = ana.get("/api/slots").json["slots"]
    old_key = {"entry_id": some_id(), "revision": 1, "envelope": envelope(), "deleted": False}
    body = {"proof": {"auth_key": ana.body["auth_key"]}, "slots": slots, "entries": [old_key]}

    assert ana.put("/api/account/keys", json=body).status_code == 200
    assert kept_sums(app) == counted_sums(app)


def test_one_login_too_many_ends_the_one_not_used_for_longest_and_refuses_nobody(
    allowing: WithQuotas, ana: Person, theo: Person, later: Callable[[timedelta], None]
) -> None:
    app = allowing(logins=3)
    ana, theo = at(app, ana), at(app, theo)
    old, unused = ana.token, ana.sign_in()["token"]
    later(timedelta(hours=2))
    assert ana.get("/api/account").status_code == 200
    newer = [ana.sign_in()["token"] for _ in range(2)]

    used = {}
    for token in (old, unused, *newer):
        ana.token = token
        used[token] = ana.get("/api/account").status_code

    assert used == {old: 200, unused: 401, newer[0]: 200, newer[1]: 200}
    assert at(app, theo).get("/api/second-factor").status_code in (200, 401)  # hers, not his, were counted
    with app.app_context():
        (line,) = app.extensions["interlude.revocations"].lines()
    assert line["what"] == revocations.LOGIN_ENDED


def test_whoever_knows_a_therapists_password_alone_ends_none_of_his_whole_logins(
    allowing: WithQuotas, theo: Person
) -> None:
    theo = at(allowing(logins=2), theo)

    halves = [theo.begin_login()["token"] for _ in range(4)]

    assert theo.get("/api/entries").status_code == 200
    answers = []
    for token in halves:
        theo.token = token
        answers.append(theo.get("/api/second-factor").status_code)
    assert (answers[-1], sorted(answers)) == (200, [200, 200, 401, 401])


def test_a_therapist_has_so_many_open_invites_and_those_that_are_over_make_room(
    allowing: WithQuotas, theo: Person, ulla: Person, later: Callable[[timedelta], None]
) -> None:
    app = allowing(invites=2)
    theo, ulla = at(app, theo), at(app, ulla)
    first = {"invite_id": some_id(), "expires_at": in_days(1)}
    assert theo.post("/api/invites", json=first).status_code == 201
    invite(theo, days=14)
    more = {"invite_id": some_id(), "expires_at": in_days(3)}

    refused = theo.post("/api/invites", json=more)

    assert code_of(refused) == FULL
    assert refused.json["field"] == "invites"
    assert theo.post("/api/invites", json=first).status_code == 201  # a repeat is none more
    invite(ulla)
    later(timedelta(days=2))
    theo.come_back()
    assert theo.post("/api/invites", json=more).status_code == 201


def test_challenges_of_one_login_push_out_only_its_own(allowing: WithQuotas, ana: Person) -> None:
    app = allowing(challenges=2)
    ana = at(app, ana)
    phone, tablet = ana.token, ana.sign_in()["token"]
    ana.token = tablet
    ana.post("/api/passkeys/challenges", json={"purpose": "add"})
    ana.token = phone

    for _ in range(5):
        assert ana.post("/api/passkeys/challenges", json={"purpose": "proof"}).status_code == 200

    with app.app_context(), database.reading() as session:
        purposes = sorted(session.scalars(select(Challenge.purpose)))
    assert purposes == ["add", "proof", "proof"]


def test_the_operator_says_how_much(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dialect: str) -> None:
    monkeypatch.setenv("INTERLUDE_DATA", str(tmp_path))
    monkeypatch.setenv("INTERLUDE_QUOTA_BYTES", "5000000")

    assert read_settings().quotas == Quotas(sealed_bytes=5_000_000)
    monkeypatch.setenv("INTERLUDE_QUOTA_LOGINS", "0")
    with pytest.raises(BadConfiguration):
        read_settings()
