# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was given can be taken back: a share from its reader, a deletion from oneself."""

from __future__ import annotations

import re

import pytest

from interlude import Note
from tests.journeys.conftest import DESK, PHONE, Device
from tests.journeys.people import Person
from tests.journeys.world import ANA_R, DR_THEO, Participant, World

DOOR = "The door was blue, and my mother's hands were on it."
SISTER = "I do not want to begin with my sister."


@pytest.fixture(scope="module")
def pair(world: World) -> tuple[Participant, Participant]:
    return world.pair()


def shared_note(ana: Participant, words: str) -> str:
    """A note, shared with Theo by the Python library; gives its id."""
    entry = ana.client.keep(Note(words))
    ana.client.share(entry, DR_THEO)
    return entry.entry_id


def takes_back(ana: Person, words: str) -> Person:
    """On the page of shares, with the question answered."""
    of_these = re.compile(r"^Stop sharing\s*: " + re.escape(words))
    ana.go_inside("/share").page.get_by_role("button", name=of_these).click()
    return ana.sees(f"Stop sharing this with {DR_THEO}?")


def agrees(ana: Person) -> Person:
    """The button of the open dialog."""
    ana.page.get_by_role("dialog").get_by_role("button", name="Stop sharing").click()
    return ana


def test_taking_back_after_it_was_read_tells_when_it_was_read(
    pair: tuple[Participant, Participant], device: Device
) -> None:
    shared_note(pair[0], DOOR)
    theo = pair[1].signs_in_on(device(DESK)).press(ANA_R).sees(DOOR)
    ana = pair[0].signs_in_on(device(PHONE))
    ana.go_inside("/share").sees(f"{DR_THEO} opened this today.")

    takes_back(ana, DOOR).sees("What was read was read. From now on")
    agrees(ana).sees(f"Not shared any more. {DR_THEO} opened it today. What was read was read.")
    theo.comes_back_to_the_page().does_not_see(DOOR)
    theo.sees(f"{ANA_R} isn’t sharing anything with you at the moment.")
    ana.go_inside("/journal").sees(DOOR).sees("Stored, only you can read it")
    ana.does_not_see(f"Shared with {DR_THEO}")
    assert ana.said + theo.said == []


def test_taking_back_what_nobody_opened_says_so(
    pair: tuple[Participant, Participant], device: Device
) -> None:
    shared_note(pair[0], SISTER)
    ana = pair[0].signs_in_on(device(PHONE))
    takes_back(ana, SISTER).sees(f"{DR_THEO} hasn’t opened it, and now won’t be able to.")
    agrees(ana).sees(f"Not shared any more. {DR_THEO} hadn’t opened it.")

    theo = pair[1].signs_in_on(device(DESK)).press(ANA_R)
    theo.sees("isn’t sharing anything").does_not_see(SISTER)
    assert [share.content for share in pair[1].client.shares_of(ANA_R)] == []


def test_a_deleted_entry_comes_back_with_undo(world: World, device: Device) -> None:
    participant = world.register("mira")
    entry = participant.client.keep(Note(DOOR))
    mira = participant.signs_in_on(device(PHONE)).go_inside(f"/journal/{entry.entry_id}")
    mira.press("Delete").sees("Deleted.").sees("Nothing here yet.")
    mira.press("Undo").sees(DOOR).sees("Stored, only you can read it")
    mira.does_not_see("Deleted.")
    assert participant.notes() == [DOOR]
    assert mira.said == []


def test_deleting_what_is_shared_says_that_the_copy_stays(
    pair: tuple[Participant, Participant], device: Device
) -> None:
    entry_id = shared_note(pair[0], SISTER)
    ana = pair[0].signs_in_on(device(PHONE)).go_inside(f"/journal/{entry_id}")
    ana.press("Delete").sees(f"The copy for {DR_THEO} stays until you stop sharing it.")
    theo = pair[1].signs_in_on(device(DESK)).press(ANA_R).sees(SISTER)

    takes_back(ana, SISTER)
    agrees(ana).sees("Not shared any more.")
    theo.comes_back_to_the_page().does_not_see(SISTER)
    ana.does_not_see("It goes to")
