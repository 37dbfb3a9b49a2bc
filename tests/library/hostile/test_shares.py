# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about copies: nothing is shown, kept or ended by its word but what it may take back."""

import os
import uuid
from datetime import timedelta

import pytest

from interlude import Note, domain, errors, times
from interlude.protocol import shares
from interlude.protocol.encoding import from_uuid_text, to_base64url
from tests.library.hostile.lying import answers, bent, feed, json, lies, read, refused, rows, share, there


def test_h17_what_was_taken_back_does_not_come_again(met):
    ana, theo = met
    shared = share(ana, "taken back")
    (live,) = theo.rows("shares")
    assert read(theo) == ["taken back"]
    ana.client.unshare(shared)
    assert read(theo) == []

    theo.line.lie = feed("shares", [live])
    assert read(theo) == []
    theo.line.lie = feed("shares", [{**live, "revision": 2}])
    assert read(theo) == []


def harmed(met, *changes):
    """No word is shown of a row changed like this; of the honest feed afterwards all are."""
    ana, theo = met
    share(ana, "one")
    share(ana, "two")
    one, two = theo.rows("shares")
    for change in changes:
        theo.line.lie = feed("shares", [change(one, two)])
        assert read(theo) == []
    theo.line.lie = there
    assert read(theo) == ["one", "two"]
    for change in changes:  # and beside what is here, none changes it
        theo.line.lie = feed("shares", [change(one, two)])
        assert read(theo) == ["one", "two"]
        theo.line.lie = there
        assert read(theo) == ["one", "two"]


def fresh(row, **changed):
    return {**row, "share_id": str(uuid.uuid4()), **changed}


def test_h18_a_copy_with_its_direction_exchanged_opens_nowhere(met):
    harmed(
        met,
        lambda row, _other: fresh(row, from_id=row["to_id"], to_id=row["from_id"]),
        lambda row, _other: {**row, "from_id": row["to_id"], "to_id": row["from_id"]},
        lambda row, _other: {**row, "to_id": row["from_id"]},
    )


def test_h19_a_copy_under_another_pairing_or_sender_is_not_opened(met):
    harmed(
        met,
        lambda row, _other: {**row, "pairing_id": str(uuid.uuid4())},
        lambda row, _other: fresh(row, from_id=str(uuid.uuid4())),
        lambda row, _other: {**row, "from_id": str(uuid.uuid4())},
    )


def test_h20_a_garbled_revision_however_high_neither_replaces_nor_blocks_the_real_ones(met):
    harmed(
        met,
        lambda row, _other: fresh(row, revision=9),
        lambda row, _other: {**row, "revision": 9},
        lambda row, _other: {**row, "revision": 9, "envelope": bent(row["envelope"])},
    )


def test_h20_a_real_next_revision_comes_after_a_garbled_one(met):
    ana, theo = met
    kept = ana.client.keep(Note("old"))
    ana.client.share(kept, "Theo")
    (first,) = theo.rows("shares")
    theo.line.lie = feed("shares", [{**first, "revision": 40}])
    assert read(theo) == []
    theo.line.lie = there
    ana.client.share(ana.client.edit(kept, text="new"), "Theo")
    assert read(theo) == ["new"]

    theo.line.lie = feed("shares", [first])
    assert read(theo) == ["new"]  # a lower one never comes back
    ana.line.lie = feed("shares", [{**first, "revision": 2**52 - 1}])
    ana.client.shares()
    ana.line.lie = there
    ana.client.share(
        ana.client.edit(kept.entry_id, text="newest"), "Theo"
    )  # nor is its author kept from more
    theo.line.lie = there
    assert read(theo) == ["newest"]


def test_h20_what_came_before_the_person_was_known_is_read_then(ana, theo, another_phone):
    ana.client.accept_invite(theo.client.invite().link, "Ana R.", "Theo")
    phone = another_phone(theo)
    phone.client.shares()  # knows nobody yet
    theo.client.confirm_pairings()
    ana.client.mark_compared("Theo")
    shared = share(ana, "read later")
    phone.line.lie = feed("entries", [])  # the server withholds who she is
    assert phone.client.shares() == []
    phone.line.lie = there

    phone.client.mirror.begin_again()

    assert [one.share_id for one in phone.client.shares()] == [shared.share_id]


def test_h23_two_copies_exchanged_open_nowhere(met):
    harmed(
        met,
        lambda row, other: fresh(row, envelope=other["envelope"]),
        lambda row, other: {**row, "envelope": other["envelope"]},
    )


def test_h43_a_bent_copy_is_not_shown(met):
    harmed(
        met,
        lambda row, _other: fresh(row, envelope=bent(row["envelope"])),
        lambda row, _other: {**row, "envelope": bent(row["envelope"])},
        lambda row, _other: {**row, "revision": 2, "envelope": row["envelope"] + "AAAA"},
    )


def test_h53_nor_one_of_another_version(met):
    harmed(met, lambda row, _other: {**row, "revision": 2, "envelope": "Ag" + row["envelope"][2:]})


