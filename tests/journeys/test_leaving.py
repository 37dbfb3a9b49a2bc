# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take everything along, read it without Interlude, and leave for good."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from interlude import CheckIn, Note
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person
from tests.journeys.seeing import NARROW, Look, assert_anyone_can_use, assert_anyone_can_use_it
from tests.journeys.world import Participant, World
from tests.running import ROOT

DOOR = "The door was blue, and <b>my mother's</b> hands were on it."
WATER = "It keeps coming back to the water."
ASKS_THE_SERVER = "(url) => fetch(url).then(() => 'answered', (error) => error.name)"
BUILT_PAGE = ROOT / "webapp" / "dist" / "archive" / "open.html"
DATABASES = "indexedDB.databases().then((all) => all.map(({ name }) => name))"


def writer(world: World) -> Participant:
    """Ana, with two entries."""
    ana = world.register("ana")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    ana.client.keep_many([Note(DOOR, written_at=yesterday), CheckIn(mood=4, feelings=("calm",), words=WATER)])
    return ana


def saves(person: Person, button: str, to: Path) -> Path:
    """Press what saves a file, and keep the file."""
    with person.page.expect_download() as told:
        person.press(button)
    file = to / told.value.suggested_filename
    told.value.save_as(file)
    return file


def member(archive: Path, ending: str) -> str:
    """The text of the one member with this ending."""
    with zipfile.ZipFile(archive) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(ending)]
        return packed.read(name).decode()


