# SPDX-License-Identifier: AGPL-3.0-or-later
"""A therapist chooses a passkey as her second key at the first sign-in, instead of an app with digits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.journeys.authenticators import Finger
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person
from tests.journeys.seeing import assert_anyone_can_use
from tests.journeys.world import World

INSIDE = "Nobody is paired with you yet."
NUMBERS = count(1)


@dataclass
class Desk:
    """Nora, who stands before the choice after typing her code back, and what her desk knows her by."""

    nora: Person
    finger: Finger


@pytest.fixture
def prf() -> bool:
    """Whether passkeys of this desk can open what is kept here."""
    return True


@pytest.fixture
def desk(world: World, device: Device, prf: bool) -> Desk:
    """By its name: a passkey belongs to a name, never to a number."""
    page = device(DESK)
    nora = Person(page, world.url.replace("127.0.0.1", "localhost"), f"nora{next(NUMBERS)}")
    finger = Finger.of(page, prf=prf)
    nora.go("/enrol#" + world.running.enrolment()).registers(with_an_app=False)
    return Desk(nora.sees_heading("Add a second step"), finger)


def test_she_chooses_a_passkey_and_it_opens_everything(desk: Desk) -> None:
    """After a lock, and on another desk without a name or a password; no six digits anywhere."""
    nora = desk.nora
    nora.press("Use a passkey").sees_heading("Add a passkey").fills("A name for this passkey", "The desk")
    nora.press("Create passkey").sees(INSIDE)
    assert len(desk.finger.passkeys()) == 1
    nora.go_inside("/you/ways-in").sees("The desk").sees("Opens everything")
    nora.go_inside("/you").press("Lock now").press("Unlock with your passkey").sees("Signed in as")

    desk.finger.becomes_a_new_phone(nora.url)
    nora.go("/sign-in").press("Use a passkey").sees(INSIDE)
    assert nora.said == []


def test_everybody_can_use_these_pages(desk: Desk) -> None:
    """On a phone as well."""
    nora = desk.nora
    for size in (PHONE, DESK):
        nora.page.set_viewport_size(size)
        assert_anyone_can_use(nora.page)
    nora.press("Use a passkey").sees_heading("Add a passkey")
    for size in (PHONE, DESK):
        nora.page.set_viewport_size(size)
        assert_anyone_can_use(nora.page)


def test_after_her_password_it_is_the_passkey_that_is_asked_for_and_not_digits(desk: Desk) -> None:
    nora = desk.nora
    nora.press("Use a passkey").press("Create passkey").sees(INSIDE)
    desk.finger.becomes_a_new_phone(nora.url)

    nora.signs_in().sees_heading("Your passkey").does_not_see("Six-digit code")
    nora.press("Use the passkey").sees(INSIDE)


def test_mallory_at_her_desk_with_her_password_is_not_let_in(desk: Desk) -> None:
    """The desk does not recognise her finger, and she is offered no key of her own."""
    nora = desk.nora
    nora.press("Use a passkey").press("Create passkey").sees(INSIDE)
    desk.finger.becomes_a_new_phone(nora.url)
    desk.finger.is_known(verified=False)

    nora.signs_in().press("Use the passkey").sees("No passkey was used, so nothing has changed.")
    expect(nora.page.get_by_role("button", name="Choose another way")).to_have_count(0)
    nora.press("Not now").does_not_see(INSIDE)
    nora.go("/").does_not_see(INSIDE)


@pytest.mark.parametrize("prf", [False])
def test_a_passkey_that_opens_nothing_says_so_before_it_is_kept(desk: Desk) -> None:
    nora = desk.nora
    nora.press("Use a passkey").press("Create passkey").sees_heading("It can sign you in")
    nora.sees("It can’t open what you keep here").press("Save").sees(INSIDE)
    nora.go_inside("/you/ways-in").sees("Signs in only")


def test_she_may_change_her_mind_and_take_the_app(desk: Desk) -> None:
    """A finger nobody recognises makes nothing; the other way is one tap away."""
    nora = desk.nora
    desk.finger.is_known(verified=False)
    nora.press("Use a passkey").press("Create passkey").sees("No passkey was used, so nothing has changed.")
    nora.press("Choose another way").sets_up_an_app_if_asked().sees(INSIDE)
    expect(nora.page.get_by_role("navigation", name="Places")).to_be_visible()
