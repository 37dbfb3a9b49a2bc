# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about entries: no word of Ana's goes, changes or comes from elsewhere."""

import os
import uuid
from dataclasses import replace

import pytest

from interlude import Note, errors
from interlude.domain import Unreadable
from interlude.protocol import entries
from interlude.protocol.encoding import from_uuid_text, to_base64url
from tests.library.hostile.lying import (
    BOTH,
    DOOR,
    HANDS,
    answers,
    bent,
    feed,
    json,
    lies,
    raw_of,
    refused,
    rows,
    texts,
    there,
    unharmed,
)


def test_h07_an_entry_in_the_place_of_another_opens_nowhere(ana, kept, another_phone):
    one, other = (ana.row(entry.entry_id) for entry in kept)
    swapped = [{**one, "envelope": other["envelope"]}, {**other, "envelope": one["envelope"]}]

    ana.line.lie = feed("entries", swapped)
    ana.client.journal()
    fresh = another_phone(ana, feed("entries", swapped))

    assert texts(fresh.client.journal()) == []
    unharmed(ana, DOOR, HANDS)
    fresh.line.lie = there
    assert texts(fresh.client.journal()) == BOTH


def test_h08_an_old_revision_never_takes_the_place_of_a_newer_one(ana, kept):
    old = ana.row(kept[0].entry_id)
    ana.client.edit(kept[0], text="the door was blue, and open")
    before = len(ana.line.asked)

    ana.line.lie = feed("entries", [old])
    ana.client.journal()

    assert ana.line.asked_since(before, f"PUT /api/entries/{kept[0].entry_id}") == 1  # it gets the newer back
    unharmed(ana, "the door was blue, and open", HANDS)
    assert ana.row(kept[0].entry_id)["revision"] == 2


def test_h08_a_garbled_revision_however_high_neither_replaces_nor_blocks_the_real_ones(
    ana, kept, another_phone
):
    real = ana.row(kept[0].entry_id)
    garbled = {**real, "revision": 40, "envelope": bent(real["envelope"])}
    fresh = another_phone(ana, feed("entries", [garbled]))
    assert [type(entry.content) for entry in fresh.client.journal()] == [Unreadable]
    fresh.line.lie = there
    assert texts(fresh.client.journal()) == BOTH

    ana.line.lie = feed("entries", [garbled])
    ana.client.journal()
    fresh.client.edit(kept[0].entry_id, text="the next revision")
    ana.line.lie = there

    assert texts(ana.client.journal()) == [HANDS, "the next revision"]
    ana.client.edit(kept[0].entry_id, text="and the one after it")
    unharmed(ana, HANDS, "and the one after it")


def test_h09_an_entry_of_another_account_shows_no_word(ana, kept, mallory):
    theirs = mallory.client.keep(Note("Mallory wrote this"))

    ana.line.lie = feed("entries", [mallory.row(theirs.entry_id)], honest_too=True)

    assert "Mallory" not in repr(ana.client.journal())
    unharmed(ana, DOOR, HANDS)


@pytest.mark.parametrize("revision", [2**53 - 1, 2**52, 0, -1, 2**60])
def test_h10_revision_numbers_cannot_be_used_up(ana, kept, revision):
    used_up = {**ana.row(kept[0].entry_id), "revision": revision}

    ana.line.lie = feed("entries", [used_up])
    refused(errors.ServerNonsense, ana.client.journal)
    ana.line.lie = answers("PUT /api/", lambda: json({"code": "stale_revision", "stored": used_up}, 409))
    refused(errors.ServerNonsense, lambda: ana.client.edit(kept[0], text="not now"))
    ana.line.lie = there
    ana.client.edit(kept[0], text="edited all the same")

    unharmed(ana, HANDS, "edited all the same")


def test_h10_nor_by_a_number_just_below_the_end(ana, kept):
    ana.line.lie = feed("entries", [{**ana.row(kept[0].entry_id), "revision": 2**52 - 1}])
    ana.client.journal()
    ana.client.edit(kept[0], text="edited all the same")

    unharmed(ana, HANDS, "edited all the same")


@pytest.mark.parametrize(
    "forge",
    [
        lambda _own, other: other,
        lambda own, other: {**own, "revision": 2, "envelope": other["envelope"]},
        lambda own, _other: {**own, "revision": 2, "envelope": bent(own["envelope"])},
        lambda own, _other: {**own, "revision": 2},
        lambda own, _other: own,  # exactly what the change replaces: no reason to refuse it
        lambda own, _other: {**own, "entry_id": str(uuid.uuid4()), "revision": 2},
        lambda own, _other: [own],
        lambda _own, _other: {},
        lambda _own, _other: "stored",
    ],
)
def test_h11_a_refusal_with_anything_but_this_entrys_newer_row_is_nonsense_and_nothing_is_written(
    ana, kept, forge
):
    ana.client.edit(kept[1], text=HANDS)  # so that its row would be in the way, were it this entry's
    own, other = (ana.row(entry.entry_id) for entry in kept)
    problem = {"code": "stale_revision", "stored": forge(own, other)}
    before = len(ana.line.asked)

    ana.line.lie = answers("PUT /api/entries", lambda: json(problem, 409))
    refused(errors.ServerNonsense, lambda: ana.client.edit(kept[0], text="the door was open"))

    assert ana.line.asked_since(before, "PUT") == 1
    unharmed(ana, DOOR, HANDS)
    ana.client.edit(kept[0], text="the door was open")
    unharmed(ana, "the door was open", HANDS)


def test_h11_nobody_can_have_been_first_with_what_is_new(ana, kept):
    for stored in ([ana.row(kept[1].entry_id)], None):
        problem = {"code": "stale_revision", "stored": stored}
        ana.line.lie = answers("POST /api/entries", lambda told=problem: json(told, 409))
        refused(errors.ServerNonsense, lambda: ana.client.keep(Note("new")))

    unharmed(ana, DOOR, HANDS)


