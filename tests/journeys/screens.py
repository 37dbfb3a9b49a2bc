# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of every screen of both wings: where it is, what its heading says, what is pressed there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.world import ANA_R, DR_THEO

Way = Callable[[Person], object]


def stay(_person: Person) -> None:
    """The address alone leads there."""


@dataclass(frozen=True)
class Screen:
    """One screen: the route of routes.tsx it stands for, an address of it, and what its heading says."""

    route: str
    heading: str
    at: str = ""  # the address, with names of ``Stage.places``; the route itself where it has no parameters
    then: Way = stay  # what is pressed once there

    def __str__(self) -> str:
        return f"{self.at or self.route} {self.heading}"


def asks_to_sign_out(person: Person) -> None:
    person.press("Sign out").sees("Sign out on this device?")


def asks_for_the_code(person: Person) -> None:
    person.press("Use your recovery code").sees("Seven groups of four")


def asks_for_a_pin(person: Person) -> None:
    person.press("Set a PIN").fills("New PIN", "123456").fills("Your password", "not hers")
    person.press("Save the PIN").sees("This PIN is too easy to guess")


def looks_at_the_preview(person: Person) -> None:
    person.press(f"See what {DR_THEO} will see").sees_heading(f"{DR_THEO} will see exactly this")


def chooses_a_passage(person: Person) -> None:
    person.page.get_by_role("radio", name=person.reads("Only a passage")).check()
    person.sees("Tick at least one sentence.")


def asks_to_take_back(person: Person) -> None:
    person.page.get_by_role("button", name=person.reads("Stop sharing")).first.click()
    person.sees(f"Stop sharing this with {DR_THEO}?")


def asks_to_end(person: Person) -> None:
    person.page.get_by_role("button", name=person.reads("End the pairing")).first.click()


def opens_the_feelings(person: Person) -> None:
    person.page.get_by_text(person.reads("Feelings, if you like")).click()


def keeps_without_a_mood(person: Person) -> None:
    person.press("Save").sees("Please choose one of the five words")


def deletes_it(person: Person) -> None:
    person.press("Delete").sees("Deleted.")


def makes_an_invite(person: Person) -> None:
    person.press("Create an")
    expect(person.page.get_by_label(person.reads("Or send this link"))).not_to_have_value("")


def signs_in_with_nothing(person: Person) -> None:
    person.press("Sign in").sees("Please enter your name")


def shows_the_numbers(person: Person) -> None:
    person.page.get_by_text(person.reads("The numbers")).first.click()


def makes_a_code(person: Person) -> None:
    person.press("Get a new code").sees_heading("Your new recovery code")


def asks_about_everywhere(person: Person) -> None:
    person.press("Sign out everywhere").sees("Sign out everywhere?")


def sets_up_an_app(person: Person) -> None:
    person.page.get_by_role("button", name=person.reads("Set up a")).click()
    person.sees_heading("An authenticator app")


def goes_on_to_the_password(person: Person) -> None:
    person.press("Continue").sees_heading("A new password")


def adds_a_passkey(person: Person) -> None:
    person.press("Add a passkey").sees("A name for this passkey")


# Both wings have these.
NEW_KEY = [
    Screen("/you/new-key", "Someone may know my password or my code"),
    Screen("/you/new-key", "Someone may know", then=goes_on_to_the_password),
]

WAYS_IN = [
    Screen("/you/ways-in/:way?", "Sign-in and recovery", at="/you/ways-in"),
    Screen("/you/ways-in/:way?", "Sign-in and recovery", at="/you/ways-in", then=adds_a_passkey),
    Screen("/you/ways-in/:way?", "A new password", at="/you/ways-in/password"),
    Screen("/you/ways-in/:way?", "A new recovery code", at="/you/ways-in/code"),
    Screen("/you/ways-in/:way?", "A new recovery code", at="/you/ways-in/code", then=makes_a_code),
    Screen("/you/ways-in/:way?", "Change your sign-in name", at="/you/ways-in/name"),
    Screen("/you/devices", "Devices"),
    Screen("/you/devices", "Devices", then=asks_about_everywhere),
]


def saves_the_sealed_file(person: Person) -> None:
    person.press("Save a sealed file").sees("is in your downloads")


def types_another_password(person: Person) -> None:
    person.fills("Your password, again", "guessed").press("Save an open copy")
    person.sees("That isn’t the password.")


def asks_to_delete_everything(person: Person) -> None:
    person.fills("Your password, again", "guessed").press("Delete everything")
    person.sees("Delete everything now?")


GOING = [
    Screen("/you/export", "Export your journal"),
    Screen("/you/export", "Export your journal", then=saves_the_sealed_file),
    Screen("/you/export/open", "Anyone who has this file can read it"),
    Screen("/you/export/open", "Anyone who has this file can read it", then=types_another_password),
    Screen("/you/leave", "Leave Interlude"),
    Screen("/you/leave", "Leave Interlude", then=asks_to_delete_everything),
]

