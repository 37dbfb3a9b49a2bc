# SPDX-License-Identifier: AGPL-3.0-or-later
"""Password, recovery code, name, devices, second key: changed here, noticed by her other devices."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person, words_in
from tests.journeys.scenes import theo_registers
from tests.journeys.world import World

DOOR = "The door was blue."
LOCKED = "Your journal is locked"


def six_words(page: Page) -> str:
    """The six words on the screen."""
    shown = page.get_by_role("list", name="Your six words").get_by_role("listitem")
    expect(shown).to_have_count(6)
    return " ".join(words_in(shown))


def seven_groups(page: Page) -> list[str]:
    """The recovery code on the screen."""
    return words_in(page.get_by_role("list", name="Recovery code").get_by_role("listitem"))


def comes_back_with(phone: Person, name: str, password: str) -> Person:
    """On a device that has heard of the change: it asks for both."""
    phone.fills("Name", name)
    phone.page.get_by_label("New password", exact=True).fill(password)
    return phone.press("Sign in and unlock")


def test_a_new_password_signs_the_other_phone_out_and_it_comes_back_with_the_new_one(
    world: World, device: Device
) -> None:
    ana = world.register("ana")
    phone, tablet = (ana.signs_in_on(device(PHONE)) for _ in range(2))
    tablet.writes(DOOR).sees("Stored, only you can read it")

    phone.go_inside("/you/ways-in").press("Password").sees_heading("A new password")
    new = six_words(phone.page)
    phone.press("I’ve saved them").sees("This signs out all your other devices")
    phone.fills("Current password", "not this one").press("Change the password").sees(
        "That isn’t the password"
    )
    phone.page.get_by_label("Current password", exact=True).fill(ana.password)
    phone.press("Change the password").sees_heading("Your password has changed")

    tablet.comes_back_to_the_page().sees_heading(LOCKED).sees("This device was signed out")
    tablet.unlocks().sees("was changed on another device")
    comes_back_with(tablet, ana.login, new).go_inside("/journal").sees(DOOR)


def test_a_new_code_is_typed_back_before_the_old_one_ends(world: World, device: Device) -> None:
    ana = world.register("ana")
    phone = ana.signs_in_on(device(PHONE))
    phone.go_inside("/you/ways-in").press("Recovery code").press("Get a new code")
    groups = seven_groups(phone.page)
    phone.press("I’ve written it down").types_back(["0000"] * 7).press("Continue").sees(
        "That isn’t the right group."
    )
    phone.types_back(groups).press("Continue").sees_heading("Your password, again")
    phone.page.get_by_label("Your password", exact=True).fill(ana.password)
    phone.press("Use the new code from now on").sees_heading("Your new code is in use")

    other = ana.holds(device(PHONE)).go("/recover").fills("Name", ana.login)
    other.fills("Recovery code", ana.recovery_code).press("Continue").sees("don’t match")
    other.fills("Recovery code", "-".join(groups)).press("Continue").sees_heading("A new password")


def test_another_name_signs_in_with_the_same_password(world: World, device: Device) -> None:
    ana = world.register("ana")
    phone, tablet = (ana.signs_in_on(device(PHONE)) for _ in range(2))
    phone.go_inside("/you/ways-in").press("Sign-in name")
    phone.fills("New name", f"{ana.login}.new")
    phone.page.get_by_label("Your password", exact=True).fill(ana.password)
    phone.press("Change the name").sees(f"You now sign in as {ana.login}.new")

    tablet.comes_back_to_the_page().sees_heading(LOCKED).unlocks().sees("was changed on another device")
    comes_back_with(tablet, f"{ana.login}.new", ana.password).sees("Check in")


def test_one_device_is_signed_out_then_all_others(world: World, device: Device) -> None:
    ana = world.register("ana")
    phone, tablet, laptop = (ana.signs_in_on(device(PHONE)) for _ in range(3))
    devices = phone.go_inside("/you/devices").page.get_by_role("listitem")
    expect(devices).to_have_count(4)  # the Python library is the fourth
    expect(devices.first).to_contain_text("This device")

    devices.nth(1).get_by_role("button").click()
    phone.press("Yes, sign out")
    expect(devices).to_have_count(3)
    phone.press("Sign out all others").press("Yes, sign out").sees("All other devices are signed out.")
    expect(devices).to_have_count(1)
    for other in (tablet, laptop):
        other.comes_back_to_the_page().sees_heading(LOCKED).sees("This device was signed out")
        other.does_not_see(DOOR)
    tablet.unlocks().sees("Check in").sees("Everything is stored, sealed.")


def test_signed_out_everywhere(world: World, device: Device) -> None:
    ana = world.register("ana")
    phone, tablet = (ana.signs_in_on(device(PHONE)) for _ in range(2))
    phone.go_inside("/you/devices").press("Sign out everywhere").sees("Sign out everywhere?")
    phone.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    phone.sees_heading("Interlude")
    tablet.comes_back_to_the_page().sees_heading(LOCKED)


# --- the second key of therapists ---------------------------------------------------------


def test_a_therapist_sets_up_six_digits_and_is_asked_for_them(world: World, device: Device) -> None:
    theo = theo_registers(world.running, device(DESK))
    assert theo.totp_secret

    desk = Person(device(DESK), world.url, theo.login, theo.password, running=world.running)
    desk.signs_in().sees_heading("Your authenticator code")
    desk.fills("Six-digit code", "12").press("Continue").sees("Please enter all six digits.")
    desk.fills("Six-digit code", "000 000").press("Continue").sees("This code has been used or has run out.")
    desk.totp_secret = theo.totp_secret
    desk.gives_the_second_key().sees("Nobody is paired with you yet.")

    desk.go_inside("/you/ways-in").press("Second step").sees("An authenticator app is set up.")
    desk.press("Remove the app").fills("Your password", theo.password).press("Remove the app").sees(
        "your last way to sign in"
    )