RECEIPTS = [
    lambda told: {**told, "entry_id": str(uuid.uuid4())},
    lambda told: {**told, "revision": 7},
    lambda _told: {},
]


@pytest.mark.parametrize("change", RECEIPTS)
def test_h12_a_false_receipt_of_a_change_is_not_believed_and_it_is_kept_once(ana, kept, change):
    def edit():
        return ana.client.edit(kept[0], text="the door was open")

    ana.line.lie = lies("PUT /api/entries", change)
    refused(errors.ServerNonsense, edit)
    assert texts(ana.client.mirror.everything()) == BOTH
    ana.line.lie = there
    edit()

    unharmed(ana, "the door was open", HANDS)


@pytest.mark.parametrize("change", RECEIPTS)
def test_h12_nor_is_one_of_something_new(ana, kept, change):
    ana.line.lie = answers("POST /api/entries", lambda: json({"receipts": []}))
    refused(errors.ServerNonsense, lambda: ana.client.keep(Note("new")))
    ana.line.lie = answers(
        "POST /api/entries",
        lambda: json({"receipts": [change({"entry_id": kept[0].entry_id, "revision": 1, "position": 9})]}),
    )
    refused(errors.ServerNonsense, lambda: ana.client.keep(Note("new")))

    unharmed(ana, DOOR, HANDS)  # neither was kept, and neither says it was


def test_h13_a_forged_tombstone_deletes_nothing(ana, kept, another_phone):
    gone = ana.client.keep(Note("to be deleted"))
    ana.client.delete(gone)
    one, other = (ana.row(entry.entry_id) for entry in kept)
    forged = [
        {**one, "deleted": True},
        {**other, "revision": 2, "deleted": True, "envelope": ana.row(gone.entry_id)["envelope"]},
    ]
    ana.line.lie = feed("entries", forged)
    ana.client.journal()
    fresh = another_phone(ana, feed("entries", forged))

    assert [type(entry.content) for entry in fresh.client.journal()] == [
        Unreadable,
        Unreadable,
    ]  # not deleted
    unharmed(ana, DOOR, HANDS)
    fresh.line.lie = there
    assert texts(fresh.client.journal()) == BOTH


def test_h14_a_deletion_the_server_hides_is_one_all_the_same(ana, kept, another_phone):
    ana.client.delete(kept[0])

    fresh = another_phone(
        ana, lies("GET /api/entries", rows("entries", lambda row: {**row, "deleted": False}))
    )

    assert texts(fresh.client.journal()) == [HANDS]


def test_h15_a_note_in_the_form_of_one_written_while_locked_is_taken_from_nobody(ana, kept):
    entry_id = str(uuid.uuid4())
    me = ana.client.me.keys
    raw = raw_of(ana, kept[0].entry_id).replace(DOOR.encode(), b"injected")
    drop = entries.seal_drop(me.public, me.account_id, from_uuid_text(entry_id), raw, os.urandom)
    assert b"injected" in entries.open_drop(me, from_uuid_text(entry_id), drop)

    def offered(envelope):
        return feed("entries", [{**ana.row(kept[0].entry_id), "entry_id": entry_id, "envelope": envelope}])

    ana.line.lie = offered(to_base64url(drop))  # of a length that no entry has
    refused(errors.ServerNonsense, ana.client.journal)
    ana.line.lie = offered(to_base64url(drop[32:]))
    assert "injected" not in repr(ana.client.journal())

    unharmed(ana, DOOR, HANDS)


def test_h43_a_bent_envelope_is_kept_aside(ana, kept, another_phone):
    real = ana.row(kept[0].entry_id)
    envelope = real["envelope"]
    for harmed in (bent(envelope), bent(envelope, 40)):
        ana.line.lie = feed("entries", [{**real, "revision": 2, "envelope": harmed}])
        assert texts(ana.client.journal()) == BOTH

    unharmed(ana, DOOR, HANDS)


def test_h53_an_envelope_of_another_version_is_damage(ana, kept):
    real = ana.row(kept[0].entry_id)
    for first in ("AA", "Ag", "_w"):
        ana.line.lie = feed("entries", [{**real, "revision": 2, "envelope": first + real["envelope"][2:]}])
        assert texts(ana.client.journal()) == BOTH

    unharmed(ana, DOOR, HANDS)


def test_h54_an_envelope_made_for_another_purpose_opens_nowhere(ana, kept):
    me, entry_id = ana.client.me.keys, kept[0].entry_id
    raw = raw_of(ana, entry_id).replace(DOOR.encode(), b"from a draft").ljust(1024)
    local = entries.seal_local(me, "drafts", entry_id, raw, os.urandom)
    under_local = entries.seal_entry(
        replace(me, journal=me.local), from_uuid_text(entry_id), 2, raw, os.urandom
    )
    for envelope in (local, under_local):
        row = {**ana.row(entry_id), "revision": 2, "envelope": to_base64url(envelope)}
        ana.line.lie = feed("entries", [row])
        assert texts(ana.client.journal()) == BOTH

    unharmed(ana, DOOR, HANDS)


@pytest.mark.parametrize("length", [0, 60, 81 + 1023, 81 + 1025, 81 + 3 * 1024])
def test_h43_a_row_of_a_length_padding_cannot_make_is_refused_before_it_is_kept(ana, kept, length):
    real = ana.row(kept[0].entry_id)
    ana.line.lie = feed("entries", [{**real, "revision": 2, "envelope": to_base64url(bytes(length))}])
    refused(errors.ServerNonsense, ana.client.journal)
    unharmed(ana, DOOR, HANDS)
