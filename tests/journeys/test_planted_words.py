# SPDX-License-Identifier: AGPL-3.0-or-later
"""Over two hundred marked words go through the real app and the library; only the two readers find one.

Searched are the database and its write-ahead log, the server's log, its error pages, everything the
browser keeps on its disk (the service worker's cache among it) and every byte that crossed the wire.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from interlude import CheckIn, Client, Note
from tests.drills.planted import marked_words, search
from tests.drills.recorder import Recorder
from tests.journeys.conftest import Battery
from tests.journeys.people import Person
from tests.running import Running

IN_A_NOTE = 25  # words
STRANGE = ["/api/entries", "/api/logins", "/api/nowhere", "/journal/"]


@dataclass
class Stage:
    """The server, the relay all traffic crosses, and a stock of marked words."""

    running: Running
    wire: Recorder
    words: list[str]
    said: list[str] = field(default_factory=list)  # the words that were used

    def take(self, count: int) -> str:
        """So many unused marked words, as one text."""
        taken, self.words = self.words[:count], self.words[count:]
        self.said += taken
        return " ".join(taken)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    tmp_path = tmp_path_factory.mktemp("stage")
    data = tmp_path / "data"
    data.mkdir()
    (data / "practice.json").write_text(json.dumps({"name": "Practice", "registration": "open", "help": []}))
    with Recorder(tmp_path / "tape") as wire, Running(data, env={"INTERLUDE_ORIGIN": wire.url}) as running:
        wire.target = running.port
        yield Stage(running, wire, marked_words(300))


def theo_invites(stage: Stage) -> tuple[Client, str]:
    """A therapist, by the library, with an invite."""
    theo = Client(stage.wire.url)
    theo.register("theo", role="therapist", enrolment=stage.running.enrolment())
    return theo, theo.invite().link


def ana_pairs(stage: Stage, ana: Person, link: str) -> None:
    """Ana on her phone: registers, pairs by the link, types two marked names."""
    ana.page.goto(link)
    ana.press("Start a journal").registers().sees_heading("You and your therapist")
    ana.fills("What do you call your therapist?", stage.take(1))
    ana.fills("What should your therapist call you?", stage.take(1))
    ana.press("Continue").press("They’re the same").sees("are paired").press("To today")


def ana_writes_in_the_app(stage: Stage, ana: Person) -> str:
    """Four notes, two check-ins and a draft; gives the words of the note she shares."""
    for _ in range(4):
        shared = stage.take(IN_A_NOTE)
        ana.writes(shared).sees("only you can read it")
    for _ in range(2):
        ana.checks_in("low", stage.take(10)).sees("only you can read it")
    ana.starts_to_write(stage.take(3)).sees("Saved on this phone ✓")
    return shared


def ana_writes_by_the_library(stage: Stage, ana: Person) -> None:
    """The same journal from Python: notes, and check-ins with words and feelings of her own."""
    with Client(stage.wire.url).sign_in(ana.login, ana.password) as client:
        client.keep_many(Note(stage.take(10)) for _ in range(5))
        client.keep_many(CheckIn(mood=2, words=stage.take(8), feelings=[stage.take(1)]) for _ in range(3))


def error_pages(stage: Stage, folder: Path) -> None:
    """Marked words sent where they do not belong; the answers are kept to be searched."""
    for place, path in enumerate(STRANGE):
        for method in ("GET", "POST", "PUT"):
            body = json.dumps({"login": stage.take(1), "text": stage.take(3)}).encode()
            url = f"{stage.running.url}{path}?{stage.take(1)}={stage.take(1)}"
            headers = {"Content-Type": "application/json", "User-Agent": stage.take(1)}
            request = urllib.request.Request(url, body, headers, method=method)
            (folder / f"{place}-{method}").write_bytes(answer_to(request))


def answer_to(request: urllib.request.Request) -> bytes:
    try:
        with urllib.request.urlopen(request) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.read()


def test_no_planted_word_is_anywhere_but_with_its_two_readers(
    stage: Stage, battery: Battery, tmp_path: Path
) -> None:
    theo, link = theo_invites(stage)
    ana = Person(battery.start(), stage.wire.url, "ana")
    ana_pairs(stage, ana, link)
    shared = ana_writes_in_the_app(stage, ana)
    ana_writes_by_the_library(stage, ana)
    theo.confirm_pairings()
    ana.shares(shared[:20], stage.said[0]).sees("Shared with")
    ana.go_inside("/journal").sees("Stored")
    pages = tmp_path / "pages"
    pages.mkdir()
    error_pages(stage, pages)

    received = [share.content for share in theo.shares()]
    assert [content.text for content in received if isinstance(content, Note)] == [shared]
    battery.dies()
    searched = [stage.running.data, stage.wire.tape, pages, battery.profile]
    assert len(stage.said) >= 200
    assert search(searched, stage.said) == {}
    assert search(searched, [ana.password, ana.recovery_code, ana.recovery_code.replace("-", "")]) == {}


def test_the_same_search_finds_a_word_the_server_was_given(stage: Stage) -> None:
    told = stage.take(1)
    Client(stage.wire.url).register(told)

    assert set(search([stage.running.data, stage.wire.tape], [told])) == {told}
