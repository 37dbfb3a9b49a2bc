# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server whose answers tell the browser to empty the phone, or to ask for a password of its own."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.drills.planted import search
from tests.drills.recorder import CHUNK, Recorder
from tests.journeys.conftest import Battery
from tests.journeys.people import Person
from tests.running import Running

UNSENT = "The door was blue, and nobody else has this sentence."
EMPTIES = (
    b"HTTP/1.1 401 Unauthorized\r\n"
    b'Clear-Site-Data: "storage"\r\n'
    b'WWW-Authenticate: Basic realm="Interlude"\r\n'
    b"Content-Type: application/json\r\n"
    b"Content-Length: 2\r\n"
    b"Connection: close\r\n\r\n{}"
)


class Mallory(Recorder):
    """Passes everything on until she lies: then each request of the API gets her own answer."""

    lies = False
    answered = 0

    def _join(self, near: socket.socket) -> None:
        if not self.lies:
            return super()._join(near)
        with suppress(OSError), near:
            asked = near.recv(CHUNK)
            if b" /api/" not in asked.split(b"\r\n")[0]:
                return self._passes_on(near, asked)
            with self.tape.open("ab") as tape:
                tape.write(asked)
            near.sendall(EMPTIES)
            self.answered += 1
        return None

    def _passes_on(self, near: socket.socket, asked: bytes) -> None:
        """One file of the app, and no more on this connection."""
        with socket.create_connection(("127.0.0.1", self.target)) as far:
            far.sendall(asked.replace(b"Connection: keep-alive", b"Connection: close"))
            while data := far.recv(CHUNK):
                near.sendall(data)


@pytest.fixture
def mallory(tmp_path: Path) -> Iterator[Mallory]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "practice.json").write_text(json.dumps({"name": "Practice", "registration": "open", "help": []}))
    with Mallory(tmp_path / "tape") as wire, Running(data, env={"INTERLUDE_ORIGIN": wire.url}) as running:
        wire.target = running.port
        yield wire


def test_an_answer_that_tells_the_browser_to_empty_the_phone_takes_no_unsent_word(
    mallory: Mallory, battery: Battery
) -> None:
    ana = (
        Person(battery.start(), mallory.url, "ana-of-the-blue-door").go("/start").registers().sees("Check in")
    )
    token = ana.token()
    battery.dies()  # which also closes the connections that do not lie
    mallory.lies = True
    ana.takes(battery.start())
    ana.go("/").unlocks().writes(UNSENT).comes_back_to_the_page()
    while mallory.answered < 5:
        ana.page.wait_for_event("response")
    battery.dies()
    # Her name is stored in the clear, so this shows that the search works.
    assert set(search([battery.profile], [token, ana.password, ana.login])) == {ana.login}
    mallory.lies = False
    ana.takes(battery.start()).go("/").unlocks().go_inside("/journal")
    ana.sees(UNSENT).sees("Stored, only you can read it")


def test_an_answer_that_asks_for_a_password_makes_the_browser_ask_for_none(
    mallory: Mallory, browser: Browser
) -> None:
    mallory.lies = True
    typed = {"username": "ana", "password": "what she would type into a prompt"}
    with browser.new_context(http_credentials=typed) as context:  # type: ignore[arg-type]
        page = context.new_page()
        with page.expect_response("**/api/**"):
            Person(page, mallory.url, "ana").go("/").sees_heading("Interlude")
        page.reload()
        Person(page, mallory.url, "ana").sees_heading("Interlude")
    assert mallory.answered > 1
    assert b"Authorization: Basic" not in mallory.tape.read_bytes()