OUTSIDE = [
    Screen("/", "Interlude"),
    Screen("/help", "Help now"),
    Screen("/promise", "What only you can read"),
    Screen("/recover", "Use your recovery code"),
    Screen("/i", "You’re invited", at="/i#{invite}"),
    Screen("/i", "This invite can’t be used", at="/i#{half}"),
    Screen("/start/:step?", "Ask your therapist for an invite", at="/start"),
    Screen("/enrol/:step?", "Half of this link is missing", at="/enrol"),
    Screen("/sign-in", "Sign in"),
    Screen("/sign-in", "Sign in", then=signs_in_with_nothing),
]

PATIENT = [
    Screen("/", ""),  # "Good evening.", or at night another word
    Screen("/write/:id?", "New note", at="/write"),
    Screen("/write/:id?", "Note from", at="/write/{note}"),
    Screen("/write/:id?", "This note isn’t here", at="/write/{nothing}"),
    Screen("/check-in/:id?", "How are you, right now?", at="/check-in", then=opens_the_feelings),
    Screen("/check-in/:id?", "How are you, right now?", at="/check-in", then=keeps_without_a_mood),
    Screen("/check-in/:id?", "How are you, right now?", at="/check-in/{check_in}"),
    Screen("/journal", "Journal"),
    Screen("/journal/:id", "Yesterday", at="/journal/{note}"),
    Screen("/journal/:id", "Yesterday", at="/journal/{check_in}"),
    Screen("/journal/:id", "This entry isn’t here", at="/journal/{nothing}"),
    Screen("/journal", "Yesterday", at="/journal/{spare}", then=deletes_it),
    Screen("/share", "Share"),
    Screen("/share", "Share", then=asks_to_take_back),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{note}"),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{note}", then=chooses_a_passage),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{check_in}", then=looks_at_the_preview),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{note}", then=looks_at_the_preview),
    Screen("/share/:entryId", "This can’t be shared", at="/share/{nothing}"),
    Screen("/i", "This invite can’t be used"),
    Screen("/pair", "Pair with your therapist"),
    Screen("/pair", "Pair with your therapist", then=asks_to_end),
    Screen("/pair/:pairingId/words", f"You and {DR_THEO} are paired", at="/pair/{pairing}/words"),
    Screen("/pair/:pairingId/other-key", f"You and {DR_THEO} are paired", at="/pair/{pairing}/other-key"),
    Screen("/share/again/:pairingId", "Nothing left to share again", at="/share/again/{pairing}"),
    *NEW_KEY,
    Screen("/you", "You"),
    Screen("/you", "You", then=asks_to_sign_out),
    *WAYS_IN,
    *GOING,
    Screen("/you/locking", "Lock", then=asks_for_a_pin),
]

EMPTY = [
    Screen("/", ""),  # "Good evening.", or at night another word
    Screen("/journal", "Journal"),
    Screen("/share", "Share"),
    Screen("/share/:entryId", "This can’t be shared", at="/share/{nothing}"),
    Screen("/pair", "Pair with your therapist"),
    Screen("/you", "You"),
]

THERAPIST = [
    Screen("/", ""),
    Screen("/people/:pairingId", ANA_R, at="/people/{pairing}"),
    Screen("/people/:pairingId", ANA_R, at="/people/{pairing}", then=shows_the_numbers),
    Screen("/people/:pairingId", "This person isn’t here", at="/people/{nothing}"),
    Screen("/people/:pairingId/appointments", "Appointments with", at="/people/{pairing}/appointments"),
    Screen("/invite", "Invite someone"),
    Screen("/invite", "Invite someone", then=makes_an_invite),
    Screen("/i", "This invite is for a patient"),
    Screen("/pair/:pairingId/words", "Is it really Mira?", at="/pair/{waiting}/words"),
    Screen("/pair/:pairingId/words", f"You and {ANA_R} are paired", at="/pair/{pairing}/words"),
    Screen("/pair/:pairingId/other-key", f"You and {ANA_R} are paired", at="/pair/{pairing}/other-key"),
    *NEW_KEY,
    Screen("/you", "You"),
    Screen("/you", "You", then=asks_to_sign_out),
    *WAYS_IN,
    Screen("/you/ways-in/:way?", "Second step", at="/you/ways-in/second-key"),
    Screen("/you/ways-in/:way?", "Second step", at="/you/ways-in/second-key", then=sets_up_an_app),
    *GOING,
    Screen("/you/locking", "Lock", then=asks_for_a_pin),
]

# Which part of routes.tsx holds which table's routes; ``shared`` is asked of both wings.
TABLES = {"App": OUTSIDE, "Outside": OUTSIDE, "Patient": PATIENT, "Therapist": THERAPIST}
