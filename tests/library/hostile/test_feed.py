# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server lies about the feed of entries, or refuses everything: what Ana's client has stays as it is."""

import uuid

import httpx
import pytest

from interlude import errors
from interlude.api import feed as reading
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
    ana.client._own_journal._feed.begin_again()

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
        assert texts(ana.client._own_journal.everything()) == BOTH
        ana.line.lie = there

    unharmed(ana, DOOR, HANDS)
