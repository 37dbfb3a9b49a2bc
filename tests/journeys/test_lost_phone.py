# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story S5: the phone is lost. A new one gets all back, the old one is shut; if all is lost, that is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

import pytest
from playwright.sync_api import Page, Route, expect

from interlude import Note
from interlude.protocol import recovery_code
from tests.drills.planted import search
from tests.journeys.authenticators import Finger
from tests.journeys.conftest import PHONE, Battery, Device
from tests.journeys.people import Person
from tests.journeys.seeing import assert_anyone_can_use
from tests.journeys.test_ways_in import LOCKED, comes_back_with, seven_groups, six_words
from tests.journeys.world import Participant, World

NIGHTS = 180  # entries: the newest fifty come first, then up to three hundred at once
NEWEST, OLDEST = f"Night {NIGHTS} by the water", "Night 1 by the water"
UNSENT, MIDWORD = "Written on the tram, in the tunnel.", "It keeps coming back to the wat"
MEANWHILE = "Already writing on the new one."
SIGNED_OUT = "This device was signed out."
FEED = "**/api/entries?before=*"
WRONG_PASSWORD = "apple river stone candle window bread"


@pytest.fixture
def ana(world: World) -> Participant:
    """Half a year of nights, all stored."""
    register = world.register("ana")
    today = datetime.now(UTC)
    nights = [(night, today - timedelta(days=NIGHTS - night)) for night in range(1, NIGHTS + 1)]
    register.client.keep_many(Note(f"Night {night} by the water", written_at=then) for night, then in nights)
    return register


@dataclass
class SlowLine:
    """A slow connection: it passes the first page of the journal and holds the rest until ``goes_on``."""

    page: Page
    held: list[Route] = field(default_factory=list)
    seen: int = 0
    is_free: bool = False

    def begins(self) -> Self:
        """Hold requests from now on."""
        self.page.route(FEED, self._passes)
        return self

    def _passes(self, route: Route) -> None:
        self.seen += 1
        if self.seen == 1 or self.is_free:
            route.continue_()
        else:
            self.held.append(route)

    def goes_on(self) -> None:
        """Release the held requests, and pass all later ones."""
        self.is_free = True
        for route in self.held:
            route.continue_()


def has_all_of_it(phone: Person, line: SlowLine) -> None:
    """The newest is there and she writes, while the oldest is still on its way; then all of it is there."""
    phone.sees(NEWEST).sees("are on their way; you can read and write meanwhile")
    assert_anyone_can_use(phone.page)
    phone.go_inside("/journal").sees(NEWEST).does_not_see(OLDEST)
    phone.writes(MEANWHILE).sees(MEANWHILE)
    line.goes_on()
    phone.go_inside("/").does_not_see("are on their way").sees("Everything is stored, sealed.")
    phone.go_inside("/you/export").sees(f"{NIGHTS + 1} entries on this device")


def new_phone(ana: Participant, page: Page) -> tuple[Person, SlowLine]:
    """A new phone with a slow connection."""
    return ana.holds(page), SlowLine(page).begins()


def signs_the_old_one_out(phone: Person) -> None:
    """In the list of devices, the phone (the Python library is there too)."""
    phone.go_inside("/you/devices").press("Sign out all others")
    phone.sees(
        "Words a device hasn’t stored yet stay there, sealed, until someone with the password opens it."
    )
    phone.press("Yes, sign out").sees("All other devices are signed out.")
    assert_anyone_can_use(phone.page)


def is_shut(old: Person) -> Person:
    """It locks as soon as it hears of it, says why, and shows no word, also after it was started again."""
    old.comes_back_to_the_page().sees_heading(LOCKED).sees(SIGNED_OUT)
    assert_anyone_can_use(old.page)
    for address in ("/journal", "/"):
        old.go(address).sees_heading(LOCKED).does_not_see("by the water")
    return old


# --- the three ways back ------------------------------------------------------------------


