# SPDX-License-Identifier: AGPL-3.0-or-later
"""One journey in each engine: checked in, written with the server away, shared, read by the therapist.

Chromium's own are in tests/journeys; what they go through in detail is not repeated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.engines import ENGINES, Engine
from tests.engines.engines import start, until
from tests.engines.hands import Hands
from tests.journeys.world import ANA_R, DR_THEO, World, open_practice
from tests.running import Running

PHONE, DESK = (390, 844), (1280, 800)
DOOR = "The door was blue, and my mother’s hands were on it."
SLEPT = "slept, at last"
NOT_SENT = "On this phone, only you can read it"
STORED = "Stored, only you can read it"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server of one's own, for it is stopped on the way."""
    open_practice(tmp_path)
    with Running(tmp_path) as running, World(running) as place:
        yield place


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_ana_writes_with_the_server_away_and_theo_reads_what_she_shares(engine: Engine, world: World) -> None:
    if lacks := engine.lacks():
        pytest.skip(f"no {engine.name} here: it needs {', '.join(lacks)}")
    with_ana, with_theo = world.pair()
    with start(engine, PHONE) as phone:
        ana = Hands(phone, with_ana).signs_in().sees("Check in").is_kept_offline()
        ana.goes_inside("/check-in").chooses("good").types("A few words", SLEPT).press("Save").sees(STORED)

        world.running.kill()
        ana.writes(DOOR).sees(NOT_SENT)
        ana.goes("/").sees_heading("Your journal is locked")
        ana.types("Password", with_ana.password).press("Unlock").sees("Check in")
        ana.goes_inside("/journal").sees(DOOR).sees(NOT_SENT)
        world.running.start()
        ana.goes("/journal").types("Password", with_ana.password).press("Unlock").sees(DOOR)
        ana.does_not_see(NOT_SENT)
        assert with_ana.notes() == [DOOR]

        ana.press(DOOR).press("Share").press(f"See what {DR_THEO} will see")
        ana.sees_heading(f"{DR_THEO} will see exactly this").sees(DOOR).press("Share")
        until(lambda: with_theo.client.shares() or None, "the share arrives")
    with start(engine, DESK) as desk:
        theo = Hands(desk, with_theo).signs_in().press(ANA_R).sees_heading(ANA_R).sees(DOOR)
        theo.does_not_see(SLEPT)