@pytest.mark.parametrize("kind", ["contact", "invite", "settings", "retired_key", "deleted"])
def test_h21_what_a_partner_seals_into_a_copy_changes_nothing_the_reader_keeps(met, kind):
    ana, theo = met
    before = ana.client.people(), ana.rows("entries")
    (contact,) = theo.client.people()
    pair_key = theo.client._people.pair_key(contact)
    share_id = os.urandom(16)
    ids = from_uuid_text(contact.pairing_id), theo.client.me.keys.account_id, ana.client.me.keys.account_id
    payload = (
        b'{"v":1,"kind":"%b","name":"Mallory","key":"%b","pairing_id":"%b","ended_at":"2026-01-01T00:00:00Z",'
        b'"lock_after_minutes":240,"source":{"entry_id":"%b","revision":1},"for":null,"expires_at":null,'
        b'"excerpt":false}' % (kind.encode(), b"A" * 43, *(contact.pairing_id.encode(),) * 2)
    )
    sealed = shares.seal_share(pair_key, shares.ShareAddress(*ids, share_id, 1), payload, os.urandom)
    asked = {"revision": 1, "envelope": to_base64url(sealed), "expires_at": None, "attachment_ids": []}
    theo.client.connection.put(
        f"/api/pairings/{contact.pairing_id}/shares/{uuid.UUID(bytes=share_id)}", asked
    )

    (planted,) = ana.client.shares()

    assert planted.content is None
    assert isinstance(planted.shared, domain.Unreadable)
    assert (ana.client.people(), ana.rows("entries")) == before
    assert ana.client.mirror.entry_keys.retired == []


def test_h22_a_copy_ends_when_it_was_sealed_to_end(met, monkeypatch):
    ana, theo = met
    share(ana, "for two days", expires_at=times.now() + timedelta(days=2))
    theo.line.lie = lies("GET /api/shares", rows("shares", lambda row: {**row, "expires_at": None}))
    assert read(theo) == ["for two days"]

    later = times.now() + timedelta(days=3)
    monkeypatch.setattr(times, "now", lambda: later)

    assert read(theo) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda told: {**told, "share_id": str(uuid.uuid4())},
        lambda told: {**told, "pairing_id": str(uuid.uuid4())},
        lambda told: {**told, "revision": 2},
        lambda _told: {},
    ],
)
def test_h12_a_false_receipt_of_a_copy_is_not_believed(met, change):
    ana, _theo = met
    ana.line.lie = lies("PUT /api/pairings", change)

    refused(errors.ServerNonsense, lambda: share(ana, "one"))


def test_h11_a_refusal_of_a_copy_is_said_and_its_row_is_not_read(met):
    ana, theo = met
    kept = ana.client.keep(Note("one"))
    ana.client.share(kept, "Theo")
    (row,) = ana.rows("shares")
    problem = {"code": "stale_revision", "stored": {**row, "revision": 30}}
    ana.line.lie = answers("PUT /api/pairings", lambda: json(problem, 409))

    refused(errors.StaleRevision, lambda: ana.client.share(kept, "Theo"))

    ana.line.lie = there
    assert ana.client.share(kept, "Theo").revision == 2
    assert read(theo) == ["one"]


def test_h51_opened_is_the_servers_word_and_changes_nothing_that_is_shared(met):
    ana, theo = met
    share(ana, "one")
    opened = {"opened_at": "2020-01-01T00:00:00Z"}
    ana.line.lie = lies("GET /api/shares", rows("shares", lambda row: {**row, **opened}))

    (mine,) = ana.client.shares()

    assert mine.opened_at is not None
    assert mine.content.text == "one"
    assert read(theo) == ["one"]


def test_h34_more_copies_than_a_page_has_are_nonsense(met):
    ana, theo = met
    share(ana, "one")
    (row,) = theo.rows("shares")
    theo.line.lie = feed("shares", [fresh(row, envelope=None) for _copy in range(1001)])
    refused(errors.ServerNonsense, theo.client.shares)
    theo.line.lie = feed("shares", [fresh(row, envelope=None) for _copy in range(1000)], honest_too=False)
    theo.client.shares()  # a full page is none

    theo.line.lie = there
    assert read(theo) == ["one"]


def test_h34_more_pairings_than_anybody_has_are_nonsense(met):
    _ana, theo = met
    theo.line.lie = lies("GET /api/pairings", lambda was: {"pairings": [was["pairings"][0] | SHORT] * 10_001})
    refused(errors.ServerNonsense, theo.client.confirm_pairings)

    theo.line.lie = there
    assert [person.name for person in theo.client.people()] == ["Ana R."]


SHORT = {"hello": ""}  # so that it is not the size of the answer that is refused


@pytest.mark.parametrize(("status", "code"), [(422, "invalid_request"), (404, "not_found")])
def test_h39_a_copy_that_was_kept_and_called_refused_is_taken_back(met, status, code):
    ana, theo = met
    note = ana.client.keep(Note("half given"))

    def keeps_and_refuses(request, pass_on):
        answer = pass_on()
        return json({"code": code}, status) if request.method == "PUT" else answer

    ana.line.lie = keeps_and_refuses
    refused(errors.Refused, lambda: ana.client.share(note, "Theo"))
    assert read(theo) == []


@pytest.mark.parametrize(
    "spoilt", [{"revision": 2**52}, {"revision": "1"}, {"share_id": "none"}, {"envelope": 7}, {"kept_at": 5}]
)
def test_one_row_that_cannot_be_holds_up_no_other(met, spoilt):
    ana, theo = met
    share(ana, "one")
    share(ana, "two")
    one, two = theo.rows("shares")
    for page in ([fresh(one, **spoilt), one, two], [one, two, fresh(two, **spoilt)]):
        theo.line.lie = feed("shares", page)
        assert read(theo) == ["one", "two"]
