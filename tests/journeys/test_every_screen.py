# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every screen of both wings: anyone can use it, at every size, light and dark, with text twice as large.

The table must name every route of routes.tsx; one that is missing in it makes a test fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from interlude import CheckIn, Note
from interlude.domain import Appointment
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person
from tests.journeys.screens import EMPTY, OUTSIDE, PATIENT, TABLES, THERAPIST, Screen
from tests.journeys.seeing import AT_A_DESK, IN_A_HAND, assert_anyone_can_use_it
from tests.journeys.world import ANA_R, DR_THEO, Participant, World
from tests.running import ROOT

LONG_WORD = "Rechtsschutzversicherungsgesellschaften"
DOOR = f"The door was blue, and my mother's hands were on it. {LONG_WORD}. It keeps coming back to the water."


@dataclass
class Stage:
    """The people and what the addresses of the screens are filled with."""

    ana: Participant
    theo: Participant
    places: dict[str, str]


@pytest.fixture(scope="module")
def stage(world: World) -> Stage:
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


@pytest.fixture(scope="module")
def outside(stage: Stage, world: World, kept_device: Device) -> Person:
    """Somebody without an account, at a practice that is joined by invitation."""
    visitor = Person(kept_device(PHONE), world.url, "mira")
    visitor.page.route("**/api/practice", by_invitation)
    return visitor.go("/").sees_heading("Interlude")


def by_invitation(route: Route) -> None:
    told = route.fetch().json()
    route.fulfill(json=told | {"registration": "invite"})


@pytest.fixture(scope="module")
def ana(stage: Stage, kept_device: Device) -> Person:
    return stage.ana.signs_in_on(kept_device(PHONE)).sees("Yesterday")


@pytest.fixture(scope="module")
def mira(world: World, kept_device: Device) -> Person:
    return world.register("mira").signs_in_on(kept_device(PHONE))


@pytest.fixture(scope="module")
def theo(stage: Stage, kept_device: Device) -> Person:
    return stage.theo.signs_in_on(kept_device(DESK)).sees(ANA_R)


def goes_to(person: Person, screen: Screen, stage: Stage) -> None:
    """The screen stands there, whole."""
    path = (screen.at or screen.route).format(**stage.places)
    if person.password:
        person.go_inside("/").go_inside(path)
    else:
        person.page.evaluate("sessionStorage.clear()")  # the invite of the screen before
        person.page.goto("about:blank")
        person.go(path)
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(screen.heading)
    screen.then(person)


def anyone_can_use(person: Person, *, desk: bool = False) -> None:
    """The screen as it stands, at every size."""
    assert_anyone_can_use_it(person.page, AT_A_DESK if desk else IN_A_HAND)


def anyone_can_use_it(person: Person, screen: Screen, stage: Stage, *, desk: bool = False) -> None:
    goes_to(person, screen, stage)
    anyone_can_use(person, desk=desk)
    assert person.said == []


@pytest.mark.parametrize("screen", OUTSIDE, ids=str)
def test_a_visitor_can_use(screen: Screen, outside: Person, stage: Stage) -> None:
    anyone_can_use_it(outside, screen, stage)


@pytest.mark.parametrize("screen", PATIENT, ids=str)
def test_ana_can_use(screen: Screen, ana: Person, stage: Stage) -> None:
    anyone_can_use_it(ana, screen, stage)


@pytest.mark.parametrize("screen", EMPTY, ids=str)
def test_mira_whose_journal_is_empty_can_use(screen: Screen, mira: Person, stage: Stage) -> None:
    anyone_can_use_it(mira, screen, stage)


@pytest.mark.parametrize("screen", THERAPIST, ids=str)
def test_theo_can_use(screen: Screen, theo: Person, stage: Stage) -> None:
    anyone_can_use_it(theo, screen, stage, desk=True)


