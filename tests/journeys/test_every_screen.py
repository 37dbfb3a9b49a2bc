"""Every screen of both wings: anyone can use it, at every size, light and dark, with text twice as large.

The table must name every route of main.tsx; one that is missing in it makes a test fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from interlude import CheckIn, Note
from interlude.domain import Appointment
from tests.journeys.conftest import DESK, PHONE, SMALL_PHONE, Device
from tests.journeys.people import Person
from tests.journeys.seeing import SIDEWAYS, assert_anyone_can_use
from tests.journeys.village import ANA_R, DR_THEO, Neighbour, Village
from tests.running import ROOT

NOWHERE = "00000000-0000-4000-8000-000000000000"
NARROW: ViewportSize = {"width": 320, "height": 640}
LONG_WORD = "Rechtsschutzversicherungsgesellschaften"
DOOR = f"The door was blue, and my mother's hands were on it. {LONG_WORD}. It keeps coming back to the water."

Way = Callable[[Person], object]


def stay(_person: Person) -> None:
    """The address alone leads there."""


@dataclass(frozen=True)
class Screen:
    """One screen: the route of main.tsx it stands for, an address of it, and what its heading says."""

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


def looks_at_the_preview(person: Person) -> None:
    person.press(f"See what {DR_THEO} will see").sees_heading(f"{DR_THEO} will see exactly this")


def chooses_a_passage(person: Person) -> None:
    person.page.get_by_role("radio", name="Only a passage").check()
    person.sees("Tick at least one sentence.")


def asks_to_take_back(person: Person) -> None:
    person.page.get_by_role("button", name=re.compile("^Take it back")).first.click()
    person.sees(f"Take this back from {DR_THEO}?")


def asks_to_end(person: Person) -> None:
    person.page.get_by_role("button", name=re.compile("^End the pairing")).first.click()


def opens_the_feelings(person: Person) -> None:
    person.page.get_by_text("Feelings, if you like").click()


def keeps_without_a_mood(person: Person) -> None:
    person.press("Keep").sees("Please choose one of the five words")


def deletes_it(person: Person) -> None:
    person.press("Delete").sees("Deleted.")


def makes_an_invite(person: Person) -> None:
    person.press("Make an")
    expect(person.page.get_by_label("Or send this link")).not_to_have_value("")


def signs_in_with_nothing(person: Person) -> None:
    person.press("Sign in").sees("Please type your name")


def shows_the_numbers(person: Person) -> None:
    person.page.get_by_text("The numbers").first.click()


OUTSIDE = [
    Screen("/", "Interlude"),
    Screen("/help", "Help now"),
    Screen("/promise", "What nobody but you can read"),
    Screen("/recover", "Back in with your recovery code"),
    Screen("/i", "You are invited", at="/i#{invite}"),
    Screen("/i", "This invite cannot be used", at="/i#{half}"),
    Screen("/start/:step?", "Your therapist gives you a link", at="/start"),
    Screen("/enrol/:step?", "Half of this link is missing", at="/enrol"),
    Screen("/sign-in", "Sign in"),
    Screen("/sign-in", "Sign in", then=signs_in_with_nothing),
]

PATIENT = [
    Screen("/", "Good"),
    Screen("/write/:id?", "New note", at="/write"),
    Screen("/write/:id?", "Note of", at="/write/{note}"),
    Screen("/write/:id?", "This note is not here", at="/write/{nothing}"),
    Screen("/check-in/:id?", "How are you, right now?", at="/check-in", then=opens_the_feelings),
    Screen("/check-in/:id?", "How are you, right now?", at="/check-in", then=keeps_without_a_mood),
    Screen("/check-in/:id?", "How are you, right now?", at="/check-in/{check_in}"),
    Screen("/journal", "Journal"),
    Screen("/journal/:id", "Yesterday", at="/journal/{note}"),
    Screen("/journal/:id", "Yesterday", at="/journal/{check_in}"),
    Screen("/journal/:id", "This entry is not here", at="/journal/{nothing}"),
    Screen("/journal", "Yesterday", at="/journal/{spare}", then=deletes_it),
    Screen("/share", "Share"),
    Screen("/share", "Share", then=asks_to_take_back),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{note}"),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{note}", then=chooses_a_passage),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{check_in}", then=looks_at_the_preview),
    Screen("/share/:entryId", f"Share with {DR_THEO}", at="/share/{note}", then=looks_at_the_preview),
    Screen("/share/:entryId", "This cannot be shared", at="/share/{nothing}"),
    Screen("/i", "This invite cannot be used"),
    Screen("/pair", "Pair with your therapist"),
    Screen("/pair", "Pair with your therapist", then=asks_to_end),
    Screen("/pair/:pairingId/words", f"You and {DR_THEO} are paired", at="/pair/{pairing}/words"),
    Screen("/you", "You"),
    Screen("/you", "You", then=asks_to_sign_out),
    Screen("/you/devices", "Devices"),
]

EMPTY = [
    Screen("/", "Good"),
    Screen("/journal", "Journal"),
    Screen("/share", "Share"),
    Screen("/share/:entryId", "This cannot be shared", at="/share/{nothing}"),
    Screen("/pair", "Pair with your therapist"),
    Screen("/you", "You"),
]

THERAPIST = [
    Screen("/", ""),
    Screen("/people/:pairingId", ANA_R, at="/people/{pairing}"),
    Screen("/people/:pairingId", ANA_R, at="/people/{pairing}", then=shows_the_numbers),
    Screen("/people/:pairingId", "Nobody of this name", at="/people/{nothing}"),
    Screen("/people/:pairingId/appointments", "Appointments with", at="/people/{pairing}/appointments"),
    Screen("/invite", "Invite somebody"),
    Screen("/invite", "Invite somebody", then=makes_an_invite),
    Screen("/i", "This invite is for a patient"),
    Screen("/pair/:pairingId/words", "Is it really Mira?", at="/pair/{waiting}/words"),
    Screen("/pair/:pairingId/words", f"You and {ANA_R} are paired", at="/pair/{pairing}/words"),
    Screen("/you", "You"),
    Screen("/you", "You", then=asks_to_sign_out),
    Screen("/you/devices", "Devices"),
]

# Which part of main.tsx holds which table's routes; ``shared`` is asked of both wings.
TABLES = {"App": OUTSIDE, "Outside": OUTSIDE, "Patient": PATIENT, "Therapist": THERAPIST}


@dataclass
class Stage:
    """The people and what the addresses of the screens are filled with."""

    ana: Neighbour
    theo: Neighbour
    places: dict[str, str]


@pytest.fixture(scope="module")
def stage(village: Village) -> Stage:
    ana, theo = village.pair()
    mira = village.newcomer("mira")
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


def words_of(ana: Neighbour, theo: Neighbour, pairing_id: str) -> dict[str, str]:
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
            Note("An old shopping list.", written_at=yesterday),
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
def outside(stage: Stage, village: Village, kept_device: Device) -> Person:
    """Somebody without an account, at a practice that is joined by invitation."""
    visitor = Person(kept_device(PHONE), village.url, "mira")
    visitor.page.route("**/api/practice", by_invitation)
    return visitor.go("/").sees_heading("Interlude")


def by_invitation(route: Route) -> None:
    told = route.fetch().json()
    route.fulfill(json=told | {"registration": "invite"})


@pytest.fixture(scope="module")
def ana(stage: Stage, kept_device: Device) -> Person:
    return stage.ana.signs_in_on(kept_device(PHONE)).sees("Yesterday")


@pytest.fixture(scope="module")
def mira(village: Village, kept_device: Device) -> Person:
    return village.newcomer("mira").signs_in_on(kept_device(PHONE))


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


def looks_at_it(page: Page, size: ViewportSize, colours: Any) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours)
    assert_anyone_can_use(page)


def assert_nothing_is_wider_than_the_screen(page: Page) -> None:
    """At 320 px, and with text twice as large: one reads downwards only."""
    page.set_viewport_size(NARROW)
    assert page.evaluate(SIDEWAYS) <= 0, "sideways at 320 px"
    page.set_viewport_size(SMALL_PHONE)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    sideways = page.evaluate(SIDEWAYS)
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert sideways <= 0, "sideways with text twice as large"


def anyone_can_use(person: Person, *, desk: bool = False) -> None:
    """The screen as it stands, at every size."""
    looks_at_it(person.page, SMALL_PHONE, "light")
    looks_at_it(person.page, PHONE, "dark")
    if desk:
        looks_at_it(person.page, DESK, "light")
    assert_nothing_is_wider_than_the_screen(person.page)
    person.page.set_viewport_size(DESK if desk else PHONE)


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


def test_a_newcomer_can_use_each_step_of_registering(village: Village, kept_device: Device) -> None:
    jo = Person(kept_device(PHONE), village.url, "joan").go("/start").sees_heading("A name to sign in with")
    anyone_can_use(jo)
    jo.fills("Name", "x").press("Go on").sees("at least three characters")
    anyone_can_use(jo)
    jo.fills("Name", "joan").press("Go on").sees_heading("Six words open it")
    expect(jo.page.get_by_role("list", name="Your six words").get_by_role("listitem")).to_have_count(6)
    anyone_can_use(jo)
    jo.press("Choose your own instead").sees_heading("A password of your own")
    jo.page.get_by_label("Password", exact=True).fill("secret")
    jo.sees("A computer could guess this.").press("Go on").sees("Please make the password harder")
    anyone_can_use(jo)
    jo.press("Use six words instead").press("I have kept them").sees_heading("Your recovery code")
    anyone_can_use(jo)
    jo.press("I have it on paper").sees_heading("Read it back from the paper")
    for field in jo.page.get_by_role("textbox").all():
        field.fill("9999")
    jo.press("Done, open it").sees("This is not that group.")
    anyone_can_use(jo)
    assert jo.said == []


def test_a_therapist_can_use_the_way_in(village: Village, kept_device: Device) -> None:
    theo = Person(kept_device(DESK), village.url, "theo")
    theo.go("/enrol#" + village.running.flask("enrol-therapist")).sees_heading("A name to sign in with")
    anyone_can_use(theo, desk=True)


def test_mira_can_use_the_locked_door(mira: Person) -> None:
    mira.go("/").sees_heading("Your journal is locked")
    anyone_can_use(mira)
    mira.press("Use your recovery code").sees("Seven groups of four")
    anyone_can_use(mira)
    mira.press("Sign out").sees("Sign out on this device?")
    anyone_can_use(mira)


def test_jonas_can_use_each_step_of_pairing(village: Village, stage: Stage, kept_device: Device) -> None:
    neighbour = village.newcomer("jonas")
    written = neighbour.client.keep(Note("Only mine."))
    jonas = neighbour.holds(kept_device(PHONE))
    jonas.page.goto(stage.theo.client.invite().link)
    jonas.sees_heading("You are invited").signs_in().sees_heading("You and your therapist")
    jonas.press("Go on").sees("Please write a name, so that you know")
    anyone_can_use(jonas)
    jonas.fills("What do you call her or him?", DR_THEO).fills("How should she or he see you?", "Jonas")
    jonas.press("Go on").sees_heading(f"Is it really {DR_THEO}?")
    expect(jonas.page.locator(".pairing-words li")).to_have_count(8)
    anyone_can_use(jonas)
    jonas.press("They are not the same").sees("Then this pairing should end")
    anyone_can_use(jonas)
    jonas.press("Compare once more").go_inside(f"/share/{written.entry_id}").sees_heading(
        "First, eight words"
    )
    anyone_can_use(jonas)
    assert jonas.said == []


def routes_of_the_app() -> dict[str, set[str]]:
    """The paths of each function of main.tsx; what both wings share is asked of both."""
    source = (ROOT / "webapp" / "src" / "main.tsx").read_text()
    parts = {
        part.partition("(")[0]: set(re.findall(r'<Route\s[^>]*?path="([^"]+)"', part))
        for part in re.split(r"\nfunction ", source)[1:]
    }
    assert source.count("<Route path=") == sum(len(paths) for paths in parts.values()), (
        "main.tsx changed shape"
    )
    shared = parts.pop("shared")
    return {
        part: paths | (shared if part in ("Patient", "Therapist") else set()) for part, paths in parts.items()
    }


def test_no_route_of_the_app_is_missing_in_the_table() -> None:
    asked = {(part, path) for part, paths in routes_of_the_app().items() for path in paths}
    answered = {(part, screen.route) for part, table in TABLES.items() for screen in table}
    assert asked - answered == set()
