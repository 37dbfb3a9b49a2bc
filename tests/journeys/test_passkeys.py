# SPDX-License-Identifier: AGPL-3.0-or-later
"""Face or finger: it opens what was written, signs in on a new phone, and tells the server nothing."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.journeys.authenticators import Finger
from tests.journeys.conftest import Device
from tests.journeys.people import Person
from tests.journeys.world import Participant, World

OPEN = "Unlock with your passkey"


@dataclass
class Hand:
    """Ana with a phone that knows her finger."""

    ana: Person
    finger: Finger
    url: str
    participant: Participant = field(repr=False)

    def adds_a_passkey(self, name: str) -> Person:
        """In Ways in, with her password."""
        self.ana.go_inside("/you/ways-in")
        self.ana.press("Add a passkey").fills("A name for this passkey", name)
        self.ana.page.get_by_label("Your password", exact=True).fill(self.ana.password)
        return self.ana.press("Create passkey")


@pytest.fixture
def at_home(world: World) -> str:
    """The server by its host name: a passkey belongs to a name, never to an IP address."""
    return world.url.replace("127.0.0.1", "localhost")


def hand(world: World, url: str, page: Page, *, prf: bool = True) -> Hand:
    """Ana, signed in, on a phone with a finger."""
    participant = world.register("ana")
    participant.url = url
    finger = Finger.of(page, prf=prf)
    return Hand(participant.signs_in_on(page), finger, url, participant)


@pytest.fixture
def with_finger(world: World, at_home: str, device: Device) -> Iterator[Hand]:
    """Passkeys of this phone have a PRF."""
    one = hand(world, at_home, device())
    yield one
    assert one.ana.said == []


@pytest.fixture
def without_prf(world: World, at_home: str, device: Device) -> Hand:
    """Passkeys of this phone have none."""
    return hand(world, at_home, device(), prf=False)


def test_she_adds_a_passkey_and_opens_her_journal_with_it(with_finger: Hand) -> None:
    """After a lock, and after a restart without a signal."""
    ana = with_finger.ana
    ana.writes("The sea was very quiet").sees("Check in").is_kept_offline()
    with_finger.adds_a_passkey("My phone").sees("“My phone” now opens everything.")
    ana.sees("Opens everything").go_inside("/you").press("Lock now").press(OPEN)
    ana.go_inside("/journal").sees("The sea was very quiet")

    ana.page.context.set_offline(True)
    ana.go("/journal").press(OPEN).sees("The sea was very quiet")
    ana.page.context.set_offline(False)


def test_a_new_phone_opens_with_one_touch(with_finger: Hand) -> None:
    """No name, no password: the newest entry is there."""
    ana = with_finger.ana
    ana.writes("All of it is back").sees("Check in").sees("Stored, only you can read it")
    with_finger.adds_a_passkey("My phone").sees("opens everything")
    with_finger.finger.becomes_a_new_phone(with_finger.url)
    ana.go("/sign-in").press("Use a passkey").sees("All of it is back")
    ana.go("/you").press(OPEN).sees(f"Signed in as {ana.login}")


def test_a_passkey_without_prf_says_so_and_signs_in_only(without_prf: Hand) -> None:
    """Said before it is kept; on a new phone the password opens the rest."""
    ana = without_prf.ana
    ana.writes("Behind the words").sees("Check in").sees("Stored, only you can read it")
    without_prf.adds_a_passkey("Old key").sees("It can only sign you in")
    ana.press("Save it for signing in").sees("“Old key” can now sign you in.").sees("Signs in only")
    ana.go_inside("/you").press("Lock now")
    expect(ana.page.get_by_role("button", name="Unlock", exact=True)).to_be_visible()
    ana.does_not_see(OPEN)

    without_prf.finger.becomes_a_new_phone(without_prf.url)
    ana.go("/sign-in").press("Use a passkey").sees_heading("You’re signed in").sees("it carries no key")
    ana.page.get_by_label("Password", exact=True).fill(ana.password)
    ana.press("Open it").sees("Behind the words")


def test_a_passkey_without_prf_may_be_left_out(without_prf: Hand) -> None:
    """Nothing is added then."""
    without_prf.adds_a_passkey("Old key").sees("It can only sign you in")
    without_prf.ana.press("Cancel").sees("Add a passkey").does_not_see("Old key")


def test_she_renames_and_removes_a_passkey(with_finger: Hand) -> None:
    """Removing asks who is asking; then it opens nothing any more, here or anywhere."""
    ana = with_finger.ana
    with_finger.adds_a_passkey("My phone").sees("opens everything")
    ana.press("Rename My phone").fills("A name for this passkey", "The blue one").press("Save the name")
    ana.sees("It’s now called “The blue one”.").press("Remove The blue one").sees("Remove “The blue one”?")
    ana.page.get_by_label("Your password", exact=True).fill("not her password")
    ana.press("Remove passkey").sees("That isn’t the password.")
    ana.press("Use a passkey instead").sees("“The blue one” is removed.")
    ana.go_inside("/you").press("Lock now").sees("Unlock").does_not_see(OPEN)

    with_finger.finger.becomes_a_new_phone(with_finger.url)
    ana.go("/sign-in").press("Use a passkey").sees("belongs to another account, or was removed")
    ana.said.clear()  # the console tells of the refusal, too


def test_a_finger_the_phone_does_not_know_opens_nothing(with_finger: Hand) -> None:
    """Somebody else picks it up; Ana's password still opens."""
    ana = with_finger.ana
    with_finger.adds_a_passkey("My phone").sees("opens everything")
    with_finger.finger.is_known(verified=False)
    ana.go_inside("/you").press("Lock now").press(OPEN).sees("No passkey was used")
    ana.unlocks().sees("Sign-in and recovery")