def test_a_newcomer_can_use_each_step_of_registering(world: World, kept_device: Device) -> None:
    jo = (
        Person(kept_device(PHONE), world.url, "joan")
        .go("/start")
        .sees_heading("Choose a name to sign in with")
    )
    anyone_can_use(jo)
    jo.fills("Name", "x").press("Continue").sees("at least 3 characters")
    anyone_can_use(jo)
    jo.fills("Name", "joan").press("Continue").sees_heading("Your password: six words")
    expect(jo.page.get_by_role("list", name="Your six words").get_by_role("listitem")).to_have_count(6)
    anyone_can_use(jo)
    jo.press("Choose my own instead").sees_heading("Your own password")
    jo.page.get_by_label("Password", exact=True).fill("secret")
    jo.sees("A computer could guess this.").press("Continue").sees("Please make the password harder")
    anyone_can_use(jo)
    jo.press("Use six words instead").press("I’ve saved them").sees_heading("Your recovery code")
    anyone_can_use(jo)
    jo.press("I’ve written it down").sees_heading("Check what you wrote down")
    for field in jo.page.get_by_role("textbox").all():
        field.fill("9999")
    jo.press("Finish and unlock").sees("That isn’t the right group.")
    anyone_can_use(jo)
    assert jo.said == []


def test_a_therapist_can_use_the_way_in(world: World, kept_device: Device) -> None:
    theo = Person(kept_device(DESK), world.url, "lin")
    theo.go("/enrol#" + world.running.enrolment()).sees_heading("Choose a name to sign in with")
    anyone_can_use(theo, desk=True)


def test_mira_can_use_the_locked_door(mira: Person) -> None:
    mira.go("/").sees_heading("Your journal is locked")
    anyone_can_use(mira)
    mira.press("Use your recovery code").sees("Seven groups of four")
    anyone_can_use(mira)
    mira.press("Sign out").sees("Sign out on this device?")
    anyone_can_use(mira)
    mira.press("Stay").press("Write without unlocking").sees("Only you can read this, once you unlock")
    anyone_can_use(mira)


def test_jonas_can_use_each_step_of_pairing(world: World, stage: Stage, kept_device: Device) -> None:
    participant = world.register("jonas")
    written = participant.client.keep(Note("Only mine."))
    jonas = participant.holds(kept_device(PHONE))
    jonas.page.goto(stage.theo.client.invite().link)
    jonas.sees_heading("You’re invited").signs_in().sees_heading("You and your therapist")
    jonas.press("Continue").sees("Please enter a name, so you know")
    anyone_can_use(jonas)
    jonas.fills("What do you call your therapist?", DR_THEO).fills(
        "What should your therapist call you?", "Jonas"
    )
    jonas.press("Continue").sees_heading(f"Is it really {DR_THEO}?")
    expect(jonas.page.locator(".pairing-words li")).to_have_count(8)
    anyone_can_use(jonas)
    jonas.press("They’re different").sees("Then end this pairing")
    anyone_can_use(jonas)
    jonas.press("Compare again").go_inside(f"/share/{written.entry_id}").sees_heading(
        "First, compare eight words"
    )
    anyone_can_use(jonas)
    assert jonas.said == []


def routes_of_the_app() -> dict[str, set[str]]:
    """The paths of each function of routes.tsx; what both wings share is asked of both."""
    source = (ROOT / "webapp" / "src" / "app" / "routes.tsx").read_text()
    parts = {
        part.partition("(")[0]: set(re.findall(r'<Route\s[^>]*?path="([^"]+)"', part))
        for part in re.split(r"\n(?:export )?function ", source)[1:]
    }
    assert source.count("<Route path=") == sum(len(paths) for paths in parts.values()), (
        "routes.tsx changed shape"
    )
    shared = parts.pop("shared")
    return {
        part: paths | (shared if part in ("Patient", "Therapist") else set()) for part, paths in parts.items()
    }


def test_no_route_of_the_app_is_missing_in_the_table() -> None:
    asked = {(part, path) for part, paths in routes_of_the_app().items() for path in paths}
    answered = {(part, screen.route) for part, table in TABLES.items() for screen in table}
    assert asked - answered == set()
