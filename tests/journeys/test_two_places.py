# SPDX-License-Identifier: AGPL-3.0-or-later
"""One journal in two places: tabs, phones and versions meet, and both texts stay."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interlude import Note
from tests.journeys.conftest import PHONE, Device
from tests.journeys.people import Person
from tests.journeys.world import Participant, World, open_practice
from tests.running import ROOT, Running

DOOR = "The door was blue."
IN_THE_TRAIN = "The door was blue. In the train I knew whose it was."
AT_HOME = "At home I drew it. The door was blue."


def another_tab(person: Person, participant: Participant) -> Person:
    """The same browser once more; it has to be unlocked of itself."""
    tab = participant.holds(person.page.context.new_page())
    return tab.go("/").sees_heading("Your journal is locked").unlocks().sees("Check in")


def edits(person: Person, entry_id: str, words: str) -> Person:
    """Change a note as a whole."""
    person.go_inside(f"/write/{entry_id}")
    person.page.get_by_label("Your note").fill(words)
    return person.press("Done")


def test_two_tabs_show_the_same_journal(world: World, device: Device) -> None:
    ana = world.register("ana")
    first = ana.signs_in_on(device(PHONE))
    second = another_tab(first, ana).go_inside("/journal").sees("Nothing here yet.")

    first.writes(DOOR).sees("Stored, only you can read it")
    second.sees(DOOR).sees("Stored, only you can read it")
    second.go_inside("/").checks_in("good", "slept").sees("Stored")
    first.go_inside("/journal").sees("slept").sees(DOOR)
    assert first.said + second.said == []


def test_two_tabs_writing_at_once_keep_both_texts(world: World, device: Device) -> None:
    ana = world.register("ana")
    first = ana.signs_in_on(device(PHONE))
    second = another_tab(first, ana)

    first.starts_to_write("In the first tab.").sees("Saved on this phone ✓")
    second.starts_to_write("In the second.").sees("Saved on this phone ✓")
    first.press("Done").sees("Check in")
    second.press("Done").sees("Everything is stored, sealed.")
    second.go_inside("/journal").sees("In the first tab.").sees("In the second.")
    assert ana.notes() == ["In the first tab.", "In the second."]


def test_one_note_changed_on_two_phones_offline_keeps_both_texts(world: World, device: Device) -> None:
    ana = world.register("ana")
    note = ana.client.keep(Note(DOOR)).entry_id
    phones = [ana.signs_in_on(device(PHONE)).sees(DOOR) for _ in range(2)]
    for phone, words in zip(phones, (IN_THE_TRAIN, AT_HOME), strict=True):
        phone.page.context.set_offline(True)
        edits(phone, note, words).sees("On this phone, only you can read it")

    for phone in phones:
        phone.page.context.set_offline(False)
        phone.go_inside("/").sees("Everything is stored, sealed.")
    phones[0].comes_back_to_the_page()
    for phone in phones:
        phone.go_inside(f"/journal/{note}").sees(IN_THE_TRAIN).sees(AT_HOME)
        phone.sees("This was changed in two places at once.")
    (kept,) = ana.notes()
    assert IN_THE_TRAIN in kept
    assert AT_HOME in kept


@pytest.fixture
def old_version(tmp_path: Path) -> Iterator[tuple[World, Path]]:
    """A server with a copy of the app, which can be given a newer version."""
    webapp = shutil.copytree(ROOT / "webapp" / "dist", tmp_path / "webapp")
    open_practice(tmp_path)
    with Running(tmp_path, env={"INTERLUDE_WEBAPP": str(webapp)}) as running, World(running) as world:
        yield world, webapp


def a_newer_version_is_out(webapp: Path) -> None:
    """Other bytes of the service worker are another version; its copies for compression go."""
    worker = webapp / "sw.js"
    worker.write_text(worker.read_text().replace('"interlude-"', '"interlude-next-"') + "\n// newer\n")
    for copy in webapp.glob("sw.js.*"):
        copy.unlink()


def test_a_newer_version_waits_until_the_draft_is_done(
    old_version: tuple[World, Path], device: Device
) -> None:
    world, webapp = old_version
    ana = world.register("ana").signs_in_on(device(PHONE)).is_kept_offline()
    ana.starts_to_write(DOOR).sees("Saved on this phone ✓")
    old_worker = ana.page.evaluate_handle("navigator.serviceWorker.controller")
    a_newer_version_is_out(webapp)
    world.running.stop()
    world.running.start()
    ana.page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept.update())")

    assert ana.page.evaluate(IS_WAITING), "the newer version did not wait"
    assert ana.page.evaluate("(old) => navigator.serviceWorker.controller === old", old_worker)
    expect(ana.page.get_by_label("Your note")).to_have_value(DOOR)
    ana.press("Done").sees("A newer version of Interlude is ready.")
    ana.go_inside("/you")
    ana.page.evaluate(ASKS_ALL_THE_TIME)
    ana.press("Start it now").sees_heading("Your journal is locked")
    ana.unlocks().go_inside("/journal").sees(DOOR)
    assert ana.page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept.waiting)") is None


# A request that wakes the leaving worker makes Chromium give up handing over to the newer one.
ASKS_ALL_THE_TIME = "() => { setInterval(() => fetch('/api/practice').catch(() => null), 15); }"

IS_WAITING = """async () => {
  const kept = await navigator.serviceWorker.getRegistration();
  for (let tries = 0; kept.waiting === null && tries < 200; tries += 1) {
    await new Promise((later) => setTimeout(later, 50));
  }
  return kept.waiting !== null;
}"""
