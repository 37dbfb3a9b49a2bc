# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about the feed of entries, or refuses everything: what Ana's client has stays as it is."""

import uuid
from json import loads

import httpx
import pytest

from interlude import errors
from interlude.api import feed as reading
from interlude.journal import journal
from tests.library.hostile.lying import (
    BOTH,
    DOOR,
    HANDS,
    door_of,
    feed,
    json,
    lies,
    refused,
    texts,
    there,
    unharmed,
)

NOW = "2026-11-30T08:00:00Z"


def test_h31_what_the_server_withholds_is_not_missed_here(ana, kept):
    ana.line.lie = feed("entries", [])
    assert texts(ana.client.journal()) == BOTH

    unharmed(ana, DOOR, HANDS)


def test_h32_two_phones_that_were_shown_two_feeds_come_together(ana, kept, another_phone):
    other = another_phone(ana)
    (seen,) = (entry for entry in other.client.journal() if entry.entry_id == kept[0].entry_id)
    other.line.lie = feed("entries", [])
    ana.client.edit(kept[0], text="the door was blue, from here")
    other.client.journal()
    other.client.edit(seen, text="the door was blue, from there")
    other.line.lie = there

    ana.client.journal()

    assert texts(ana.client.journal()) == texts(other.client.journal())
    joined = next(text for text in texts(ana.client.journal()) if text != HANDS)
    assert "from here" in joined
    assert "from there" in joined


def hiding(shown=()):
    """Show these rows and nothing new, and give a false receipt for every change."""

    def lie(request, pass_on):
        if door_of(request).startswith("PUT /api/entries/"):
            entry_id, told = door_of(request).rpartition("/")[2], loads(request.content)["revision"]
            return json({"entry_id": entry_id, "revision": told, "position": 1, "kept_at": NOW})
        return feed("entries", shown)(request, pass_on)

    return lie


def behind_a_false_receipt(ana, entry, another_phone, *, ours, theirs):
    """Ana's tablet writes `theirs` while the server hides `ours` from it; gives the tablet and its entry."""
    tablet = another_phone(ana)
    seen = next(one for one in tablet.client.journal() if one.entry_id == entry.entry_id)
    ana.client.edit(entry, text=ours)
    tablet.line.lie = hiding()
    return tablet, tablet.client.edit(seen, text=theirs)


def test_h55_what_a_false_receipt_hid_is_joined_and_never_written_over(ana, kept, another_phone):
    """The server hides Ana's words from her tablet, says it has the tablet's, then turns honest."""
    tablet, seen = behind_a_false_receipt(
        ana,
        kept[0],
        another_phone,
        ours="the door was blue, and my father stood there",
        theirs="the door was blue, a dream",
    )
    tablet.line.lie = there
    tablet.client.edit(seen, text="the door was blue, a dream of my mother")

    for one in (ana, tablet, ana, tablet):
        one.client.journal()

    assert texts(ana.client.journal()) == texts(tablet.client.journal())
    joined = next(text for text in texts(ana.client.journal()) if text != HANDS)
    assert "my father stood there" in joined
    assert "a dream of my mother" in joined


def test_h55_also_when_the_tablet_reads_before_it_writes(ana, kept, another_phone):
    tablet, seen = behind_a_false_receipt(ana, kept[0], another_phone, ours="from here", theirs="from there")
    tablet.client.edit(seen, text="from there, twice")
    tablet.line.lie = there

    for one in (tablet, ana, tablet):
        one.client.journal()

    assert texts(ana.client.journal()) == texts(tablet.client.journal())
    joined = next(text for text in texts(ana.client.journal()) if text != HANDS)
    assert "from here" in joined
    assert "from there, twice" in joined


def test_h55_nor_does_a_deletion_take_words_it_was_not_made_of(ana, kept, another_phone):
    tablet, seen = behind_a_false_receipt(
        ana,
        kept[0],
        another_phone,
        ours="the door was blue, and my father stood there",
        theirs="the door was blue, a dream",
    )
    tablet.line.lie = there
    tablet.client.delete(seen)

    ana.client.journal()

    assert texts(ana.client.journal()) == [HANDS, "the door was blue, and my father stood there"]


def test_h56_older_revisions_a_new_phone_never_saw_bring_nothing_back(ana, kept, another_phone):
    """The server shows a new phone what was written last, then what was there before it."""
    before = [ana.row(entry.entry_id) for entry in kept]
    edited = ana.client.edit(kept[0], text="the door was green")
    between = ana.row(kept[0].entry_id)
    ana.client.edit(edited, text="the door")
    ana.client.delete(kept[1])
    fresh = another_phone(ana)
    assert texts(fresh.client.journal()) == ["the door"]

    for older in ([between, before[1]], before):
        fresh.line.lie = hiding(older)
        assert texts(fresh.client.journal()) == ["the door"]

    unharmed(fresh, "the door")
    assert texts(ana.client.journal()) == ["the door"]