def test_by_the_recovery_code_all_comes_back_and_the_old_phone_is_shut(
    ana: Participant, device: Device, battery: Battery
) -> None:
    old = ana.signs_in_on(battery.start()).sees(NEWEST).does_not_see("are on their way").is_kept_offline()
    old.page.context.set_offline(True)
    old.writes(UNSENT).sees("On this phone, only you can read it")
    old.starts_to_write(MIDWORD).sees("Saved on this phone ✓")

    phone, line = new_phone(ana, device(PHONE))
    phone.go("/sign-in").press("I’ve lost my password").sees_heading("Use your recovery code")
    phone.sees(
        "Anything another device hadn’t stored yet stays there, sealed. Your new password opens it there."
    )
    assert_anyone_can_use(phone.page)
    phone.fills("Name", ana.login).fills("Recovery code", ana.recovery_code.lower().replace("-", " "))
    phone.press("Continue").sees_heading("A new password").sees("I’ve saved them")
    phone.password = six_words(phone.page)
    phone.press("I’ve saved them").sees_heading("Your new recovery code")
    groups = seven_groups(phone.page)
    phone.recovery_code = "-".join(groups)
    assert phone.recovery_code != ana.recovery_code
    phone.press("I’ve written it down").types_back(["0000"] * 7).press("Finish and unlock").sees(
        "That isn’t the right group."
    )
    phone.types_back(groups).press("Finish and unlock")
    has_all_of_it(phone, line)
    phone.go_inside("/journal").does_not_see(UNSENT)  # truly not here: only the old phone has it

    old.page.context.set_offline(False)
    is_shut(old).sees("One change is only on this device.")
    old.unlocks().sees("was changed on another device").does_not_see("by the water")
    assert search([battery.profile], ["by the water", UNSENT, MIDWORD]) == {}
    comes_back_with(old, ana.login, phone.password).sees("Continue where you stopped").sees(MIDWORD)
    old.go_inside("/journal").sees(UNSENT).sees("Stored, only you can read it")
    phone.go_inside("/journal").comes_back_to_the_page().sees(UNSENT)

    # The code that was used is over; the new one opens.
    other = ana.holds(device(PHONE)).go("/recover").fills("Name", ana.login)
    other.fills("Recovery code", ana.recovery_code).press("Continue").sees("don’t match")
    other.fills("Recovery code", phone.recovery_code).press("Continue").sees_heading("A new password")
    assert phone.said == []


def test_by_a_passkey_all_comes_back_with_one_touch_and_the_old_phone_is_shut(
    ana: Participant, world: World, device: Device
) -> None:
    ana.url = world.url.replace("127.0.0.1", "localhost")
    old = ana.signs_in_on(device(PHONE)).sees(NEWEST)
    finger = Finger.of(page := device(PHONE))
    phone = ana.signs_in_on(page).go_inside("/you/ways-in")
    phone.press("Add a passkey").fills("A name for this passkey", "Both my phones")
    phone.page.get_by_label("Your password", exact=True).fill(ana.password)
    phone.press("Create passkey").sees("now opens everything")
    finger.becomes_a_new_phone(ana.url)  # the passkey came along with her other things

    line = SlowLine(page).begins()
    phone.go("/sign-in").press("Use a passkey")
    has_all_of_it(phone, line)
    signs_the_old_one_out(phone)
    is_shut(old)
    assert phone.said == []


def test_by_the_password_all_comes_back_and_the_old_phone_is_shut(ana: Participant, device: Device) -> None:
    old = ana.signs_in_on(device(PHONE)).sees(NEWEST).does_not_see("are on their way")
    old.starts_to_write(MIDWORD).sees("Saved on this phone ✓")
    phone, line = new_phone(ana, device(PHONE))
    phone.signs_in()
    has_all_of_it(phone, line)
    phone.does_not_see(MIDWORD)  # what was begun and not finished was never sent anywhere
    signs_the_old_one_out(phone)
    is_shut(old).does_not_see(MIDWORD)

    old.unlocks().sees("Continue where you stopped").sees(MIDWORD)  # found again: hers, with the password
    assert phone.said == []


# --- everything is lost -------------------------------------------------------------------

LOST = "Then your journal is lost to you and to everyone else."


def test_who_has_lost_password_and_code_is_told_plainly_and_what_can_still_be_tried(
    ana: Participant, device: Device
) -> None:
    phone = ana.holds(device(PHONE)).go("/sign-in").fills("Name", ana.login)
    phone.page.get_by_label("Password", exact=True).fill(WRONG_PASSWORD)
    phone.press("Sign in").sees("That name and password don’t match").press("I’ve lost my password")

    phone.sees_heading("Use your recovery code").sees(LOST)
    phone.fills("Name", ana.login).fills("Recovery code", "0000-0000-0000-0000-0000-0000-0001").press(
        "Continue"
    )
    phone.sees("One of these letters is mistyped.").sees(LOST)
    phone.fills("Recovery code", somebody_elses_code()).press("Continue")
    phone.sees("That name and this recovery code don’t match.").sees(LOST)
    phone.page.get_by_text("What you can still try").click()
    phone.sees("Only your newest code works").sees("Or start over")
    assert_anyone_can_use(phone.page)
    expect(phone.page.get_by_role("link", name="Help now")).to_be_visible()
    assert ana.notes()[0] == "Night 1 by the water"  # nothing was touched by trying


def somebody_elses_code() -> str:
    """A recovery code that is written well and opens nothing here."""
    return recovery_code.write(bytes(16))


def test_a_locked_phone_says_the_same_where_the_code_is_asked_for(ana: Participant, device: Device) -> None:
    phone = ana.signs_in_on(device(PHONE)).go_inside("/you").press("Lock now").sees_heading(LOCKED)
    phone.page.get_by_label("Password", exact=True).fill(WRONG_PASSWORD)
    phone.press("Unlock").sees("That isn’t the password.").does_not_see(LOST)
    phone.press("Use your recovery code").sees(LOST)
    phone.fills("Recovery code", somebody_elses_code()).press("Unlock").sees("belongs to another account")
    assert_anyone_can_use(phone.page)
    phone.fills("Recovery code", ana.recovery_code).press("Unlock").sees("Lock now")
    phone.go_inside("/journal").sees(NEWEST)
