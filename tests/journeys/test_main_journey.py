# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a button on the phone to the therapist's brief, with the network away in between."""

from __future__ import annotations

from playwright.sync_api import expect

from interlude import CheckIn, Client, Note
from tests.drills.planted import search
from tests.journeys.conftest import DESK, PHONE, Battery, Device
from tests.journeys.scenes import a_pair
from tests.journeys.world import World
from tests.running import Running

DOOR = "The door was blue, and my mother's hands were on it."
SISTER = "I do not want to begin with my sister."
MIDWORD = "It keeps coming back to the wat"
SLEPT = "slept, at last"


def test_what_ana_writes_offline_reaches_theo_only_where_she_shares_it(
    running: Running, device: Device
) -> None:
    ana, theo = a_pair(running, device(PHONE), device(DESK))

    ana.page.context.set_offline(True)
    ana.writes(DOOR).sees("On this phone, only you can read it")
    ana.writes(SISTER).sees("On this phone, only you can read it")
    ana.checks_in("good", SLEPT).sees("On this phone, only you can read it")
    ana.page.context.set_offline(False)
    ana.go_inside("/journal").sees("Stored, only you can read it")
    ana.does_not_see("On this phone, only you can read it")

    ana.shares(DOOR, "Dr. Theo").sees("Shared with Dr. Theo")
    theo.go_inside("/").press("Ana R.").sees(DOOR)
    theo.does_not_see(SISTER).does_not_see(SLEPT)
    ana.go_inside("/journal").sees("Shared with Dr. Theo")
    assert ana.said == []
    assert theo.said == []

    everything = [DOOR, SISTER, SLEPT, "Ana R.", "Dr. Theo", ana.password, theo.password, ana.recovery_code]
    assert search([running.data], everything) == {}
    journal = Client(running.url).sign_in("ana", ana.password).journal()
    contents = [entry.content for entry in journal]
    assert {content.text for content in contents if isinstance(content, Note)} == {DOOR, SISTER}
    assert [content.words for content in contents if isinstance(content, CheckIn)] == [SLEPT]


def test_words_survive_a_dead_battery_and_a_server_that_is_away(own_village: World, battery: Battery) -> None:
    participant, running = own_village.register("ana"), own_village.running
    ana = participant.signs_in_on(battery.start()).is_kept_offline()
    running.kill()
    ana.writes(DOOR).sees("On this phone, only you can read it")
    ana.starts_to_write(MIDWORD).sees("Saved on this phone ✓")

    battery.dies()
    ana.takes(battery.start()).go("/").sees_heading("Your journal is locked").unlocks()

    # A new note is a new note: what she began is offered, and takes no new words into it.
    ana.go_inside("/write").sees("You began a note")
    paper = ana.page.get_by_label("Your note")
    expect(paper).to_have_value("")
    ana.press("Continue it")
    expect(paper).to_have_value(MIDWORD)
    ana.go_inside("/").press("Continue where you stopped")
    expect(paper).to_have_value(MIDWORD)
    paper.press_sequentially("er.")
    ana.press("Done").sees("On this phone, only you can read it")
    running.start()
    ana.go_inside("/journal").sees("Stored, only you can read it")
    ana.does_not_see("On this phone, only you can read it")
    assert participant.notes() == sorted([DOOR, MIDWORD + "er."])

    ana.go_inside("/check-in").page.get_by_role("radio", name="good", exact=True).check()
    ana.go_inside("/").sees("A check-in").press("Discard").sees("Discarded.")
    ana.does_not_see("Continue where you stopped")