def test_h56_nor_do_those_of_an_older_version_that_names_no_ancestors(ana, kept, another_phone, monkeypatch):
    before = [ana.row(entry.entry_id) for entry in kept]
    with monkeypatch.context() as older:
        older.setattr(journal, "descending", lambda what, _parents: what)
        ana.client.edit(kept[0], text="the door")
        ana.client.delete(kept[1])
    fresh = another_phone(ana)
    assert texts(fresh.client.journal()) == ["the door"]

    fresh.line.lie = hiding(before)

    assert texts(fresh.client.journal()) == ["the door"]
    unharmed(fresh, "the door")


@pytest.mark.parametrize("consistent", [True, False])
def test_h33_another_life_of_the_feed_at_every_answer_floods_nobody(ana, kept, consistent):
    lives = []

    def lie(request, pass_on):
        answer = pass_on()
        if request.method == "GET" and request.url.path in ("/api/account", "/api/entries", "/api/shares"):
            if not consistent or request.url.path == "/api/account":
                lives.append(str(uuid.uuid4()))
            return json({**answer.json(), "epoch": lives[-1]})
        return answer

    ana.line.lie = lie
    before = len(ana.line.asked)
    for _time in range(5):
        if consistent:
            assert texts(ana.client.journal()) == BOTH
        else:
            refused(errors.ServerNonsense, ana.client.journal)
    asked = len(ana.line.asked) - before

    assert asked <= 10  # two questions each time, and nothing written
    unharmed(ana, DOOR, HANDS)


@pytest.mark.parametrize(
    "change",
    [
        lambda was, _after: {**was, "position": 0, "more": True},
        lambda was, after: {**was, "entries": [], "position": after, "more": True},
        lambda was, after: {**was, "entries": [], "position": after + 1, "more": True},
        lambda was, _after: {**was, "position": 2**60},
        lambda was, after: {**was, "position": after + 700},
        lambda was, _after: {**was, "entries": was["entries"][:1] * 100_000},
        lambda was, _after: {**was, "entries": was["entries"][::-1]},
        lambda was, _after: {**was, "entries": [{**was["entries"][0], "position": 50}, *was["entries"][1:]]},
        lambda was, _after: {**was, "entries": [{**was["entries"][0], "position": 0}, *was["entries"][1:]]},
        lambda was, _after: {
            **was,
            "entries": [*was["entries"], {**was["entries"][0], "position": 900}],
            "position": 900,
        },
        lambda was, _after: {**was, "more": "yes"},
        lambda was, _after: {**was, "entries": {}},
    ],
)
def test_h34_a_feed_there_cannot_be_is_nonsense_and_is_left_at_once(ana, kept, change):
    ana.client.mirror.begin_again()

    def lie(request, pass_on):
        answer = pass_on()
        if door_of(request) != "GET /api/entries":
            return answer
        return json(change(answer.json(), int(request.url.params["after"])))

    ana.line.lie = lie
    before = len(ana.line.asked)
    refused(errors.ServerNonsense, ana.client.journal)

    assert len(ana.line.asked) - before <= 3
    unharmed(ana, DOOR, HANDS)


@pytest.mark.parametrize("bound", ["pages", "bytes"])
def test_h34_a_feed_without_end_comes_to_one(ana, kept, monkeypatch, bound):
    row = ana.row(kept[0].entry_id)

    def lie(request, pass_on):
        if door_of(request) != "GET /api/entries":
            return pass_on()
        place = int(request.url.params["after"]) + 1
        made = {**row, "entry_id": str(uuid.uuid4()), "position": place}
        return json({**pass_on().json(), "entries": [made], "position": place, "more": True})

    monkeypatch.setattr(
        reading, "MOST_PAGES" if bound == "pages" else "MOST_BYTES", 20 if bound == "pages" else 20_000
    )
    ana.line.lie = lie
    before = len(ana.line.asked)
    refused(errors.ServerNonsense, ana.client.journal)

    assert len(ana.line.asked) - before <= 21
    unharmed(ana, DOOR, HANDS)


def test_h35_a_row_that_comes_twice_or_that_nobody_asked_for_is_one_entry(ana, kept):
    real = ana.rows("entries")
    ana.line.lie = feed("entries", [*real, *real])
    refused(errors.ServerNonsense, ana.client.journal)
    ana.line.lie = lies("GET /api/entries", lambda was: {**was, "entries": real})
    refused(errors.ServerNonsense, ana.client.journal)
    ana.line.lie = feed("entries", real)
    assert texts(ana.client.journal()) == BOTH

    unharmed(ana, DOOR, HANDS)


def test_h39_a_server_that_refuses_everything_takes_nothing_away(ana, kept):
    told = [(403, "wrong_role"), (404, "not_found"), (410, "gone"), (500, "server_error")]
    for status, code in [*told, (401, "wrong_login"), (401, "not_signed_in"), (401, "sign_in_again")]:
        ana.line.lie = lambda _request, _pass, said=(status, code): httpx.Response(
            said[0], json={"code": said[1]}
        )
        refused(errors.Refused, ana.client.journal)
        assert texts(ana.client.mirror.everything()) == BOTH
        ana.line.lie = there

    unharmed(ana, DOOR, HANDS)
