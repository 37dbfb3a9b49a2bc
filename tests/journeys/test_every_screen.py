# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every screen of both wings: anyone can use it, at every size, light and dark, with text twice as large.

The table must name every route of routes.tsx; one that is missing in it makes a test fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from interlude import Note
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person
from tests.journeys.screens import EMPTY, OUTSIDE, PATIENT, TABLES, THERAPIST, Screen
from tests.journeys.seeing import AT_A_DESK, IN_A_HAND, assert_anyone_can_use_it
from tests.journeys.stage import Stage, by_invitation, goes_to, locked, pairing, registering, stage_of
from tests.journeys.world import ANA_R, World
from tests.running import ROOT


@pytest.fixture(scope="module")
def stage(world: World) -> Stage:
    return stage_of(world)


@pytest.fixture(scope="module")
def outside(stage: Stage, world: World, kept_device: Device) -> Person:
    """Somebody without an account, at a practice that is joined by invitation."""
    visitor = Person(kept_device(PHONE), world.url, "mira")
    visitor.page.route("**/api/practice", by_invitation)
    return visitor.go("/").sees_heading("Interlude")


@pytest.fixture(scope="module")
def ana(stage: Stage, kept_device: Device) -> Person:
    return stage.ana.signs_in_on(kept_device(PHONE)).sees("Yesterday")


@pytest.fixture(scope="module")
def mira(world: World, kept_device: Device) -> Person:
    return world.register("mira").signs_in_on(kept_device(PHONE))


@pytest.fixture(scope="module")
def theo(stage: Stage, kept_device: Device) -> Person:
    return stage.theo.signs_in_on(kept_device(DESK)).sees(ANA_R)


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


def anyone_can_use_each(steps: Iterator[None], person: Person) -> None:
    for _ in steps:
        anyone_can_use(person)
    assert person.said == []


def test_a_newcomer_can_use_each_step_of_registering(world: World, kept_device: Device) -> None:
    jo = Person(kept_device(PHONE), world.url, "joan")
    anyone_can_use_each(registering(jo), jo)


def test_a_therapist_can_use_the_way_in(world: World, kept_device: Device) -> None:
    theo = Person(kept_device(DESK), world.url, "lin")
    theo.go("/enrol#" + world.running.enrolment()).sees_heading("Choose a name to sign in with")
    anyone_can_use(theo, desk=True)


def test_mira_can_use_the_app_while_it_is_locked(mira: Person) -> None:
    anyone_can_use_each(locked(mira), mira)


def test_jonas_can_use_each_step_of_pairing(world: World, stage: Stage, kept_device: Device) -> None:
    participant = world.register("jonas")
    written = participant.client.keep(Note("Only mine."))
    jonas = participant.holds(kept_device(PHONE))
    anyone_can_use_each(pairing(jonas, stage.theo.client.invite().link, written.entry_id), jonas)


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
