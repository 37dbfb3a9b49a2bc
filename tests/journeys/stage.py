# SPDX-License-Identifier: AGPL-3.0-or-later
"""A practice with something on each of its screens, and how a person comes to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Route, expect

from interlude import CheckIn, Note
from interlude.domain import Appointment
from tests.journeys.people import Person
from tests.journeys.screens import Screen
from tests.journeys.world import ANA_R, DR_THEO, Participant, World

LONG_WORD = "Rechtsschutzversicherungsgesellschaften"
DOOR = f"The door was blue, and my mother's hands were on it. {LONG_WORD}. It keeps coming back to the water."


@dataclass
class Stage:
    """The people and what the addresses of the screens are filled with."""

    ana: Participant
    theo: Participant
    places: dict[str, str]


def stage_of(world: World) -> Stage:
    """Ana and Theo, paired; Mira, whose words nobody has compared yet; and an invite that waits."""
    ana, theo = world.pair()
    mira = world.register("mira")
    mira.client.accept_invite(theo.client.invite().link, "Mira", DR_THEO)
    theo.client.confirm_pairings()
    invite = theo.client.invite().link.partition("#")[2]
    pairings = {person.name: person.pairing_id for person in theo.client.people()}
    places = {
        "pairing": pairings[ANA_R],
        "waiting": pairings["Mira"],
        "nothing": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    }
    return Stage(
        ana, theo, places | words_of(ana, theo, pairings[ANA_R]) | {"invite": invite, "half": invite[:20]}
    )


def words_of(ana: Participant, theo: Participant, pairing_id: str) -> dict[str, str]:
    """A month of Ana's words, some of them shared, and an appointment tomorrow."""
    now = datetime.now(UTC)
    old = [
        CheckIn(mood=1 + day % 5, energy=2, sleep=3, words="slept", written_at=now - timedelta(days=30 - day))
        for day in range(12)
    ]
    yesterday = now - timedelta(days=1)
    kept = ana.client.keep_many(
        [
            *old,
            Note(DOOR, written_at=yesterday),
            CheckIn(mood=4, energy=3, feelings=("calm",), words=LONG_WORD, written_at=yesterday),
            Note("Short.", written_at=yesterday + timedelta(minutes=1)),
        ]
    )
    note, check_in, spare = kept[-3:]
    for entry in [*kept[:12], note, check_in]:
        ana.client.share(entry, DR_THEO)
    tomorrow = now + timedelta(days=1)
    planned = Appointment(pairing_id=pairing_id, purpose="integration", starts_at=tomorrow, minutes=50)
    theo.client.share(theo.client.keep(planned), ANA_R)
    return {"note": note.entry_id, "check_in": check_in.entry_id, "spare": spare.entry_id}


def by_invitation(route: Route) -> None:
    """What the practice says of itself, and that it is joined by an invite."""
    told = route.fetch().json()
    route.fulfill(json=told | {"registration": "invite"})


def goes_to(person: Person, screen: Screen, stage: Stage) -> None:
    """The screen stands there, whole."""
    path = (screen.at or screen.route).format(**stage.places)
    if person.password:
        person.go_inside("/").go_inside(path)
    else:
        person.page.evaluate("sessionStorage.clear()")  # the invite of the screen before
        person.page.goto("about:blank")
        person.go(path)
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(person.reads(screen.heading))
    screen.then(person)


def registering(jo: Person) -> Iterator[None]:
    """Each screen between the name and the open journal, also where something was typed wrongly."""
    jo.go("/start").sees_heading("Choose a name to sign in with")
    yield
    jo.fills("Name", "x").press("Continue").sees("at least 3 characters")
    yield
    jo.fills("Name", jo.login).press("Continue").sees_heading("Your password: six words")
    shown = jo.page.get_by_role("list", name=jo.reads("Your six words")).get_by_role("listitem")
    expect(shown).to_have_count(6)
    yield
    jo.press("Choose my own instead").sees_heading("Your own password").fills_the_password("secret")
    jo.sees("A computer could guess this.").press("Continue").sees("Please make the password harder")
    yield
    jo.press("Use six words instead").press("I’ve saved them").sees_heading("Your recovery code")
    yield
    jo.press("I’ve written it down").sees_heading("Check what you wrote down")
    for field in jo.page.get_by_role("textbox").all():
        field.fill("9999")
    jo.press("Finish and unlock").sees("That isn’t the right group.")
    yield


def locked(mira: Person) -> Iterator[None]:
    """What can be done on a device of hers before it is unlocked."""
    mira.go("/").sees_heading("Your journal is locked")
    yield
    mira.press("Use your recovery code").sees("Seven groups of four")
    yield
    mira.press("Sign out").sees("Sign out on this device?")
    yield
    mira.press("Stay").press("Write without unlocking").sees("Only you can read this, once you unlock")
    yield


def pairing(jonas: Person, invite: str, entry_id: str) -> Iterator[None]:
    """From the link to the words that nobody has compared; jonas has a journal, on another device."""
    jonas.page.goto(invite)
    jonas.sees_heading("You’re invited").signs_in().sees_heading("You and your therapist")
    jonas.press("Continue").sees("Please enter a name, so you know")
    yield
    jonas.fills("What do you call your therapist?", DR_THEO)
    jonas.fills("What should your therapist call you?", "Jonas")
    jonas.press("Continue").sees_heading(f"Is it really {DR_THEO}?")
    expect(jonas.page.locator(".pairing-words li")).to_have_count(8)
    yield
    jonas.press("They’re different").sees("Then end this pairing")
    yield
    jonas.press("Compare again").go_inside(f"/share/{entry_id}").sees_heading("First, compare eight words")
    yield
