# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every screen once in the pseudo-locale: all words come from the catalogue, and longer ones have room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from interlude import Note
from tests.journeys.conftest import DESK, SMALL_PHONE, Device, a_practice
from tests.journeys.pseudo_locale import PSEUDO, Reader, forgotten_words
from tests.journeys.screens import EMPTY, OUTSIDE, PATIENT, THERAPIST, Screen
from tests.journeys.seeing import cut_off, faults_of_sight
from tests.journeys.stage import (
    DOOR,
    LONG_WORD,
    Stage,
    by_invitation,
    goes_to,
    locked,
    pairing,
    registering,
    stage_of,
)
from tests.journeys.world import ANA_R, DR_THEO, HELP, World

# What people write and are called, and what the practice and its devices call themselves.
NAMES = [
    "Interlude",
    ANA_R,
    "Ana",
    "Mira",
    "Jonas",
    DR_THEO,
    "Python",
    *(line for one in HELP for line in one.values()),
]
BEGINNING = "It keeps coming back"  # of a sentence that is cut where a line is short
WRITTEN = [*DOOR.split(". "), BEGINNING, LONG_WORD, "slept", "Short."]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A server of its own, which hands out the app in the pseudo-locale."""
    assert PSEUDO.is_dir(), "make it by: cd webapp && npm run build:pseudo"
    with a_practice(tmp_path_factory.mktemp("pseudo"), env={"INTERLUDE_WEBAPP": str(PSEUDO)}) as place:
        yield place


@pytest.fixture(scope="module")
def stage(world: World) -> Stage:
    return stage_of(world)


def faults(person: Reader, own: Iterable[str]) -> list[str]:
    page = person.page
    forgotten = [f"in no catalogue: {word}" for word in forgotten_words(page, [*NAMES, person.login, *own])]
    return [*forgotten, *cut_off(page), *faults_of_sight(page)]


def look_at_all(person: Reader, screens: Iterable[Screen], stage: Stage) -> None:
    """Tells the faults of all screens at once."""
    found: list[str] = []
    for screen in screens:
        goes_to(person, screen, stage)
        found += [f"{screen}: {fault}" for fault in faults(person, WRITTEN)]
    assert not found, "\n".join(found)


def look_at_each(steps: Iterator[None], person: Reader) -> None:
    found = [f"step {number}: {fault}" for number, _ in enumerate(steps, 1) for fault in faults(person, [])]
    assert not found, "\n".join(found)


def test_a_visitor_reads_every_screen(stage: Stage, world: World, device: Device) -> None:
    visitor = Reader(device(SMALL_PHONE), world.url, "visitor")
    visitor.page.route("**/api/practice", by_invitation)
    visitor.go("/").sees_heading("Interlude")
    look_at_all(visitor, OUTSIDE, stage)


def test_ana_reads_every_screen(stage: Stage, device: Device) -> None:
    ana = stage.ana.signs_in_on(device(SMALL_PHONE), Reader)
    look_at_all(ana, PATIENT, stage)


def test_mira_reads_every_screen(stage: Stage, world: World, device: Device) -> None:
    mira = world.register("mira").signs_in_on(device(SMALL_PHONE), Reader)
    look_at_all(mira, EMPTY, stage)
    look_at_each(locked(mira), mira)


def test_theo_reads_every_screen(stage: Stage, device: Device) -> None:
    theo = stage.theo.signs_in_on(device(DESK), Reader)
    look_at_all(theo, THERAPIST, stage)


def test_a_newcomer_reads_each_step_of_registering(world: World, device: Device) -> None:
    jo = Reader(device(SMALL_PHONE), world.url, "joan")
    look_at_each(registering(jo), jo)


def test_jonas_reads_each_step_of_pairing(world: World, stage: Stage, device: Device) -> None:
    participant = world.register("jonas")
    written = participant.client.keep(Note("Only mine."))
    jonas = participant.holds(device(SMALL_PHONE), Reader)
    look_at_each(pairing(jonas, stage.theo.client.invite().link, written.entry_id), jonas)