def test_somebody_elses_passkey_of_this_practice_opens_nothing(with_finger: Hand) -> None:
    """A phone that is lent: a plain sentence, and nothing lost."""
    ana, finger = with_finger.ana, with_finger.finger
    with_finger.adds_a_passkey("My phone").sees("opens everything")
    finger.forgets()
    finger.holds_a_passkey_of(uuid.uuid4())
    ana.go_inside("/you").press("Lock now").press(OPEN).sees("belongs to another account, or was removed")
    ana.unlocks().sees("Sign-in and recovery")


@dataclass
class Wire:
    """Every request of a browser: its address, its headers, its body."""

    context: BrowserContext
    sent: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen."""
        self.context.on("request", self.hears)

    def hears(self, request: Request) -> None:
        """Keep all of it."""
        told = "\n".join([request.url, *(f"{name}: {value}" for name, value in request.headers.items())])
        self.sent.append(told.encode() + b"\n" + (request.post_data_buffer or b""))

    def carries(self, secret: bytes) -> bool:
        """Whether the secret went over it, in any form it could have."""
        return any(form in sent for sent in self.sent for form in forms_of(secret))


def forms_of(secret: bytes) -> list[bytes]:
    """Raw, hex, base64 of both alphabets, as a list of numbers, and as a text of its bytes."""
    numbers = [str(byte) for byte in secret]
    text = [
        base64.b64encode(secret),
        base64.urlsafe_b64encode(secret),
        secret.hex().encode(),
        secret.hex().upper().encode(),
    ]
    listed = [",".join(numbers).encode(), ", ".join(numbers).encode()]
    return [secret, secret.decode("latin-1").encode(), *(form.rstrip(b"=") for form in text), *listed]


def test_what_the_finger_gives_never_leaves_the_phone(with_finger: Hand) -> None:
    """While a passkey is added, proves, unlocks and signs in, every request is watched for the PRF output."""
    ana = with_finger.ana
    wire = Wire(ana.page.context)
    with_finger.adds_a_passkey("My phone").sees("opens everything")
    secret = with_finger.finger.prf_output()
    assert len(secret) == 32
    assert secret == with_finger.finger.prf_output()  # the same each time: it is what opens the slot
    ana.go_inside("/you").press("Lock now").press(OPEN).sees("Signed in as")
    with_finger.finger.becomes_a_new_phone(with_finger.url)
    ana.go("/sign-in").press("Use a passkey").sees("Check in")
    ana.go_inside("/you/ways-in")
    ana.press("Remove My phone").press("Use a passkey instead").sees("is removed")

    posted = [sent for sent in wire.sent if b'"credential"' in sent]
    assert len(posted) >= 3, "adding, signing in and proving each post a credential"
    assert not wire.carries(secret)
    assert not any(b"prf" in sent for sent in posted)
    wire.sent.append(b"a planted one: " + base64.urlsafe_b64encode(secret).rstrip(b"="))
    assert wire.carries(secret), "the watch sees what is there"
