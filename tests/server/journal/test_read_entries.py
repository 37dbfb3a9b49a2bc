# SPDX-License-Identifier: AGPL-3.0-or-later
"""GET /api/entries: the feed of one's own journal."""

import pytest

from tests.server.databases import BOTH_DATABASES
from tests.server.people import Person, code_of, envelope, sealed

pytestmark = BOTH_DATABASES


def test_an_empty_journal_is_an_empty_page(ana: Person) -> None:
    page = ana.get("/api/entries").json

    assert (page["entries"], page["position"], page["more"]) == ([], 0, False)
    assert page["epoch"] == ana.get("/api/account").json["epoch"]


def test_ana_reads_on_from_where_she_was(ana: Person) -> None:
    first, second = ana.keep(b"one"), ana.keep(b"two")

    assert [entry["entry_id"] for entry in ana.entries(after=1)] == [second]
    assert [entry["entry_id"] for entry in ana.entries()] == [first, second]
    assert ana.get("/api/entries?after=2").json["position"] == 2


def test_a_long_journal_comes_in_pages(ana: Person) -> None:
    for _ in range(5):
        ana.keep()

    pages = [ana.get(f"/api/entries?limit=2&after={after}").json for after in (0, 2, 4)]

    assert [(len(page["entries"]), page["position"], page["more"]) for page in pages] == [
        (2, 2, True),
        (2, 4, True),
        (1, 5, False),
    ]


def test_a_page_ends_at_two_mebibytes_and_still_moves_on(ana: Person) -> None:
    for _ in range(3):
        ana.keep(envelope=envelope(size=1_081_344))

    pages = [ana.get(f"/api/entries?after={after}").json for after in range(3)]

    assert [len(page["entries"]) for page in pages] == [1, 1, 1]
    assert [page["more"] for page in pages] == [True, True, False]


def test_nobody_reads_anothers_journal(ana: Person, mallory: Person, theo: Person) -> None:
    ana.keep(b"ana")

    assert mallory.entries() == []
    assert theo.entries() == []


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=x", "after=1.0", "after=01", "limit=0", "limit=1001", "after=1&after=2", "who=ana"],
)
def test_a_query_that_means_nothing_is_refused(ana: Person, query: str) -> None:
    assert code_of(ana.get(f"/api/entries?{query}")) == (422, "invalid_request")


def test_the_feed_knows_an_edit_from_a_new_entry(ana: Person) -> None:
    entry_id = ana.keep(b"one")
    ana.put(f"/api/entries/{entry_id}", json=sealed(b"two", revision=2))

    assert [(e["entry_id"], e["revision"]) for e in ana.entries()] == [(entry_id, 2)]


# --- newest first: what a new phone asks -------------------------------------------------


def back(person: Person, before: int = 0, limit: int = 1000) -> tuple[list[str], int, bool]:
    page = person.get(f"/api/entries?before={before}&limit={limit}").json
    return [entry["entry_id"] for entry in page["entries"]], page["position"], page["more"]


def test_a_new_phone_reads_the_newest_first(ana: Person) -> None:
    first, second, third = ana.keep(b"one"), ana.keep(b"two"), ana.keep(b"three")

    assert back(ana, limit=2) == ([third, second], 2, True)
    assert back(ana, before=2, limit=2) == ([first], 1, False)
    assert back(ana) == ([third, second, first], 1, False)


def test_an_edit_makes_an_entry_the_newest(ana: Person) -> None:
    first, second = ana.keep(b"one"), ana.keep(b"two")
    ana.put(f"/api/entries/{first}", json=sealed(b"edited", revision=2))

    assert back(ana) == ([first, second], 2, False)


def test_before_everything_there_is_nothing(ana: Person) -> None:
    ana.keep()

    assert back(ana, before=1) == ([], 0, False)


def test_an_empty_journal_has_no_newest(ana: Person) -> None:
    page = ana.get("/api/entries?before=0").json

    assert (page["entries"], page["position"], page["more"]) == ([], 0, False)
    assert page["epoch"] == ana.get("/api/account").json["epoch"]


def test_a_page_backwards_ends_at_two_mebibytes_too(ana: Person) -> None:
    for _ in range(2):
        ana.keep(envelope=envelope(size=1_081_344))

    assert [back(ana, before)[1:] for before in (0, 2)] == [(2, True), (1, False)]


def test_nobody_reads_anothers_journal_backwards(ana: Person, mallory: Person, theo: Person) -> None:
    ana.keep(b"ana")

    assert back(mallory) == back(theo) == ([], 0, False)


@pytest.mark.parametrize("query", ["before=-1", "before=x", "before=1&before=2", "before=1&after=0"])
def test_a_way_that_means_nothing_is_refused(ana: Person, query: str) -> None:
    assert code_of(ana.get(f"/api/entries?{query}")) == (422, "invalid_request")
