# SPDX-License-Identifier: AGPL-3.0-or-later
"""A locked phone: written on without unlocking, put away, opened by a PIN."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.drills.planted import search
from tests.journeys.conftest import PHONE, Battery, Device
from tests.journeys.people import Person
from tests.journeys.world import World

BLUE = "The door was blue, and my mother's hands were on it."
MIDWORD = "It keeps coming back to the wat"
PIN, OTHER_PIN = "271828", "271829"
LOCKED = "Your journal is locked"

# Playwright keeps every page visible, so what a phone tells a page it puts away is told by hand.
LOOKS_AWAY = """() => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
LOOKS_BACK = """() => {
  delete document.visibilityState;
  document.dispatchEvent(new Event('visibilitychange'));
}"""
COVERED = """() => {
  const paper = getComputedStyle(document.body, '::after');
  const through = [...document.querySelectorAll('#app, dialog')]
    .some((part) => getComputedStyle(part).opacity !== '0');
  return !through && paper.content === '"Interlude"' && paper.position === 'fixed';
}"""


def writes_locked(person: Person, words: str) -> None:
    """Letter by letter on the page that needs no unlock, until the phone has them."""
    expect(person.page.get_by_label("Your note")).to_be_focused()
    person.page.get_by_label("Your note").press_sequentially(words)
    person.sees("Saved on this phone, sealed ✓")


def locks(person: Person) -> Person:
    """By her own hand, on her own page."""
    return person.go_inside("/you").press("Lock now").sees_heading(LOCKED)


def sets_a_pin(person: Person, pin: str) -> Person:
    """On the page about locking."""
    person.go_inside("/you/locking").press("Set a PIN").fills("New PIN", pin)
    person.page.get_by_label("Your password", exact=True).fill(person.password)
    return person.press("Save the PIN").sees("PIN is on.")


def tries(person: Person, pin: str) -> Person:
    """Type a PIN and unlock."""
    person.page.get_by_label("PIN", exact=True).fill(pin)
    return person.press("Unlock")


def test_s1_a_medicine_day_without_a_signal_loses_nothing_written_while_locked(
    own_village: World, battery: Battery
) -> None:
    participant, running = own_village.register("ana"), own_village.running
    ana = participant.signs_in_on(battery.start()).is_kept_offline()
    running.kill()
    battery.dies()

    ana.takes(battery.start())
    ana.go("/").sees_heading(LOCKED).press("Write without unlocking")
    ana.sees("Only you can read this, once you unlock")
    expect(ana.page.get_by_role("link", name="Help now")).to_be_visible()
    writes_locked(ana, BLUE)
    ana.press("Done").sees("Sealed on this phone ✓").sees("A note is waiting until you unlock.")
    expect(ana.page.get_by_label("Your note")).to_have_value("")
    writes_locked(ana, MIDWORD)
    battery.dies()

    ana.takes(battery.start()).go("/write").sees("2 notes are waiting until you unlock.").does_not_see(
        MIDWORD
    )
    assert search([battery.profile], [BLUE, MIDWORD]) == {}
    ana.press("Unlock").sees_heading(LOCKED).sees("2 notes are waiting until you unlock.").unlocks()
    ana.sees("Check in").go_inside("/journal").sees(BLUE).sees(MIDWORD)
    running.start()
    ana.comes_back_to_the_page().sees("Stored, only you can read it")
    ana.does_not_see("On this phone, only you can read it")
    assert participant.notes() == sorted([BLUE, MIDWORD])
    assert ana.said == []


def test_a_page_that_locks_while_she_writes_asks_for_the_unlock_and_has_her_words(
    world: World, device: Device
) -> None:
    ana = world.register("ana").signs_in_on(device(PHONE))
    ana.go_inside("/you/locking").page.get_by_role("radio", name="Right away").check()
    ana.starts_to_write(MIDWORD)
    ana.page.evaluate(LOOKS_AWAY)
    assert ana.page.evaluate(COVERED)
    ana.page.evaluate(LOOKS_BACK)
    ana.sees_heading(LOCKED)
    assert not ana.page.evaluate(COVERED)
    assert ana.page.title() == "Interlude"
    ana.unlocks()
    expect(ana.page.get_by_label("Your note")).to_have_value(MIDWORD)
    assert ana.said == []


def test_a_short_look_elsewhere_covers_the_page_and_leaves_it_open(world: World, device: Device) -> None:
    ana = world.register("ana").signs_in_on(device(PHONE)).starts_to_write(MIDWORD)
    ana.page.evaluate(LOOKS_AWAY)
    assert ana.page.evaluate(COVERED)
    ana.page.evaluate(LOOKS_BACK)
    paper = ana.page.get_by_label("Your note")
    expect(paper).to_be_focused()
    expect(paper).to_have_value(MIDWORD)
    assert not ana.page.evaluate(COVERED)


def test_a_phone_whose_list_of_apps_is_opened_covers_the_page_before_it_hides_it(
    world: World, device: Device
) -> None:
    ana = world.register("ana").signs_in_on(device(PHONE)).starts_to_write(MIDWORD)
    page = ana.page
    page.context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    other = page.context.new_page()  # takes the focus; nothing is told by hand here
    other.bring_to_front()
    expect(page.locator(":root[data-covered]")).to_have_count(1)
    assert page.evaluate(COVERED)
    page.bring_to_front()
    page.get_by_label("Your note").click(force=True)
    expect(page.locator(":root[data-covered]")).to_have_count(0)


def test_a_pin_opens_this_phone_and_five_wrong_ones_take_it_away(world: World, device: Device) -> None:
    ana = sets_a_pin(world.register("ana").signs_in_on(device(PHONE)), PIN)
    locks(ana)
    tries(ana, PIN).sees("Lock now")

    locks(ana)
    for left in ("You have 4 more tries", "You have 3 more tries"):
        tries(ana, OTHER_PIN).sees(left)
    ana.go("/").sees_heading(LOCKED)
    for left in ("You have 2 more tries", "You have one more try"):
        tries(ana, OTHER_PIN).sees(left)
    tries(ana, OTHER_PIN).sees("There’s no PIN on this device any more")
    ana.does_not_see("Use your PIN")
    ana.unlocks().go_inside("/you/locking").sees("Set a PIN").does_not_see("PIN is on")
    assert ana.said == []


def test_a_pin_can_be_taken_away_again(world: World, device: Device) -> None:
    ana = sets_a_pin(world.register("ana").signs_in_on(device(PHONE)), PIN)
    ana.press("Remove the PIN").does_not_see("PIN is on")
    locks(ana)
    expect(ana.page.get_by_label("PIN", exact=True)).to_have_count(0)
    expect(ana.page.get_by_label("Password", exact=True)).to_be_visible()