class Desk:
    """A computer without Interlude: a browser, and a page opened from the disk."""

    def __init__(self, browser: Browser, page_file: Path, size: ViewportSize = DESK) -> None:
        """``page_file`` is open.html."""
        self.context = browser.new_context(viewport=size, reduced_motion="reduce")
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page = self.context.new_page()
        self.page.on("console", lambda told: self.said.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.address = page_file.resolve().as_uri()
        self.page.goto(self.address)

    def chooses(self, archive: Path) -> Desk:
        """Pick a file."""
        self.page.get_by_label("The file").set_input_files(archive)
        return self

    def opens(self, label: str, typed: str) -> Desk:
        """Type what opens it."""
        self.page.get_by_label(label, exact=True).fill(typed)
        self.page.get_by_role("button", name="Open", exact=True).click()
        return self

    def sees(self, words: str) -> Desk:
        """Wait until the words stand there."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        return self

    def has_asked_nobody(self) -> None:
        """No request but for the page itself, and what it makes in memory."""
        elsewhere = [url for url in self.asked if url != self.address and not url.startswith("blob:null/")]
        assert elsewhere == []


def unpacked(archive: Path) -> Path:
    """open.html out of the archive, as a double click finds it."""
    page = archive.with_name("open.html")
    page.write_text(member(archive, "open.html"))
    return page


def altered(archive: Path, change: Any) -> Path:
    """The archive after somebody had it in her hands."""
    told = json.loads(member(archive, "manifest.json"))
    change(told)
    other = archive.with_name("altered.zip")
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("manifest.json", json.dumps(told))
    return other


def test_a_sealed_file_opens_on_any_computer_and_asks_nobody(
    world: World, device: Device, browser: Browser, tmp_path: Path
) -> None:
    ana = writer(world)
    person = ana.signs_in_on(device(PHONE)).sees(WATER).go_inside("/you").press("Export your journal")
    person.sees("2 entries on this device")
    archive = saves(person, "Save a sealed file", tmp_path)
    assert archive.name.startswith("interlude-2")
    assert b"The door was blue" not in archive.read_bytes()
    person.sees("is in your downloads")
    assert person.page.evaluate("caches.keys().then((all) => all.length)") <= 1
    assert person.said == []

    desk = Desk(browser, unpacked(archive)).chooses(archive)
    desk.opens("Password", "guessed").sees("That isn’t this file’s password.")
    desk.opens("Password", ana.password).sees(DOOR).sees("Mood: good").sees(WATER)
    assert desk.page.evaluate(ASKS_THE_SERVER, world.url + "/api/practice") == "TypeError"
    assert desk.said[-1:] != [], "the content policy has to complain about that"
    desk.page.get_by_role("button", name="Save an open copy").click()
    with desk.page.expect_download() as told:
        desk.page.get_by_role("dialog").get_by_role("button", name="Save an open copy").click()
    told.value.save_as(tmp_path / "open.zip")
    assert "&lt;b&gt;" in member(tmp_path / "open.zip", "journal.html")
    desk.has_asked_nobody()


def test_anyone_can_use_the_page_that_opens_it(world: World, browser: Browser, tmp_path: Path) -> None:
    ana = writer(world)
    archive = tmp_path / "ana.zip"
    ana.client.export(archive, open_html=BUILT_PAGE)
    desk = Desk(browser, unpacked(archive), PHONE)
    anyone_can_read(desk.page)
    desk.chooses(archive).sees("2 sealed entries")
    anyone_can_read(desk.page)
    desk.page.get_by_role("button", name="Use the recovery code").click()
    desk.opens("Recovery code", "AAAA").sees("One of these letters is mistyped.")
    anyone_can_read(desk.page)
    desk.opens("Recovery code", ana.recovery_code.lower()).sees(DOOR)
    anyone_can_read(desk.page)
    assert desk.said == []
    desk.has_asked_nobody()


def anyone_can_read(page: Page) -> None:
    """Light, dark, small, and with text twice as large."""
    looks = (Look(PHONE), Look(PHONE, "dark"), Look(NARROW, "dark", text=32, width_only=True))
    assert_anyone_can_use_it(page, looks)


def test_what_somebody_changed_in_the_file_is_said(world: World, browser: Browser, tmp_path: Path) -> None:
    ana = writer(world)
    archive = tmp_path / "ana.zip"
    ana.client.export(archive, open_html=BUILT_PAGE)
    page = unpacked(archive)

    def moves_an_entry(told: Any) -> None:
        told["entries"][0]["entry_id"] = "0" * 8 + "-0000-4000-8000-" + "0" * 12

    def asks_for_less(told: Any) -> None:
        (slot,) = [slot for slot in told["slots"] if slot["type"] == "password"]
        slot["params"] = "AAEC" + slot["params"][4:]

    desk = Desk(browser, page).chooses(altered(archive, moves_an_entry)).opens("Password", ana.password)
    desk.sees("One entry was changed or damaged and can’t be opened.")
    desk = Desk(browser, page).chooses(altered(archive, asks_for_less)).opens("Password", ana.password)
    desk.sees("This isn’t a complete Interlude file, or it has been changed.")
    desk = (
        Desk(browser, page)
        .chooses(page)
        .sees("This isn’t a complete Interlude file, or it has been changed.")
    )
    desk.has_asked_nobody()


def test_an_open_file_comes_after_a_warning_and_the_password(
    world: World, device: Device, tmp_path: Path
) -> None:
    ana = writer(world)
    person = ana.signs_in_on(device(PHONE)).sees(WATER).go_inside("/you/export").press("Save an open copy")
    person.sees_heading("Anyone who has this file can read it")
    person.fills("Your password, again", "guessed").press("Save an open copy").sees(
        "That isn’t the password."
    )
    person.fills("Your password, again", ana.password)
    archive = saves(person, "Save an open copy", tmp_path)
    person.sees_heading("It’s in your downloads")
    assert WATER in member(archive, "journal.md")
    assert "&lt;b&gt;" in member(archive, "journal.html")
    assert len(json.loads(member(archive, "journal.json"))["entries"]) == 2
    assert person.said == []


def test_it_is_saved_without_a_line(world: World, device: Device, tmp_path: Path) -> None:
    ana = writer(world)
    person = ana.signs_in_on(device(PHONE)).sees(WATER).is_kept_offline()
    person.page.context.set_offline(True)
    person.writes("Written in a tunnel.").sees("On this phone, only you can read it")
    person.go_inside("/you/export").sees("3 entries on this device")
    archive = saves(person, "Save a sealed file", tmp_path)
    assert len(json.loads(member(archive, "manifest.json"))["entries"]) >= 3


def test_leaving_takes_everything_away_and_says_what_it_cannot(world: World, device: Device) -> None:
    ana = writer(world)
    person = ana.signs_in_on(device(PHONE)).sees(WATER).go_inside("/you").press("Leave Interlude")
    person.sees("for up to 35 days").sees("Take a copy first").sees("2 entries on this device")
    person.page.context.set_offline(True)
    wants_to_leave(person, ana.password).sees("so nothing was deleted")
    person.page.context.set_offline(False)
    wants_to_leave(person, ana.password).sees_heading("Your account is deleted")
    assert person.page.evaluate(DATABASES) == ["interlude-device"]
    person.go("/").sees_heading("Interlude")
    person.signs_in().sees("don’t match")


def wants_to_leave(person: Person, password: str) -> Person:
    """Type the password and say yes."""
    person.fills("Your password, again", password).press("Delete everything").sees("Delete everything now?")
    return person.press("Yes, delete everything")


def test_leaving_that_was_cut_off_is_the_persons_to_finish(world: World, device: Device) -> None:
    ana = writer(world)
    person = ana.signs_in_on(device(PHONE)).sees(WATER)
    person.page.route(
        "**/api/account",
        lambda route: route.abort() if route.request.method == "DELETE" else route.continue_(),
    )
    wants_to_leave(person.go_inside("/you/leave"), ana.password).sees("hasn’t answered")
    person.go("/").sees_heading("You were leaving Interlude").sees("Nothing was deleted there")
    assert_anyone_can_use(person.page)
    person.press("Stay and keep everything").sees_heading("Your journal is locked").unlocks().sees(WATER)
